"""Run every minute: makes the copies of Office files that were not made at once. Can run at any time."""

from django.core.management.base import BaseCommand

from meetings.workflow.reading_copy import make_copies


class Command(BaseCommand):
    help = "Gör läskopior av handlingar i Word, Excel, PowerPoint och OpenDocument."

    def handle(self, **options):
        self.stdout.write(f"Läskopior som gjordes: {make_copies.call()}.")

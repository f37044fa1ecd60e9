"""Run every minute: sends the letters that wait. Can run at any time, and several times at once."""

from django.core.management.base import BaseCommand

from meetings.workflow.letter import send_waiting


class Command(BaseCommand):
    help = "Sends the letters that wait; each of them once, however often this runs."

    def handle(self, *args, **options):
        self.stdout.write(f"Skickade brev: {send_waiting()}.")

"""Run every minute: what the programming interface says is made current. Can run at any time."""

from django.core.management.base import BaseCommand

from meetings.workflow.oparl import tell_all_that_waits


class Command(BaseCommand):
    help = "Gör programgränssnittet aktuellt där något har ändrats."

    def handle(self, *args, **options):
        self.stdout.write(f"Berättade delar: {tell_all_that_waits()}.")

"""Run every minute: what the programming interface says is made current. Can run at any time."""

from meetings.workflow.oparl import tell_all_that_waits
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = "Gör programgränssnittet aktuellt där något har ändrats."

    def handle(self, *args, **options):
        self.stdout.write(f"Berättade delar: {tell_all_that_waits()}.")

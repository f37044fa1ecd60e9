"""Run every minute: what the programming interface says is made current. Can run at any time."""

from functools import partial

from meetings.workflow.oparl import AT_ONCE, tell_all_that_waits
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = "Gör programgränssnittet aktuellt där något har ändrats."

    def handle(self, *args, **options):
        watch = partial(self.watch, what=f"Berättade, {AT_ONCE} åt gången")
        self.stdout.write(f"Berättade delar: {tell_all_that_waits(watch)}.")

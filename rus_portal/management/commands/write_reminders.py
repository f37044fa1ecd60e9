"""Run daily: reminds of answers, stances and minutes approvals, calls those who got their seat after
the summons and tells those who lost theirs. Can run again; each letter is written once."""

from meetings.workflow.alert import tell_alerts
from meetings.workflow.letter import remind, sync_invitees
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = (
        "Påminner den som har något att göra, en gång för varje tillfälle, och kallar den som har fått "
        "sin plats efter kallelsen."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"Kallade eller avbokade: {sync_invitees()}. Påminda: {remind()}.")
        self.stdout.write(f"Brev om bevakade sökningar: {tell_alerts()}.")

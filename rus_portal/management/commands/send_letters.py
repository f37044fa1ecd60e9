"""Run every minute: sends the letters that wait. Can run at any time, and several times at once."""

from meetings.workflow.letter import send_waiting
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = "Skickar de brev som väntar, vart och ett en gång hur ofta kommandot än körs."

    def handle(self, *args, **options):
        self.stdout.write(f"Skickade brev: {send_waiting()}.")

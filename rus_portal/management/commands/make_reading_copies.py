"""Run every minute: makes the copies of Office files that were not made at once, and counts anew what they
carry where that was counted by an older way. Can run at any time."""

from meetings.workflow.reading_copy import make_copies
from meetings.workflow.recount import count_anew
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = "Gör läskopior av handlingar i Word, Excel, PowerPoint och OpenDocument."

    def handle(self, **options):
        self.stdout.write(f"Filer som bär på mer än som räknades förr: {count_anew()}.")
        self.stdout.write(f"Läskopior som gjordes: {make_copies.call()}.")

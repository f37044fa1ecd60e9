"""Run daily: reminds of answers, stances and minutes approvals, calls those who got their seat after
the summons and tells those who lost theirs. Can run again; each letter is written once."""

from django.core.management.base import BaseCommand

from meetings.workflow.letter import remind, sync_invitees


class Command(BaseCommand):
    help = "Reminds those of whom something is awaited, once for each occasion, and follows the roster."

    def handle(self, *args, **options):
        self.stdout.write(f"{sync_invitees()} called or let go, {remind()} reminded")

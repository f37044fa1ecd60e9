"""Run daily: reminds of answers, preparation and approvals that are awaited, and calls those who got their
seat after the summons. Can run again; each occasion is told once."""

from django.core.management.base import BaseCommand

from meetings.workflow.letters import call_newcomers, remind


class Command(BaseCommand):
    help = "Reminds those of whom something is awaited, once for each occasion, and calls newcomers."

    def handle(self, *args, **options):
        self.stdout.write(f"{call_newcomers()} called, {remind()} reminded")

"""Run every hour, or let the mail server pipe each mail into it: notes which letters have come back."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from meetings.mail.bounces import report_in
from meetings.mail.mailboxes import each_unread
from meetings.workflow.letter import note_returned


class Command(BaseCommand):
    help = "Reads the mailbox that letters come back to, and notes which did not arrive."

    def add_arguments(self, parser):
        told = "imaps://user:password@server/folder, a Maildir, or - for one mail; BOUNCES_URL if not said"
        parser.add_argument("source", nargs="?", default=settings.BOUNCES_URL, help=told)

    def handle(self, *args, source, **options):
        if not source:
            raise CommandError("Say which mailbox, or set BOUNCES_URL.")
        self.reports = self.noted = 0
        each_unread(source, self._read)
        self.stdout.write(f"{self.reports} reports read, {self.noted} letters had come back")

    def _read(self, raw):
        """Whether it is a report. All other mail is for people."""
        report = report_in(raw)
        if report is None:
            return False
        self.reports += 1
        self.noted += bool(report.letter and note_returned(*report.letter))
        return True

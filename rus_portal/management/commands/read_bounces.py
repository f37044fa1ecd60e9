"""Run every hour, or let the mail server pipe each mail into it: notes which letters have come back."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from meetings.mail.bounces import returned
from meetings.mail.mailboxes import unread
from meetings.workflow.letter import note_returned


class Command(BaseCommand):
    help = "Reads the mailbox that letters come back to, and notes which did not arrive."

    def add_arguments(self, parser):
        told = "imaps://user:password@server/folder, a Maildir, or - for one mail; BOUNCES_URL if not said"
        parser.add_argument("source", nargs="?", default=settings.BOUNCES_URL, help=told)

    def handle(self, *args, source, **options):
        if not source:
            raise CommandError("Say which mailbox, or set BOUNCES_URL.")
        read = noted = 0
        for mail in unread(source):
            read += 1
            letter = returned(mail)
            noted += bool(letter and note_returned(*letter))
        self.stdout.write(f"{read} read, {noted} letters had come back")

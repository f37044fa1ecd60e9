"""Run every hour, or let the mail server pipe each mail into it: notes which letters have come back. How it
ends tells the mail server what to do (sysexits.h): keep a mail that cannot be read now and hand it over
again, and send back to its writer what is no report."""

import os

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError

from meetings.mail.bounces import report_in
from meetings.mail.mailboxes import ForPeople, each_unread
from meetings.workflow.letter import note_returned
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = "Läser brevlådan dit brev kommer i retur, och antecknar vilka som inte kom fram."

    def add_arguments(self, parser):
        told = "imaps://namn:lösenord@server/mapp, en Maildir, eller - för ett brev; annars BOUNCES_URL"
        parser.add_argument("source", nargs="?", default=settings.BOUNCES_URL, help=told)

    def is_a_chore(self, options):
        """Not where the mail server hands over one mail."""
        return options["source"] != "-"

    def handle(self, *args, source, **options):
        if not source:
            raise CommandError("Säg vilken brevlåda som ska läsas, eller sätt BOUNCES_URL.")
        self.reports = self.noted = 0
        try:
            each_unread(source, self._read)
        except ForPeople as mail:
            raise CommandError(_turn_to(), returncode=os.EX_UNAVAILABLE) from mail
        except (DatabaseError, OSError) as away:
            if source != "-":
                raise
            raise CommandError(f"Rapporten kan inte läsas nu: {away}", returncode=os.EX_TEMPFAIL) from away
        self.stdout.write(f"Lästa rapporter: {self.reports}. Brev som kommit i retur: {self.noted}.")

    def _read(self, raw):
        """Whether it is a report. All other mail is for people."""
        report = report_in(raw)
        if report is None:
            return False
        self.reports += 1
        self.noted += bool(report.letter and note_returned(*report.letter))
        return True


def _turn_to():
    """What the mail server says to the person whose mail it sends back."""
    where = settings.CONTACT_EMAIL or "rådens kansli"
    return f"Den här adressen tar bara emot rapporter om brev. Ingen har läst ditt brev. Skriv till {where}."

"""Run daily: invites those whose appointment has begun. Can run again: one letter for each seat."""

import logging

from django.core.management.base import CommandError

from councils.invitations import invite, newcomers
from rus_portal.operation.commands import Chore

log = logging.getLogger(__name__)


class Command(Chore):
    help = "Skriver till den som har fått en plats hur man loggar in, en gång för varje plats."

    def handle(self, *args, **options):
        people = list(newcomers())
        failed = [person for person in people if not _invited(person)]
        self.stdout.write(f"Inbjudna: {len(people) - len(failed)}.")
        if failed:
            raise CommandError(f"{len(failed)} kunde inte bjudas in. Loggen säger varför.")


def _invited(person):
    try:
        invite(person)
    except Exception:  # one person who cannot be invited must not stop the others
        log.exception("Person %s could not be invited", person.pk)
        return False
    return True

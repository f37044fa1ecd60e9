"""manage.py appoint_administrator: the first one, who then gives the others their seats."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from councils.workflow import appoint_first_administrator
from rus_portal.core.refusal import Refused
from rus_portal.operation.commands import PortalCommand


class Command(PortalCommand):
    help = "Ger den första administratören sin plats. Alla andra tillsätts sedan i portalen."

    def add_arguments(self, parser):
        parser.add_argument("email", help="adressen som personen loggar in med")
        parser.add_argument("name", help="personens namn")

    def handle(self, *, email, name, **options):
        try:
            appointment = appoint_first_administrator(name=name, email=email)
        except Refused as no:
            raise CommandError(no.sentence) from no
        except ValidationError as breach:
            raise CommandError(" ".join(breach.messages)) from breach
        self.stdout.write(f"{appointment.person} är administratör och loggar in med {email}.")

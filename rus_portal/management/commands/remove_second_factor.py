"""manage.py remove_second_factor: for one who has lost all that they prove who they are with."""

from django.core.management.base import CommandError

from rus_portal.operation.commands import PortalCommand
from rus_portal.signin.adapters import person_with
from rus_portal.signin.second_factor import remove_all


class Command(PortalCommand):
    help = "Tar bort det andra steget för den som har förlorat det. Styrk först vem det är: docs/drift.md."

    def add_arguments(self, parser):
        parser.add_argument("email", help="adressen som personen loggar in med")
        parser.add_argument("proof", help="hur det är styrkt vem det är; antecknas bland inloggningarna")

    def handle(self, *, email, proof, **options):
        person = person_with(email)
        if not person:
            raise CommandError("Ingen som kan logga in har den adressen.")
        if not proof.strip():
            raise CommandError("Skriv hur det är styrkt vem det är.")
        if not remove_all(person, proof.strip()):
            raise CommandError(f"{person} har inget andra steg.")
        self.stdout.write(f"{person} har inget andra steg längre, och är utloggad överallt.")

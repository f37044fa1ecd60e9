"""manage.py erase_contacts: erase the addresses of those who left long enough ago. For every night."""

from django.core.management.base import BaseCommand

from councils.personal_data import due_for_erasure, erase_due
from meetings.workflow.guests import forget_addresses


class Command(BaseCommand):
    help = "Raderar kontaktuppgifter ett visst antal dagar efter sista uppdraget (CONTACT_RETENTION_DAYS)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Visa vilka det gäller, men radera ingenting."
        )

    def handle(self, *args, dry_run, **options):
        people = list(due_for_erasure()) if dry_run else erase_due()
        done = "skulle raderas" if dry_run else "raderades"
        for person in people:
            self.stdout.write(f"{person.name}: kontaktuppgifterna {done}.")
        if not dry_run:
            self.stdout.write(f"Gäster vars e-postadress raderades: {forget_addresses()}.")
        self.stdout.write(f"Personer vars kontaktuppgifter {done}: {len(people)}.")

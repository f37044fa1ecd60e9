"""manage.py erase_expired: erase the personal data that is kept no longer. For every night."""

from django.core.management.base import BaseCommand

from councils.erasure import due_for_erasure, erase_due
from meetings.workflow.alert import forget_unconfirmed
from meetings.workflow.answer import forget_notes
from meetings.workflow.barrier import forget_barriers
from meetings.workflow.evaluation import forget_evaluators
from meetings.workflow.guest import forget_addresses
from rus_portal.signin.notes import forget_sign_ins


class Command(BaseCommand):
    help = (
        "Raderar det som inte längre får sparas: kontaktuppgifter (CONTACT_RETENTION_DAYS efter sista "
        "uppdraget), anmälda hinder lika länge, gästers adresser, inloggningar (SIGN_IN_RETENTION_DAYS), "
        "meddelanden om kost i svar på kallelser till möten som har varit och vem som har svarat på frågor "
        "om budkavlen som är stängda."
    )

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
            self.stdout.write(f"Meddelanden i svar på kallelser som raderades: {forget_notes()}.")
            self.stdout.write(f"Bevakningar som ingen bekräftade: {forget_unconfirmed()}.")
            self.stdout.write(f"Anmälda hinder som raderades: {forget_barriers()}.")
            self.stdout.write(f"Tillfrågade om budkavlen som glömdes: {forget_evaluators()}.")
            self.stdout.write(f"Inloggningar som raderades: {forget_sign_ins()}.")
        self.stdout.write(f"Personer vars kontaktuppgifter {done}: {len(people)}.")

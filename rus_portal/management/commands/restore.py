"""manage.py restore FILE: a backup into an empty installation, on either database."""

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError

from meetings.triggers.proving import NotFrozen
from rus_portal.backup.container import opened
from rus_portal.backup.restoring import restore
from rus_portal.management.commands.backup import told
from rus_portal.operation.commands import PortalCommand

WAITED = (
    "Brev som väntade när kopian togs: {}. De kan ha gått sedan dess, så de skickas inte av sig själva: "
    "kansliet ser dem som ovissa och avgör."
)
NEXT = "Kör nu manage.py erase_expired: det som har gallrats sedan kopian togs är tillbaka."


class Command(PortalCommand):
    help = "Återställer en säkerhetskopia i en tom installation, med SQLite eller PostgreSQL."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FIL", help="Säkerhetskopian, skriven av manage.py backup.")
        parser.add_argument("--key", metavar="FIL", default="", help="Nyckel av age, om kopian är krypterad.")
        parser.add_argument(
            "--moved",
            action="store_true",
            help="Portalen flyttas: den gamla stod stilla när kopian togs och startas inte igen, så brev som "
            "väntade skickas härifrån.",
        )

    def handle(self, *, file, key, moved, **options):
        with opened(file, key) as copy:
            try:
                letters, (rules, tried) = restore(copy, moved=moved, tell=self.stdout.write)
            except (DatabaseError, OSError, NotFrozen) as why:
                raise CommandError(f"Säkerhetskopian gick inte att återställa: {why}.") from why
            self.stdout.write(f"Återställt och jämfört, allt är lika: {told(copy.manifest)}.")
        self.stdout.write(f"Databasens regler är tillbaka: {rules}, varav {tried} prövades mot raderna.")
        if letters:
            self.stdout.write(WAITED.format(letters))
        for command in ("verify_journal", "verify_sealed"):
            call_command(command, stdout=self.stdout)
        self.stdout.write(NEXT)

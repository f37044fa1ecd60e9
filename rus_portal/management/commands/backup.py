"""manage.py backup FILE: all that the portal keeps, in one file, taken while it is in use."""

from django.core.management.base import CommandError

from rus_portal.backup.container import opened
from rus_portal.backup.restoring import check
from rus_portal.backup.taking import take
from rus_portal.core.words import counted
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = (
        "Skriver en säkerhetskopia av databas och handlingar i en fil, medan portalen är i gång. Med "
        "BACKUP_RECIPIENTS är den krypterad. Återställs med manage.py restore."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FIL", help="Säkerhetskopian. Ingen fil skrivs över.")
        parser.add_argument(
            "--check", action="store_true", help="Kontrollera i stället en säkerhetskopia som finns."
        )
        parser.add_argument("--key", metavar="FIL", default="", help="Nyckel av age, om kopian är krypterad.")

    def is_a_chore(self, options):
        return not options["check"]

    def handle(self, *, file, check, key, **options):
        if check:
            self.check_it(file, key)
            return
        try:
            manifest, missing = take(file, tell=self.stdout.write)
        except OSError as why:
            raise CommandError(f"{file} gick inte att skriva: {why}.") from why
        self.stdout.write(f"Säkerhetskopian är skriven: {file}, {told(manifest)}.")
        if missing:
            raise CommandError(
                f"{counted(len(missing), 'handling', 'handlingar')} finns i databasen men inte i lagret, "
                f"och är därför inte med: {', '.join(missing[:5])}. Resten är med."
            )

    def check_it(self, file, key):
        with opened(file, key) as copy:
            check(copy, tell=self.stdout.write)
            self.stdout.write(f"Säkerhetskopian är hel: {told(copy.manifest)}.")


def told(manifest):
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return f"{rows} rader och {manifest['papers']} handlingar från version {manifest['version']}"

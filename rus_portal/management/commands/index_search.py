"""Run every minute: the search indexes what has changed, and reads new documents. Can run at any time."""

from meetings.workflow.search import begin_anew, index_all_that_waits
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = "Gör sökningens index aktuellt: läser nya handlingar och det som har ändrats."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="Gör om hela indexet från början.")

    def handle(self, *args, **options):
        if options["all"]:
            begin_anew()
        read, indexed = index_all_that_waits(self.watch)
        self.stdout.write(f"Lästa handlingar: {read}. Indexerade delar: {indexed}.")

"""Django's own command, after the question whether the database can be upgraded at all, which Django itself
answers with a traceback before any of its signals. An empty one is begun with the tables of today."""

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import transaction

from rus_portal.operation.commands import PortalCommand
from rus_portal.releases import begin, recognise


class Command(PortalCommand, migrate.Command):
    help = "Gör databasens tabeller till dem som den här versionen av portalen behöver."
    builds_on = migrate.Command
    words = {
        "app_label": "bara den här delens tabeller",
        "migration_name": "bara till och med den här ändringen",
        "database": "databasen i inställningarna, om det finns flera",
        "plan": "visa vad som skulle göras, men gör det inte",
        "check_unapplied": "sluta med en felkod om något återstår, men gör ingenting",
    }

    def handle(self, *args, **options):
        database = options["database"]
        if options["plan"] or options["check_unapplied"]:
            with transaction.atomic(database):
                recognise(database)
                super().handle(*args, **options)
                transaction.set_rollback(True, database)  # what was recognised is noted by the upgrade alone
            return
        recognise(database)
        if not options["app_label"]:
            begin(database)
        super().handle(*args, **options)
        call_command("createcachetable", database=database, verbosity=0)  # of CACHE_URL

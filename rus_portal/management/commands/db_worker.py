"""The worker of django-tasks-db, with a sign of life and help in Swedish. Where the database goes away it
waits for it, as the web processes do."""

import logging
import time

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connections

from rus_portal.core.refusal import database_is_away
from rus_portal.operation.commands import PortalCommand
from rus_portal.operation.pulse import WORKER, beating

if apps.is_installed("django_tasks_db"):
    from django_tasks_db.management.commands.db_worker import Command as Worker
else:

    class Worker(BaseCommand):
        def handle(self, **options):
            raise CommandError("Ingen arbetare behövs: sätt TASKS_WORKER=1 och kör migrate först.")


PAUSE = 5  # seconds between two looks for a database that is away
log = logging.getLogger(__name__)


class Command(PortalCommand, Worker):
    help = "Gör det som ingen ska behöva vänta på: skickar brev, skriver ut långa protokoll, läser filer."
    builds_on = Worker
    words = {
        "batch": "gör det som väntar och sluta sedan",
        "interval": "sekunder mellan två frågor efter arbete, när inget finns",
        "max_tasks": "sluta efter så många",
    }

    def handle(self, **options):
        with beating(WORKER):
            while self._lost_the_database(options):
                time.sleep(PAUSE)

    def _lost_the_database(self, options):
        try:
            super().handle(**options)
        except Error as trouble:
            if options.get("batch") or not database_is_away(trouble):
                raise
            log.error("The database is away: %s", trouble)
            connections.close_all()
            return True
        return False

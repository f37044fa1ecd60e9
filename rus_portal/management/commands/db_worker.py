"""The worker of django-tasks-db, with a sign of life and help in Swedish."""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from rus_portal.operation.commands import PortalCommand
from rus_portal.operation.pulse import WORKER, beating

if apps.is_installed("django_tasks_db"):
    from django_tasks_db.management.commands.db_worker import Command as Worker
else:

    class Worker(BaseCommand):
        def handle(self, **options):
            raise CommandError("Ingen arbetare behövs: sätt TASKS_WORKER=1 och kör migrate först.")


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
            super().handle(**options)

"""Load a year of council life into a demo that has a region but no meetings yet, or renew one."""

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from councils.models import Council
from meetings.models import Meeting
from rus_portal.demo.fresh import empty, is_stale, strangers
from rus_portal.demo.proposals import load_proposals
from rus_portal.demo.recurring import load_recurring
from rus_portal.demo.strategy import load_strategy
from rus_portal.demo.year import load_year
from rus_portal.operation.commands import PortalCommand

THERE = "Här finns redan möten, så demot läses inte in på nytt."
STALE = (
    "Demots möten har varit: dagarna räknas från den dag då det lästes in. "
    "Förnya det med manage.py load_demo --fresh (eller script/server --fresh)."
)


class Command(PortalCommand):
    help = "Läser in ett påhittat år i samverkansråden. Kräver DEMO=1 och en inläst region."

    def add_arguments(self, parser):
        parser.add_argument(
            "--fresh", action="store_true", help="Töm demot först, så att dagarna räknas från i dag."
        )

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Demot är påhittat och läses bara in med DEMO=1.")
        with transaction.atomic():  # a demo that cannot be renewed stays
            self._load(**options)

    def _load(self, fresh, **options):
        if fresh:
            self._empty()
        if not Council.objects.exists():
            raise CommandError("Läs in regionen först: manage.py load_region vasternorrland")
        if Meeting.objects.exists():
            self.stdout.write(STALE if is_stale() else THERE)
            return
        self.stdout.write("Läser in demots år:")
        load_year(tell=lambda line: self.stdout.write(f"  {line}"))
        load_recurring()
        load_proposals(tell=lambda line: self.stdout.write(f"  {line}"))
        load_strategy(tell=lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write("Demot är inläst.")

    def _empty(self):
        if count := strangers().count():
            raise CommandError(
                f"Här finns {count} personer som inte hör till demot, så inget töms. Är också de påhittade: "
                "flytta undan databasen (katalogen var/ om inget annat är inställt) och starta på nytt."
            )
        empty()

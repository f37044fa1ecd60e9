"""Load a year of council life into a demo that has a region but no meetings yet."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from councils.models import Council
from meetings.models import Meeting
from rus_portal.demo.proposals import load_proposals
from rus_portal.demo.recurring import load_recurring
from rus_portal.demo.year import load_year


class Command(BaseCommand):
    help = "Läser in ett påhittat år i samverkansråden. Kräver DEMO=1 och en inläst region."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Demot är påhittat och läses bara in med DEMO=1.")
        if not Council.objects.exists():
            raise CommandError("Läs in regionen först: manage.py load_region vasternorrland")
        if Meeting.objects.exists():
            self.stdout.write("Här finns redan möten, så demot läses inte in på nytt.")
            return
        self.stdout.write("Läser in demots år:")
        load_year(tell=lambda line: self.stdout.write(f"  {line}"))
        load_recurring()
        load_proposals(tell=lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write("Demot är inläst.")

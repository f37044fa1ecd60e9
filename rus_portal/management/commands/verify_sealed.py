"""manage.py verify_sealed: is everything sealed what was sealed?"""

from functools import partial

from django.core.management.base import CommandError

from meetings.models import Minutes
from meetings.sealed import forged
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = "Jämför varje justerat protokolls text och fil med de kontrollsummor som journalen har."

    def handle(self, *args, **options):
        count = Minutes.objects.filter(approved_at__isnull=False).count()
        if found := list(forged(partial(self.watch, what="Kontrollerade protokoll", total=count))):
            raise CommandError(f"Protokollet är inte det som låstes: {'; '.join(map(str, found))}.")
        self.stdout.write(f"Alla låsta texter och filer är oförändrade: {count} protokoll.")

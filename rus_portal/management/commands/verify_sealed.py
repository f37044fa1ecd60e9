"""manage.py verify_sealed: is everything sealed what was sealed?"""

from django.core.management.base import BaseCommand, CommandError

from meetings.models import Minutes
from meetings.sealed import forged


class Command(BaseCommand):
    help = "Jämför varje justerat protokolls text och fil med de kontrollsummor som journalen har."

    def handle(self, *args, **options):
        if found := list(forged()):
            raise CommandError(f"Protokollet är inte det som låstes: {'; '.join(map(str, found))}.")
        count = Minutes.objects.filter(approved_at__isnull=False).count()
        self.stdout.write(f"Alla låsta texter och filer är oförändrade: {count} protokoll.")

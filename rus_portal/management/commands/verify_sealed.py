"""manage.py verify_sealed: is every sealed file what was sealed?"""

from django.core.management.base import BaseCommand, CommandError

from meetings.minutes import forged
from meetings.models import Minutes


class Command(BaseCommand):
    help = "Jämför varje justerat protokolls fil med dess kontrollsumma."

    def handle(self, *args, **options):
        if found := list(forged()):
            raise CommandError(f"Filen är inte den som låstes: {'; '.join(map(str, found))}.")
        count = Minutes.objects.filter(approved_at__isnull=False).count()
        self.stdout.write(f"Alla låsta filer är oförändrade: {count} protokoll.")

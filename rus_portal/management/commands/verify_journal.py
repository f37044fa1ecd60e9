"""manage.py verify_journal: is the journal whole?"""

from django.core.management.base import BaseCommand, CommandError

from councils.journal import verify
from councils.models import JournalEntry


class Command(BaseCommand):
    help = "Går igenom journalens kedja och säger om någon post har ändrats eller tagits bort."

    def add_arguments(self, parser):
        parser.add_argument("--link", help="en länk som skrevs ut förut och ska finnas kvar")

    def handle(self, *args, link=None, **options):
        broken = verify()
        if broken:
            raise CommandError(
                f"Kedjan är bruten vid post {broken.pk} ({broken.at:%Y-%m-%d %H:%M}): {broken.sentence}"
            )
        if link and not JournalEntry.objects.filter(chain=link).exists():
            raise CommandError("Länken finns inte i journalen: rader i slutet har tagits bort.")
        last = JournalEntry.objects.order_by("-pk").first()
        if last is None:
            self.stdout.write("Journalen är tom.")
            return
        count = JournalEntry.objects.count()
        self.stdout.write(f"Journalen är hel: {count} poster. Sista länken är {last.chain}.")

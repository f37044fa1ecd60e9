"""manage.py verify_journal: is the journal whole, to its last entry?"""

from functools import partial

from django.core.management.base import CommandError
from django.utils import timezone

from councils.journal import anchor, lost, verify
from councils.models import JournalEntry
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = "Går igenom journalens kedja och säger om någon post har ändrats eller tagits bort."

    def add_arguments(self, parser):
        parser.add_argument("--link", help="en länk som skrevs ut förut och ska finnas kvar")

    def handle(self, *args, link=None, **options):
        count = JournalEntry.objects.count()
        broken = verify(partial(self.watch, what="Kontrollerade poster", total=count))
        if broken:
            raise CommandError(
                f"Kedjan är bruten vid post {broken.pk} ({broken.at:%Y-%m-%d %H:%M}): {broken.sentence}"
            )
        if missed := lost():
            raise CommandError(
                f"Rader i slutet har tagits bort eller skrivits om: post {missed.entry} med länken "
                f"{missed.chain} fanns {timezone.localtime(missed.at):%Y-%m-%d %H:%M} och finns inte nu. "
                f"{_where_it_ends(missed.entry)}"
            )
        if link and not JournalEntry.objects.filter(chain=link).exists():
            raise CommandError("Länken finns inte i journalen: rader i slutet har tagits bort.")
        last = JournalEntry.objects.order_by("-pk").first()
        if last is None:
            self.stdout.write("Journalen är tom.")
            return
        anchor(at=timezone.now())
        self.stdout.write(f"Journalen är hel: {count} poster. Sista länken är {last.chain}.")


def _where_it_ends(entry):
    before = JournalEntry.objects.filter(pk__lt=entry).order_by("-pk").first()
    return (
        f"Den sista före den är post {before.pk}: {before.sentence}"
        if before
        else "Ingen post finns före den."
    )

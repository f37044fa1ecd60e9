"""What of the index a reader may know of: its sources are asked each time, and nothing else says it."""

from django.db.models import Exists, OuterRef, Q

from meetings.models import AgendaItem, ConsultationAnswer, Document, Findable, Minutes, Position, Unindexed
from meetings.models.visibility import EVERYTHING
from rus_portal.core.prepared import prepared

Kind, Reading = Findable.Kind, Findable.Reading
OPEN = (Kind.MEETING, Kind.GOAL, Kind.AREA, Kind.ORGANISATION, Kind.CONSULTATION)  # everyone's
# What is asked of each row.
COLUMNS = ("id", "key", "kind", "place", "item", "council", "organisation", "year", "day", "outcome")


def readable(person):
    """The SQL and parameters of the rows whose source the person sees, as it stands now."""
    return _readable.told(EVERYTHING, *_shown_to(person))


def readable_of(person, ids):
    """Which of those rows the person may know of."""
    return {row[0] for row in _readable(Q(pk__in=ids), *_shown_to(person))} if ids else set()


def _shown_to(person):
    models = Position, AgendaItem, Document, ConsultationAnswer, Minutes
    return *(model.objects.shown_to(person) for model in models), Minutes.objects.whole_to(person)


@prepared
def _readable(among, positions, items, documents, answers, minutes, whole):
    """Of minutes the newest version that the reader sees, in what of it the reader reads."""
    seen = Q(kind__in=OPEN)
    for kind, model, shown in (
        (Kind.POSITION, Position, positions),
        (Kind.ITEM, AgendaItem, items),
        (Kind.DOCUMENT, Document, documents),
        (Kind.ANSWER, ConsultationAnswer, answers),
    ):
        seen |= Q(kind=kind) & Q(Exists(model.objects.filter(shown, pk=OuterRef("key"))))
    newest = Minutes.objects.whole().filter(minutes).newest().filter(pk=OuterRef("key"))
    readings = {Reading.ALL: newest, Reading.WHOLE: newest.filter(whole), Reading.OPEN: newest.exclude(whole)}
    for reading, sources in readings.items():
        seen |= Q(kind=Kind.SECTION, reading=reading) & Q(Exists(sources))
    changed = Unindexed.objects.filter(whole=OuterRef("whole"))
    return Findable.objects.filter(among, seen, ~Exists(changed)).order_by().values_list(*COLUMNS)

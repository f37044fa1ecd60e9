"""What of the index a reader may know of: its sources are asked each time, and nothing else says it."""

from django.db.models import Exists, OuterRef, Q

from meetings.models import AgendaItem, Document, Findable, Minutes, Position, Unindexed

Kind, Reading = Findable.Kind, Findable.Reading
OPEN = (Kind.MEETING, Kind.GOAL, Kind.AREA, Kind.ORGANISATION)  # everyone's


def readable(person):
    """The rows whose source the person sees, as it stands now. Of minutes the newest version that the person
    sees, in what of it the person reads."""
    sections, minutes = Q(kind=Kind.SECTION), _newest(person)
    whole = Minutes.objects.whole_to(person)
    seen = Q(kind__in=OPEN)
    for kind, model in ((Kind.POSITION, Position), (Kind.ITEM, AgendaItem), (Kind.DOCUMENT, Document)):
        seen |= Q(kind=kind) & Q(Exists(model.objects.visible_to(person).filter(pk=OuterRef("key"))))
    seen |= sections & Q(reading=Reading.ALL) & Q(Exists(minutes))
    seen |= sections & Q(reading=Reading.WHOLE) & Q(Exists(minutes.filter(whole)))
    seen |= sections & Q(reading=Reading.OPEN) & Q(Exists(minutes.exclude(whole)))
    changed = Unindexed.objects.filter(whole=OuterRef("whole"))
    return Findable.objects.filter(seen, ~Exists(changed)).order_by()


def _newest(person):
    seen = Minutes.objects.visible_to(person).filter(item=None)
    later = seen.filter(meeting=OuterRef("meeting"), version__gt=OuterRef("version"))
    return seen.filter(~Exists(later), pk=OuterRef("key"))

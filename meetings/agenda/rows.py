"""The agenda of a meeting as one reader sees it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from meetings.agenda.marks import marked_items, state_of
from meetings.agenda.timetable import Slot, timetable_of
from meetings.models import AgendaItem, DissentingOpinion, Position


@dataclass(frozen=True)
class Row:
    """One line of the agenda. `position` is set only when published, since only then it has an address."""

    item: AgendaItem
    slot: Slot | None
    documents: list
    outcome: str
    position: Position | None

    @property
    def state(self):
        """Whether the reader has read it."""
        return state_of(self.item)


def items_for(user, meeting):
    """All the reader may see on the meeting, in order, with the number of dissenting opinions and the
    reader's own marks. One query."""
    dissent = DissentingOpinion.objects.visible_to(user).standing().filter(item=OuterRef("pk"))
    counted = dissent.order_by().values("item").annotate(number=Count("pk")).values("number")
    items = list(
        with_history(marked_items(AgendaItem.objects.visible_to(user).filter(meeting=meeting), user), user)
        .select_related("primary_goal", "position")
        .annotate(dissent_count=Coalesce(Subquery(counted), 0))
        .order_by("order", "pk")
    )
    for item in items:
        item.meeting = meeting
        item.earlier, item.later = TakenUp.of(item.told_earlier), TakenUp.of(item.told_later)
    return items


@dataclass(frozen=True)
class TakenUp:
    """The same matter at another meeting, as far as the reader may know."""

    date: dt.date
    number: int
    paragraph: int | None

    @classmethod
    def of(cls, told):
        return cls(**told | {"date": dt.date.fromisoformat(told["date"])}) if told else None


def with_history(items, user):
    """When each matter was last taken up and when it is taken up again, in the same query, and only what the
    reader may see. Read the two as `TakenUp.of(item.told_earlier)` and `TakenUp.of(item.told_later)`."""
    visible = AgendaItem.objects.visible_to(user).filter(meeting__isnull=False)
    told = JSONObject(date=F("meeting__date"), number=F("number"), paragraph=F("paragraph"))
    before = visible.filter(pk=OuterRef("continues")).values(told=told)
    after = visible.filter(continues=OuterRef("pk")).order_by("meeting__date", "pk").values(told=told)
    return items.annotate(told_earlier=Subquery(before[:1]), told_later=Subquery(after[:1]))


def on_the_agenda(meeting, items):
    """What is on the agenda: the items sent, or before the summons those that are `DRAFTED`."""
    stages = AgendaItem.ON_AN_AGENDA if meeting.convened_at else AgendaItem.DRAFTED
    return [item for item in items if item.stage in stages]


def rows_of(meeting, agenda, documents):
    """The lines with their times and documents (see `meetings.documents.listing`), and the timetable."""
    timetable = timetable_of(meeting, agenda)
    rows = [
        Row(item, slot, documents[item.pk], item.became, _published(item))
        for item, slot in zip(agenda, timetable.slots, strict=True)
    ]
    return rows, timetable


def _published(item):
    position = getattr(item, "position", None)
    return position if position and position.published_at else None

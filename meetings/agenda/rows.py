"""The agenda of a meeting as one reader sees it."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from meetings.agenda.marks import marked_items, state_of
from meetings.agenda.timetable import Slot, timetable_of
from meetings.models import AgendaItem, DissentingOpinion, Position
from rus_portal.core.prepared import prepared


@dataclass(frozen=True)
class TakenUp:
    """The same matter at another meeting, as far as the reader may know."""

    date: dt.date
    number: int | None  # given with the summons
    paragraph: int | None


class Line(NamedTuple):
    """What the agenda says of an item: values alone, by which it is written once."""

    url: str
    title: str
    number: int | None
    place: int | None  # none where only sources tell of the meeting
    slot: Slot | None
    kind: str
    goal: tuple  # code, title and address of the primary one
    lacks_proposal: bool
    summary: str
    outcome: str
    dissents: int
    position: tuple  # address and designation
    earlier: TakenUp | None
    later: TakenUp | None
    presenters: str
    documents: int
    late_at: dt.datetime | None
    minutes: int
    paragraph: int | None


@dataclass(frozen=True)
class Row:
    """One line of the agenda. `position` is set only when published, since only then it has an address."""

    item: AgendaItem
    slot: Slot | None
    documents: list
    outcome: str
    position: Position | None
    before: tuple = ()  # the breaks just before it, as (break, slot)
    after: tuple = ()  # and after the last of all

    @property
    def state(self):
        """Whether the reader has read it."""
        return state_of(self.item)

    @property
    def line(self):
        item, goal, position = self.item, self.item.primary_goal, self.position
        return Line(
            url=item.get_absolute_url(),
            title=item.title,
            number=item.number,
            place=None if item.meeting and item.meeting.source else item.place,
            slot=self.slot,
            kind=item.type,
            goal=(goal.code, goal.title, goal.get_absolute_url()) if goal else (),
            lacks_proposal=item.lacks_proposal,
            summary=item.summary,
            outcome=self.outcome,
            dissents=item.dissent_count,
            position=(position.get_absolute_url(), position.designation) if position else (),
            earlier=item.earlier,
            later=item.later,
            presenters=item.presenters,
            documents=len(self.documents),
            late_at=item.late_at if item.was_late else None,
            minutes=item.minutes_needed,
            paragraph=item.paragraph,
        )


def items_for(user, meeting):
    """All the reader may see on the meeting, in order, with their history, the number of dissenting opinions
    and the reader's own marks. Two queries, and one more where a matter is at another meeting too."""
    dissents = DissentingOpinion.objects.shown_to(user, meeting)
    items = _items(AgendaItem.objects.shown_to(user, meeting), dissents, user.pk)
    for item in items:
        item.meeting = meeting
    tell_history(items, user)
    return items


@prepared
def _items(shown, dissents, person):
    dissent = DissentingOpinion.objects.filter(dissents, item=OuterRef("pk")).standing()
    counted = dissent.order_by().values("item").annotate(number=Count("pk")).values("number")
    return (
        marked_items(AgendaItem.objects.filter(shown), person)
        .select_related("primary_goal", "position")
        .annotate(dissent_count=Coalesce(Subquery(counted), 0))
        .order_by("order", "pk")
    )


def tell_history(items, user):
    """When each matter was last taken up (`earlier`) and when it is taken up again (`later`): only what the
    reader may see, else None."""
    before, own = [item.continues_id for item in items if item.continues_id], [item.pk for item in items]
    found = at_other_meetings(before, own)  # seldom any, and dear to ask whether they are visible
    rows = _taken_up(AgendaItem.objects.shown_to(user), found) if found else []
    earlier, later = {}, {}
    for pk, continues, date, number, paragraph, convened_at in rows:
        earlier[pk] = when = TakenUp(date, number if convened_at else None, paragraph)
        later.setdefault(continues, when)
    for item in items:
        item.earlier, item.later = earlier.get(item.continues_id), later.get(item.pk)


@prepared
def _taken_up(shown, items):
    visible = AgendaItem.objects.filter(shown, pk__in=items).order_by("meeting__date", "pk")
    return visible.values_list(
        "pk", "continues", "meeting__date", "number", "paragraph", "meeting__convened_at"
    )


@prepared
def at_other_meetings(before, items):
    """The ids of the items with the ids in `before`, and of those that go on with `items`."""
    others = AgendaItem.objects.filter(Q(pk__in=before) | Q(continues__in=items), meeting__isnull=False)
    return others.order_by().values_list("pk", flat=True)


@prepared
def titles(shown):
    """The items of a meeting in order, as a list of them needs."""
    items = AgendaItem.objects.filter(shown).order_by("order", "pk")
    return items.only("meeting", "number", "title", "stage")


def on_the_agenda(meeting, items):
    """What is on the agenda: the items sent, or before the summons those that are `DRAFTED`. Each is told its
    `place`: its number, or before the summons the one with which it would go out."""
    stages = AgendaItem.ON_AN_AGENDA if meeting.convened_at else AgendaItem.DRAFTED
    agenda = [item for item in items if item.stage in stages]
    for nth, item in enumerate(agenda, start=1):
        item.place = item.number if meeting.convened_at else nth
    return agenda


def rows_of(meeting, agenda, documents):
    """The lines with their times and documents (see `meetings.documents.listing`), and the timetable."""
    timetable = timetable_of(meeting, agenda)
    rows = [
        Row(
            *(item, slot, documents[item.pk], item.became, _published(item)),
            before=timetable.breaks_before(place),
            after=timetable.breaks_before(place + 1) if place + 1 == len(agenda) else (),
        )
        for place, (item, slot) in enumerate(zip(agenda, timetable.slots, strict=True))
    ]
    return rows, timetable


def with_times(rows):
    """The same, with what an agenda on paper says of times told to each item."""
    for row in rows:
        row.item.slot = row.slot
        row.item.breaks, row.item.breaks_after = row.before, row.after
    return rows


def _published(item):
    position = getattr(item, "position", None)
    return position if position and position.published_at else None

"""The preparatory group's board: proposals by stage, and the coming meetings with the time left in each. The
same number of queries however much is on it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q

from councils.models import Council
from meetings.agenda.timetable import Timetable, timetable_of
from meetings.models import AgendaBreak, AgendaItem, Meeting
from rus_portal.core.words import day

Stage = AgendaItem.Stage
WAYS = {
    Stage.PROPOSED: (Stage.IN_PREPARATION, Stage.READY),
    Stage.IN_PREPARATION: (Stage.READY,),
    Stage.READY: (Stage.IN_PREPARATION,),
}
HEADINGS = {
    Stage.PROPOSED: "Föreslaget",
    Stage.IN_PREPARATION: "Under beredning",
    Stage.READY: "Klart",
}


@dataclass(frozen=True)
class Card:
    """`ways` are the places the card may go to from here, as (key, label)."""

    item: AgendaItem
    ways: list


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    cards: list


@dataclass(frozen=True)
class Place:
    """A coming meeting: what is on it, and its timetable."""

    key: str
    meeting: Meeting
    cards: list
    timetable: Timetable


@dataclass(frozen=True)
class Board:
    columns: list
    places: list
    returned: list
    councils: list
    meetings: list
    council: Council | None = None
    meeting: Meeting | None = None


def board_of(standing, council="", meeting=""):
    """The board of a person who prepares or keeps councils; `council` (a slug) and `meeting` (an id), both as
    typed, narrow it."""
    councils = list(steered_by(standing))
    meetings = list(coming(councils))
    chosen = next((each for each in councils if each.slug == council), None)
    place = next((each for each in meetings if str(each.pk) == meeting), None)
    within = {each.pk for each in councils if chosen in (None, each)}
    if place:
        within &= {each.pk for each in place.councils}
    proposals = [Card(item, ways(item, meetings)) for item in _proposals(within)]
    shown = [each for each in meetings if place in (None, each) and within & {c.pk for c in each.councils}]
    steered = frozenset(each.pk for each in councils)
    return Board(
        columns=[
            Column(stage, heading, [card for card in proposals if card.item.stage == stage])
            for stage, heading in HEADINGS.items()
        ],
        places=[_place(each, meetings, steered) for each in shown],
        returned=[card.item for card in proposals if card.item.stage == Stage.RETURNED],
        councils=councils,
        meetings=meetings,
        council=chosen,
        meeting=place,
    )


def steered_by(standing):
    mine = Q(office__in=standing.keeps) | Q(prepared_by__in=standing.prepares)
    return Council.objects.filter(mine, kind=Council.Kind.COUNCIL)


def coming(councils):
    """The meetings of these councils that can still take an item, each with the items on it."""
    joint = Meeting.joint_with.through.objects.filter(council__in=councils).values("meeting")
    items = AgendaItem.objects.exclude(stage__in=[Stage.WITHDRAWN, Stage.RETURNED])
    items = items.select_related("council", "primary_goal", "proposed_by").order_by("order", "pk")
    return (
        Meeting.objects.upcoming()
        .filter(Q(council__in=councils) | Q(pk__in=joint))
        .filter(stage__in=[Meeting.Stage.PLANNED, Meeting.Stage.CONVENED])
        .select_related("council")
        .annotate(has_breaks=Exists(AgendaBreak.objects.filter(meeting=OuterRef("pk"))))
        .prefetch_related("joint_with", Prefetch("items", items.with_talk(), to_attr="agenda"))
    )


def _proposals(councils):
    items = AgendaItem.objects.filter(council__in=councils, meeting=None)
    items = items.filter(stage__in=[*HEADINGS, Stage.RETURNED]).with_talk()
    return items.select_related("council", "primary_goal", "proposed_by").order_by("stage_at", "pk")


def _place(meeting, meetings, steered):
    cards = [
        Card(item, ways(item, meetings) if item.council_id in steered else []) for item in meeting.agenda
    ]
    return Place(key_of(meeting), meeting, cards, timetable_of(meeting, meeting.agenda))


def ways(item, meetings):
    """Where a proposal may go: to another stage, or when it is ready to a meeting of its council."""
    stages = WAYS.get(item.stage, ())
    if item.meeting_id:
        stages = (Stage.READY,) if item.stage == Stage.READY else ()
    places = [
        (key_of(each), f"{day(each.date)}, {each.council.short_name}")
        for each in meetings
        if item.stage == Stage.READY and item.council in each.councils and each.pk != item.meeting_id
    ]
    return places + [(str(stage), HEADINGS[stage]) for stage in stages]


def key_of(meeting):
    return f"mote-{meeting.pk}"

"""The rows behind the figures: one list for each kind of thing, the same on the page and as files."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from meetings.follow_up.asked import (
    DIMENSIONS,
    EMPTY,
    FOR_POSITION,
    NO_ONE,
    OUTCOMES,
    serving_goal,
    states,
)
from meetings.follow_up.participation import participation
from meetings.models import AgendaItem, FormalDecision, Position, Stance
from meetings.models.meeting import with_councils
from meetings.models.position import dissenting, with_dissent
from rus_portal.core.words import listed


class Linked(NamedTuple):
    """Words that lead to an address."""

    words: str
    url: str

    def __str__(self):
        return self.words


class Column(NamedTuple):
    key: str  # in JSON
    heading: str
    width: int = 14  # in Excel


@dataclass(frozen=True)
class Listing:
    """`ask` finds the rows for an `Asked`, the newest first, and `tell` says what stands in the columns for
    each of some of them. `filters` are the names in the address that narrow it."""

    name: str  # in addresses
    key: str  # in JSON
    title: str
    told: str
    filters: tuple
    columns: tuple
    ask: Callable[..., Any]
    tell: Callable[..., Any]


DESIGNATION = Column("designation", "Beteckning")
POSITION = Column("title", "Ställningstagande", 50)
DISSENT = Column("dissent_from", "Avvikande synpunkt från", 30)
ORGANISATION = Column("organisation", "Organisation", 26)
STATE = Column("state", "Läge", 16)


def _decisions(asked):
    condition = asked.decisions
    if "org" in asked.chosen:
        condition &= Q(organisation__slug=asked.chosen["org"])
    if "lage" in asked.chosen:
        condition &= states(timezone.localdate())[asked.chosen["lage"]][1]
    rows = FormalDecision.objects.filter(condition).select_related("position__item", "position__council")
    return rows.order_by("-position__adopted_on", "-position__number", "organisation__order", "pk")


def _tell_decisions(rows):
    with_dissent([row.position for row in rows])
    for row in rows:
        yield (
            *_position(row.position),
            row.organisation_name,
            row.told_status,
            row.body,
            row.planned_on,
            row.decided_on or row.decided_note,
            row.paragraph,
            row.registry_number,
            Linked(row.link, row.link) if row.link else "",
        )


def _position(position):
    """Never without its dissent."""
    title = Linked(position.item.title, position.get_absolute_url())
    return position.designation, title, listed(dissenting(position))


def _items(asked):
    chosen, condition = asked.chosen, asked.items
    if "mal" in chosen:
        condition &= serving_goal(chosen["mal"])
    if "av" in chosen:
        by = chosen["av"]
        condition &= Q(proposed_by=None) if by == NO_ONE else Q(proposed_by__slug=by)
    if "utfall" in chosen:
        condition &= OUTCOMES[chosen["utfall"]][1]
    if "saknas" in chosen:
        condition &= FOR_POSITION & Q(**{EMPTY[chosen["saknas"]]: ""})
    rows = AgendaItem.objects.filter(condition).select_related(
        "meeting__council", "primary_goal", "proposed_by", "position__council"
    )
    return rows.order_by("-meeting__date", "-meeting__pk", "number", "pk")


def _tell_items(rows):
    positions = with_dissent([_adopted(row) for row in rows if hasattr(row, "position")])
    with_councils([row.meeting for row in rows])
    dissent = {each.item_id: listed(dissenting(each)) for each in positions}
    for row in rows:
        yield (
            row.meeting.date,
            row.meeting.title,
            Linked(row.title, row.get_absolute_url()),
            row.get_outcome_display(),
            dissent.get(row.pk, ""),
            _goal(row),
            row.proposed_by.name if row.proposed_by else "",
            *("Ja" if getattr(row, name) else "Nej" for name in DIMENSIONS),
        )


def _adopted(item):
    item.position.item = item
    return item.position


def _goal(item):
    """In the words that an adopted position keeps of it."""
    kept = item.position.primary_goal if hasattr(item, "position") else None
    return f"{kept['code']} {kept['title']}" if kept else str(item.primary_goal)


def _stances(asked):
    positions = Position.objects.filter(asked.positions).order_by().values("item")
    rows = Stance.objects.filter(published_at__isnull=False, item__in=positions)
    if "org" in asked.chosen:
        rows = rows.filter(organisation__slug=asked.chosen["org"])
    rows = rows.select_related("item__position__council", "organisation")
    return rows.order_by(
        "-item__position__adopted_on", "-item__position__number", "organisation__order", "pk"
    )


def _tell_stances(rows):
    with_dissent([_adopted(row.item) for row in rows])
    for row in rows:
        organisation, state = row.organisation.name, row.get_status_display()
        yield *_position(row.item.position), organisation, state, row.body, row.held_on, row.in_own_words


def _told_participation(rows):
    for row in rows:
        meeting = Linked(row.meeting.title, row.meeting.get_absolute_url())
        yield (
            row.meeting.date,
            meeting,
            row.organisation.name,
            row.organisation.get_kind_display(),
            row.present,
        )


DECISIONS = Listing(
    "formella-beslut",
    "formal_decisions",
    "Formella beslut",
    "Vilka formella beslut som varje organisation har fattat, planerar eller har sagt nej till.",
    ("ar", "rad", "org", "lage"),
    (
        *(DESIGNATION, POSITION, DISSENT, ORGANISATION, STATE, Column("body", "Organ", 24)),
        *(
            Column("planned_on", "Planerad dag"),
            Column("decided_on", "Fattat den"),
            Column("paragraph", "Paragraf"),
        ),
        *(Column("registry_number", "Diarienummer", 18), Column("link", "Länk", 40)),
    ),
    _decisions,
    _tell_decisions,
)
ITEMS = Listing(
    "arenden",
    "items",
    "Ärenden",
    "Det som råden har behandlat: vad det blev, vilket mål det tjänar, vem som föreslog det, och om det "
    "säger något om hållbarhetens tre dimensioner.",
    ("ar", "rad", "mal", "av", "utfall", "saknas"),
    (
        *(Column("date", "Dag"), Column("council", "Råd", 30), Column("title", "Ärende", 50)),
        *(Column("outcome", "Utfall", 24), DISSENT, Column("goal", "Mål", 50)),
        *(Column("proposed_by", "Föreslaget av", 26), Column("says_social", "Social")),
        *(Column("says_ecological", "Ekologisk"), Column("says_economic", "Ekonomisk")),
    ),
    _items,
    _tell_items,
)
PARTICIPATION = Listing(
    "deltagande",
    "participation",
    "Deltagande",
    "Vilka organisationer som hade någon med uppdrag i rådet på mötets dag, och hur många som var med.",
    ("ar", "rad", "org"),
    (
        *(
            Column("date", "Dag"),
            Column("meeting", "Möte", 40),
            ORGANISATION,
            Column("kind", "Slag av organisation", 22),
        ),
        Column("present", "Närvarande"),
    ),
    participation,
    _told_participation,
)
STANCES = Listing(
    "forankring",
    "published_stances",
    "Så tänkte organisationerna",
    "Det som organisationerna själva har publicerat av hur de tänkte, utöver avvikande synpunkter.",
    ("ar", "rad", "org"),
    (
        *(DESIGNATION, POSITION, DISSENT, ORGANISATION, STATE, Column("body", "Organ", 24)),
        *(Column("held_on", "Dag"), Column("in_own_words", "Så tänkte vi", 60)),
    ),
    _stances,
    _tell_stances,
)
LISTINGS = {each.name: each for each in (DECISIONS, ITEMS, PARTICIPATION, STANCES)}

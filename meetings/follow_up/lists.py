"""The rows behind the figures: one list for each kind of thing, the same on the page and as files."""

from django.db.models import Q
from django.utils import timezone

from meetings.follow_up.asked import (
    DIMENSIONS,
    EMPTY,
    FOR_POSITION,
    NO_ONE,
    OUTCOMES,
    UNTOLD,
    serving_goal,
    states,
)
from meetings.follow_up.came_of_it import CAME_OF_IT
from meetings.follow_up.counts import settled, silent_in
from meetings.follow_up.listing import (
    ORGANISATION,
    POSITION,
    STATE,
    Column,
    Linked,
    Listing,
    cells_of,
    outward,
)
from meetings.follow_up.participation import participation
from meetings.models import AgendaItem, FormalDecision, Position, Stance
from meetings.models.meeting import with_councils
from meetings.models.position import dissenting, with_dissent
from meetings.positions.decisions import untold
from rus_portal.core.words import listed


def _decisions(asked):
    if asked.chosen.get("lage") == UNTOLD:
        return list(_untold(asked))
    condition = asked.of_positions & asked.of_organisation
    if "lage" in asked.chosen:
        condition &= states(timezone.localdate())[asked.chosen["lage"]][1]
    rows = FormalDecision.objects.filter(condition).select_related("position__item", "position__council")
    return rows.order_by("-position__adopted_on", "-position__number", "organisation__order", "pk")


def _untold(asked):
    """Of those that were asked and of whom nothing is recorded, as rows that no table has."""
    found = Position.objects.filter(asked.positions).select_related("item", "council")
    positions = list(found.order_by("-adopted_on", "-number", "pk"))
    silent, one = untold(positions), asked.chosen.get("org")
    for position in positions:
        for home in silent.get(position.pk, ()):
            if one in (None, home.slug):
                told = {"organisation_name": home.name, "status": FormalDecision.UNTOLD}
                yield FormalDecision(position=position, organisation=home, **told)


def _tell_decisions(rows):
    with_dissent([row.position for row in rows])
    for row in rows:
        yield (
            *cells_of(row.position),
            row.organisation_name,
            row.told_status,
            row.body,
            row.planned_on,
            row.decided_on,
            row.decided_note,
            row.paragraph,
            row.registry_number,
            outward(row.link),
        )


def _settled(asked):
    rows = settled(asked.positions).exclude(pk__in=silent_in(asked)).select_related("item", "council")
    return rows.order_by("-adopted_on", "-number", "pk")


def _tell_settled(rows):
    for row in with_dissent(rows):
        yield *cells_of(row), row.adopted_on, row.last_on, (row.last_on - row.adopted_on).days


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
    rows = Stance.objects.filter(asked.of_organisation, published_at__isnull=False, item__in=positions)
    rows = rows.select_related("item__position__council", "organisation")
    return rows.order_by(
        "-item__position__adopted_on", "-item__position__number", "organisation__order", "pk"
    )


def _tell_stances(rows):
    with_dissent([_adopted(row.item) for row in rows])
    for row in rows:
        organisation, state = row.organisation.name, row.get_status_display()
        yield *cells_of(row.item.position), organisation, state, row.body, row.held_on, row.in_own_words


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
        *(*POSITION, ORGANISATION, STATE, Column("body", "Organ", 24)),
        *(
            Column("planned_on", "Planerad dag"),
            Column("decided_on", "Fattat den"),
            Column("decided_note", "Om dagen", 18),
            Column("paragraph", "Paragraf"),
        ),
        *(Column("registry_number", "Diarienummer", 18), Column("link", "Länk", 40)),
    ),
    _decisions,
    _tell_decisions,
)
SETTLED = Listing(
    "tid-till-formella-beslut",
    "time_to_formal_decision",
    "Tid till formella beslut",
    "Hur många dagar det tog från ställningstagandet till det sista av de formella beslut som behövs. "
    "Ställningstaganden där någon organisation väntar ännu, eller där dagen inte är känd, är inte med.",
    ("ar", "rad"),
    (
        *(*POSITION, Column("adopted_on", "Ställningstagandet")),
        *(Column("last_on", "Sista formella beslutet"), Column("days", "Dagar")),
    ),
    _settled,
    _tell_settled,
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
        *(Column("outcome", "Utfall", 24), POSITION[2], Column("goal", "Mål", 50)),
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
        *(*POSITION, ORGANISATION, STATE, Column("body", "Organ", 24)),
        *(Column("held_on", "Dag"), Column("in_own_words", "Så tänkte vi", 60)),
    ),
    _stances,
    _tell_stances,
)
LISTINGS = {each.name: each for each in (DECISIONS, SETTLED, *CAME_OF_IT, ITEMS, PARTICIPATION, STANCES)}

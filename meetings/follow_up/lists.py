"""The rows behind the figures: one list for each kind of thing, the same on the page and as files."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from meetings.follow_up.asked import (
    DIMENSIONS,
    EMPTY,
    FOR_POSITION,
    NO_ONE,
    OUTCOMES,
    UNTOLD,
    Asked,
    serving_goal,
    states,
)
from meetings.follow_up.came_of_it import CAME_OF_IT
from meetings.follow_up.counts import settled, silent_in, untold_in
from meetings.follow_up.listing import (
    AREAS,
    CORRECTION,
    GOALS,
    ORGANISATION,
    POSITION,
    STATE,
    SUSTAINABILITY,
    Areas,
    Column,
    Dimensions,
    Goals,
    Linked,
    Listing,
    cells_of,
    correction_of,
    outward,
)
from meetings.follow_up.participation import participation
from meetings.models import AgendaItem, FormalDecision, Position, Stance
from meetings.models.meeting import with_councils
from meetings.models.position import dissenting, with_dissent
from meetings.positions.decisions import untold
from meetings.positions.goal_years import SET_ASIDE
from rus_portal.core.pieces import in_order
from rus_portal.core.words import listed
from strategy.models import FocusArea, Goal


def _decisions(asked):
    state = asked.chosen.get("lage")
    if state == UNTOLD:
        return list(_untold(asked))
    condition = asked.of_positions & asked.of_organisation
    if state:
        condition &= states(timezone.localdate())[state][1]
    rows = FormalDecision.objects.filter(condition).select_related("position__item", "position__council")
    rows = rows.order_by("-position__adopted_on", "-position__number", "organisation__order", "pk")
    return rows if state else _AndUntold(rows, asked)


@dataclass(frozen=True)
class _AndUntold:
    """The formal decisions of which something is recorded, and after them those of which nothing is: counted,
    cut in pages and gone through as rows are."""

    recorded: QuerySet
    asked: Asked

    def __len__(self):
        one, silent = self.asked.chosen.get("org"), chain.from_iterable(untold_in(self.asked).values())
        return self._recorded + sum(one in (None, home.slug) for home in silent)

    @cached_property
    def _recorded(self):
        return self.recorded.count()

    def __iter__(self):
        return chain(in_order(self.recorded), _untold(self.asked))

    def __getitem__(self, page):
        rows = list(self.recorded[page])
        first, end = max(page.start - self._recorded, 0), page.stop - self._recorded
        return rows if end <= 0 else rows + list(islice(_untold(self.asked), first, end))


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
            row.note,
            correction_of(row),
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
    areas = Prefetch("focus_areas", FocusArea.objects.with_edition())
    rows = rows.prefetch_related(Prefetch("goals", Goal.objects.order_by("order", "pk")), areas)
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
            _goals(row),
            Areas(row.focus_areas.all()),
            row.proposed_by.name if row.proposed_by else "",
            Dimensions(*(bool(getattr(row, name)) for name in DIMENSIONS)),
            None if row.meeting.source else row.minutes_needed,
        )


def _adopted(item):
    item.position.item = item
    return item.position


def _goals(item):
    """In the words that an adopted position keeps of them."""
    if hasattr(item, "position"):
        kept = [(f"{goal['code']} {goal['title']}", goal["primary"]) for goal in item.position.goals]
    else:
        kept = [(f"{item.primary_goal}", True), *((f"{goal}", False) for goal in item.goals.all())]
    primary = "; ".join(words for words, is_primary in kept if is_primary)
    return Goals(primary, tuple(words for words, is_primary in kept if not is_primary))


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
    "Vilka formella beslut som varje organisation har fattat, planerar eller har sagt nej till. Sist står "
    "de som är tillfrågade och som inget är antecknat för.",
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
        *(Column("note", "Anmärkning", 40), CORRECTION),
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
    "Det som råden har behandlat: vad det blev, vilka mål och fokusområden det tjänar, vem som föreslog det, "
    f"och om det säger något om hållbarhetens tre dimensioner. {SET_ASIDE}",
    ("ar", "rad", "mal", "av", "utfall", "saknas"),
    (
        *(Column("date", "Dag"), Column("council", "Råd", 30), Column("title", "Ärende", 50)),
        *(Column("outcome", "Utfall", 24), POSITION[2], GOALS, AREAS),
        *(Column("proposed_by", "Föreslaget av", 26), SUSTAINABILITY),
        Column("minutes_set_aside", "Avsatt tid, minuter", 12),
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

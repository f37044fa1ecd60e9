"""How much came of it: what is counted of a period, each number a filter of the lists it leads to."""

from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Max, Q, Sum, Value
from django.utils import timezone

from meetings.follow_up.asked import (
    ADOPTED,
    DIMENSIONS,
    FOR_POSITION,
    FUNDING,
    NO_ONE,
    OUTCOMES,
    REVIEWED,
    UNTOLD,
    review_states,
    said_of,
    standing,
    states,
    undertaking_states,
)
from meetings.models import (
    AgendaItem,
    FormalDecision,
    Funding,
    Position,
    Result,
    Review,
    Stance,
    Undertaking,
)
from meetings.positions.decisions import untold, untold_by_organisation
from meetings.triggers.generation import kept_counts
from rus_portal.core.prepared import prepared
from rus_portal.core.year import YearOf

Status = FormalDecision.Status


@dataclass(frozen=True)
class Counted:
    """Something counted for one organisation: `numbers` by the names of what they are."""

    slug: str
    name: str
    numbers: dict


def decisions_by_organisation(asked):
    """How many formal decisions of each state, for each organisation that has any recorded or was asked."""
    told = states(timezone.localdate())
    conditions = tuple(condition for _, condition in told.values())
    found = {
        (order, name, slug): dict(zip(told, counts, strict=True))
        for order, slug, name, *counts in _decisions(asked.of_positions, conditions)
    }
    silent = untold_by_organisation(list(_taken(asked.positions)))
    nothing = dict.fromkeys(told, 0)
    return [
        Counted(slug, name, found.get((order, name, slug), nothing) | {UNTOLD: silent[order, name, slug]})
        for order, name, slug in sorted({*found, *silent})
    ]


def untold_in(asked):
    return untold(list(_taken(asked.positions)))


@kept_counts
@prepared
def _taken(shown):
    return Position.objects.filter(shown).only("pk").order_by("pk")


@kept_counts
@prepared
def _decisions(shown, conditions):
    by = ("organisation__order", "organisation__short_name", "organisation")
    named = ("organisation__slug", "organisation__short_name")
    counts = _counts(conditions)
    rows = FormalDecision.objects.filter(shown).order_by().values(*by, *named).annotate(**counts)
    return rows.order_by(*by).values_list("organisation__order", *named, *counts)


@dataclass(frozen=True)
class CameOfIt:
    """What stands of what came of the positions beside formal decisions: how many in each state there are any
    in, as (name in the address, words, how many). The sums are whole kronor, None of nothing."""

    undertakings: list
    results: int
    fundings: list
    reviews: list
    sought: int | None
    granted: int | None

    @property
    def is_empty(self):
        return not any((self.undertakings, self.results, self.fundings, self.reviews))


def came_of_it(asked):
    """Five queries."""
    today = timezone.localdate()
    fundings = {name: (status.label, Q(status=status)) for name, status in FUNDING.items()}
    of_undertakings, of_reviews = undertaking_states(today), review_states(today)
    undertakings = _undertakings(standing(Undertaking, asked), _conditions(of_undertakings))
    coming = _coming(asked.came_of_positions(Position), _conditions(of_reviews))
    [[made]] = _made(asked.came_of_positions(Review)) or [[0]]
    reviews = _told(of_reviews, next(iter(coming), ()))
    reviews += [(REVIEWED, said_of("Gjord", made), made)] if made else []
    [[results]] = _results(standing(Result, asked)) or [[0]]
    sought, granted, *financed = next(
        iter(_fundings(standing(Funding, asked), _conditions(fundings))), (None, None)
    )
    return CameOfIt(
        _told(of_undertakings, next(iter(undertakings), ())),
        results,
        _told(fundings, financed),
        reviews,
        sought,
        granted,
    )


def _conditions(states):
    return tuple(condition for _, condition in states.values())


def _told(states, counts):
    """Of those there are any of."""
    pairs = zip(states.items(), counts, strict=False)  # of no rows there are no counts
    return [(name, said_of(words, number), number) for (name, (words, _)), number in pairs if number]


@kept_counts
@prepared
def _undertakings(shown, conditions):
    return _together(Undertaking.objects.filter(shown), _counts(conditions))


@kept_counts
@prepared
def _results(shown):
    return _together(Result.objects.filter(shown), {"number": Count("pk")})


@kept_counts
@prepared
def _fundings(shown, conditions):
    sums = {"all_sought": Sum("sought"), "all_granted": Sum("granted")}
    return _together(Funding.objects.filter(shown), sums | _counts(conditions))


@kept_counts
@prepared
def _coming(shown, conditions):
    return _together(Position.objects.filter(shown), _counts(conditions))


@kept_counts
@prepared
def _made(shown):
    return _together(Review.objects.filter(shown), {"number": Count("pk")})


def _counts(conditions):
    return {f"n{nth}": Count("pk", filter=condition) for nth, condition in enumerate(conditions)}


def _together(rows, told):
    """One row, or none where there are none."""
    return rows.order_by().values(every=Value(1)).annotate(**told).values_list(*told)


def total(counted):
    """The numbers of all of them together."""
    names = counted[0].numbers if counted else ()
    return {name: sum(each.numbers[name] for each in counted) for name in names}


def days_to_last(asked):
    """Of each of the `settled`, but those that are `silent_in`, how many days after it the last formal
    decision came."""
    silent = silent_in(asked)
    return [(last - adopted).days for pk, adopted, last in _last_days(asked.positions) if pk not in silent]


def silent_in(asked):
    """The ids of the positions of which somebody that was asked has told nothing."""
    return {position for position, homes in untold_in(asked).items() if homes}


@kept_counts
@prepared
def _last_days(shown):
    return settled(shown).order_by().values_list("pk", "adopted_on", "last_on")


def settled(shown):
    """The positions on which every organisation that needs a formal decision has taken one, or declined, with
    the day of the last. One whose day is known by the month alone counts as open: the last day is unknown."""
    needed = ~Q(decisions__status=Status.NOT_NEEDED)
    done = Q(decisions__status__in=FormalDecision.SETTLED, decisions__decided_on__isnull=False)
    positions = Position.objects.filter(shown, decisions__isnull=False).annotate(
        last_on=Max("decisions__decided_on", filter=needed),
        still_open=Count("decisions", filter=needed & ~done),
    )
    return positions.filter(last_on__isnull=False, still_open=0)


def middle(days):
    return round(median(days)) if days else None


def items_by_year(asked):
    """{year: {what: how many}} of the items handled: with each outcome, and of those that ask for a position
    how many say nothing of each dimension of sustainability."""
    return {year: dict(zip(ITEM_COUNTS, counts, strict=True)) for year, *counts in _items(asked.items)}


ITEM_COUNTS = {
    **{name: condition for name, (_, condition) in OUTCOMES.items()},
    **{name: FOR_POSITION & Q(**{name: ""}) for name in DIMENSIONS},
}


@kept_counts
@prepared
def _items(shown):
    counts = _counts(ITEM_COUNTS.values())
    rows = AgendaItem.objects.filter(shown).order_by().annotate(year=YearOf("meeting__date"))
    return rows.values("year").annotate(**counts).values_list("year", *counts)


def published_stances(asked):
    """For how many of the positions each organisation has published how it thought."""
    rows = _published(asked.positions)
    return [Counted(slug, name, {"all": number}) for slug, name, number in rows]


@kept_counts
@prepared
def _published(positions):
    told = Position.objects.filter(positions).order_by().values("item")
    by = ("organisation__order", "organisation__short_name", "organisation")
    named = ("organisation__slug", "organisation__short_name")
    rows = Stance.objects.filter(published_at__isnull=False, item__in=told).order_by()
    counted = rows.values(*by, *named).annotate(Count("pk")).order_by(*by)
    return counted.values_list(*named, "pk__count")


def proposals_by_organisation(asked):
    """How many of the items handled each organisation had proposed, and how many of them became positions."""
    rows = _proposals(asked.items)
    return [
        Counted(slug or NO_ONE, name or "Ingen särskild", {"all": number, "adopted": adopted})
        for slug, name, number, adopted in rows
    ]


@kept_counts
@prepared
def _proposals(shown):
    by = ("proposed_by__order", "proposed_by__short_name", "proposed_by")
    named = ("proposed_by__slug", "proposed_by__short_name")
    rows = AgendaItem.objects.filter(shown).order_by().values(*by, *named)
    counted = rows.annotate(number=Count("pk"), adopted=Count("pk", filter=ADOPTED))
    return counted.order_by(*by).values_list(*named, "number", "adopted")

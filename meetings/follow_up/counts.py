"""How much came of it: what is counted of a period, each number a filter of the lists it leads to."""

from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Max, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone

from meetings.follow_up.asked import ADOPTED, DIMENSIONS, FOR_POSITION, NO_ONE, OUTCOMES, states
from meetings.models import AgendaItem, FormalDecision, Position, Stance
from rus_portal.core.prepared import prepared

Status = FormalDecision.Status


@dataclass(frozen=True)
class Counted:
    """Something counted for one organisation: `numbers` by the names of what they are."""

    slug: str
    name: str
    numbers: dict


def decisions_by_organisation(asked):
    """How many formal decisions of each state, for each organisation that has any recorded."""
    told = states(timezone.localdate())
    conditions = tuple(condition for _, condition in told.values())
    rows = _decisions(asked.decisions, conditions)
    return [Counted(slug, name, dict(zip(told, counts, strict=True))) for slug, name, *counts in rows]


@prepared
def _decisions(shown, conditions):
    counts = {f"n{nth}": Count("pk", filter=condition) for nth, condition in enumerate(conditions)}
    by = ("organisation__order", "organisation__short_name", "organisation")
    named = ("organisation__slug", "organisation__short_name")
    rows = FormalDecision.objects.filter(shown).order_by().values(*by, *named).annotate(**counts)
    return rows.order_by(*by).values_list(*named, *counts)


def total(counted):
    """The numbers of all of them together."""
    names = counted[0].numbers if counted else ()
    return {name: sum(each.numbers[name] for each in counted) for name in names}


def days_to_last(asked):
    """For each position on which every organisation that needs a formal decision has taken one, or declined:
    how many days after it the last did."""
    return [
        (last - adopted).days
        for adopted, last, is_open in _last_days(asked.positions)
        if last and not is_open
    ]


@prepared
def _last_days(shown):
    """A decision whose day is known by the month alone counts as open: the last day is not known."""
    needed = ~Q(decisions__status=Status.NOT_NEEDED)
    settled = Q(decisions__status__in=FormalDecision.SETTLED, decisions__decided_on__isnull=False)
    positions = (
        Position.objects.filter(shown, decisions__isnull=False)
        .order_by()
        .annotate(
            last=Max("decisions__decided_on", filter=needed),
            still_open=Count("decisions", filter=needed & ~settled),
        )
    )
    return positions.values_list("adopted_on", "last", "still_open")


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


@prepared
def _items(shown):
    counts = {f"n{nth}": Count("pk", filter=each) for nth, each in enumerate(ITEM_COUNTS.values())}
    rows = AgendaItem.objects.filter(shown).order_by().annotate(year=ExtractYear("meeting__date"))
    return rows.values("year").annotate(**counts).values_list("year", *counts)


def published_stances(asked):
    """For how many of the positions each organisation has published how it thought."""
    rows = _published(asked.positions)
    return [Counted(slug, name, {"all": number}) for slug, name, number in rows]


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


@prepared
def _proposals(shown):
    by = ("proposed_by__order", "proposed_by__short_name", "proposed_by")
    named = ("proposed_by__slug", "proposed_by__short_name")
    rows = AgendaItem.objects.filter(shown).order_by().values(*by, *named)
    counted = rows.annotate(number=Count("pk"), adopted=Count("pk", filter=ADOPTED))
    return counted.order_by(*by).values_list(*named, "number", "adopted")

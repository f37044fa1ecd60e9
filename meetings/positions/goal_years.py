"""What the councils have given a goal, year by year: matters, positions and the time set aside on agendas.
Counted of what everyone may read, so that the figures are the same for all."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Q, Sum

from meetings.models import AgendaItem, Position
from meetings.positions.counts import disputed_items
from meetings.triggers.generation import kept_for_all
from rus_portal.core.prepared import Rows, prepared
from rus_portal.core.year import YearOf
from strategy.succession import reach

PUBLISHED = Q(position__published_at__isnull=False)
DISPUTED = Q(pk__in=Rows(disputed_items))

WIDEST = 120  # of a bar
MOST_DOTS = 12  # beside each other
MOST_YEARS = 6
SET_ASIDE = "Avsatt tid är de minuter som dagordningarna gav, inte hur länge punkterna varade."


class Dots:
    """`positions`, of which `disputed` have dissent, as dots in a row: (x, whether it is half filled)."""

    positions: int
    disputed: int

    @property
    def dots(self):
        shown = min(self.positions, MOST_DOTS)
        half = min(self.disputed, shown)
        return [(8 + 14 * nth, nth >= shown - half) for nth in range(shown)]

    @property
    def dots_width(self):
        return 14 * min(self.positions, MOST_DOTS) + 2


@dataclass(frozen=True)
class Year(Dots):
    """`minutes` are those set aside, of which nothing is known of what was before the portal; `width` is that
    of their bar."""

    year: int
    items: int = 0
    positions: int = 0
    disputed: int = 0
    minutes: int = 0
    width: int = 0


@dataclass(frozen=True)
class Cell(Dots):
    """A goal in one year."""

    year: int
    positions: int
    disputed: int


@dataclass
class Given:
    """From the first year with a matter of the goal to today's, the newest first, with the years that had
    none. `last` is the day of the last meeting that had one, or None."""

    years: list
    last: dt.date | None
    is_blind_spot: bool
    set_aside = SET_ASIDE


def positions_by_year(goals, today):
    """The years from the first with a published position to today's, or the last of them; and of each goal
    (by id) a `Cell` for each, of the positions that serve it, a goal below it, or one of an earlier strategy
    that has become one of these, each counted once."""
    counts, years = _counted(reach(goals), *_every_position())
    every = range(min(years), max([*years, today.year]) + 1)[-MOST_YEARS:] if years else range(0)
    return list(every), {
        goal.pk: tuple(Cell(year, *(counts[goal.pk, year, only] for only in (False, True))) for year in every)
        for goal in goals
    }


@kept_for_all
def _every_position():
    """Of those published: by primary goal, and each further goal."""
    return list(_by_primary_goal()), list(_by_further_goal())


def _counted(reached, by_primary_goal, by_further_goal):
    """How many positions serve each goal in each year, and how many of them have dissent; and the years."""
    counts, years, further = defaultdict(int), set(), defaultdict(set)
    for goal, year, is_disputed, number in by_primary_goal:
        years.add(year)
        for each in reached(goal):
            counts[each, year, False] += number
            counts[each, year, True] += number * is_disputed
    for goal, primary, position, year, is_disputed in by_further_goal:
        for each in reached(goal) - reached(primary):
            further[each, year, False].add(position)
            further[each, year, True].update([position] * is_disputed)
    for place, positions in further.items():
        counts[place] += len(positions)
    return counts, years


def _published():
    disputed = ExpressionWrapper(Q(item__in=Rows(disputed_items)), BooleanField())
    return Position.objects.filter(published_at__isnull=False).order_by().annotate(is_disputed=disputed)


@prepared
def _by_primary_goal():
    counted = _published().values("item__primary_goal", "year", "is_disputed").annotate(Count("pk"))
    return counted.values_list("item__primary_goal", "year", "is_disputed", "pk__count")


@prepared
def _by_further_goal():
    having = AgendaItem.goals.through.objects.values("agendaitem")  # few: found first
    further = _published().filter(item__in=having, item__goals__isnull=False)
    return further.values_list("item__goals", "item__primary_goal", "pk", "year", "is_disputed")


def given_to(serving, today, *, holds=True):
    """One query. A goal that no longer `holds` is no blind spot."""
    rows = _by_year(AgendaItem.objects.shown_to(AnonymousUser()), serving)
    most = max((minutes or 0 for *_, minutes, _ in rows), default=0) or 1
    found = {
        year: Year(year, items, positions, disputed, minutes or 0, round((minutes or 0) / most * WIDEST))
        for year, items, positions, disputed, minutes, _ in rows
    }
    every = range(max([*found, today.year]), min(found) - 1, -1) if found else []
    years = [found.get(year) or Year(year) for year in every]
    last = max((row[-1] for row in rows), default=None)
    return Given(years, last, holds and is_blind_spot(last, today))


def is_blind_spot(last, today):
    """A goal that was served last on that day, or never, has not been for twelve months."""
    return last is None or last < a_year_before(today)


def a_year_before(day):
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


@prepared
def _by_year(shown, serving):
    """What was handled: what was put off or dropped has served nothing."""
    items = AgendaItem.objects.filter(shown, serving, stage=AgendaItem.Stage.HANDLED)
    found = items.order_by().annotate(of=YearOf("meeting__date")).values("of")
    told = found.annotate(
        items=Count("pk", distinct=True),
        positions=Count("position", distinct=True, filter=PUBLISHED),
        disputed=Count("position", distinct=True, filter=PUBLISHED & DISPUTED),
        minutes=Sum("minutes_needed", filter=Q(meeting__source="")),
        last=Max("meeting__date"),
    )
    names = ("of", "items", "positions", "disputed", "minutes", "last")
    return told.values_list(*names).order_by("-of")

"""Which goals the councils have worked for, year by year, and which nobody has touched."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Q
from django.utils import timezone

from meetings.follow_up.asked import ADOPTED, Asked, Period
from meetings.models import AgendaItem
from meetings.positions.goal_years import is_blind_spot
from meetings.triggers.generation import kept_counts, kept_for_all
from rus_portal.core.prepared import prepared
from rus_portal.core.year import YearOf
from strategy.models import Goal, Strategy
from strategy.succession import line_of_goals, reach, upwards

SHADES = 4


@dataclass(frozen=True)
class Line:
    """A goal with the number of items that served it, or a goal below it, in each of the years: None in one
    that began after it had ended."""

    goal: Goal
    depth: int  # how many goals it is below
    cells: tuple  # (year, number, shade)
    newest: dt.date | None  # the last day on which it was served, through the period that is asked about
    since: dt.date  # the first day that was looked at, of those on which its strategy was in force

    @property
    def row(self):
        """What the table says of it, in values that it is written once for (docs/adr/0034)."""
        goal = self.goal
        named = goal.get_absolute_url(), goal.code, goal.title, goal.slug
        return *named, self.depth, self.cells, goal.retired_on


@dataclass(frozen=True)
class Covered:
    """The goals of a strategy along those of the years in which it was in force."""

    strategy: Strategy
    years: list
    lines: list[Line]

    @property
    def when(self):
        return in_words(self.years)


@dataclass(frozen=True)
class Served:
    """The goals of a strategy in those years of a period in which it was in force, as (goal, how many items
    served it, how many of those became positions)."""

    strategy: Strategy
    years: list
    goals: list


def in_words(years):
    """ "2027", or "2019–2026"."""
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])


def coverage(asked):
    """A table for each strategy that was in force in some of the years, that of the period asked about first:
    a year is measured by the goals of its day (docs/adr/0062). An item counts once for a goal, whether it
    serves it as its primary goal, as a further one, by way of a goal below it, or by way of a goal of an
    earlier strategy that has become it."""
    rows = _rows(asked.over_time().items)
    found, until = _years_of(rows), asked.period.last_day
    through = rows if _ends_a_year(until) else _rows(asked.over_time().items & Q(meeting__date__lte=until))
    if found and asked.period != Period():
        found.add(until.year)
    years = list(range(min(found), max(found) + 1)) if found else []
    tables = []
    for strategy, own, goals, reached in _by_strategy(asked.period, years):
        counts, newest = _counted(rows, reached)
        if through is not rows:
            newest = _counted(through, reached)[1]
        days = _since(strategy, asked.period), until
        tables.append(Covered(strategy, own, _lines(goals, own, counts, newest, days)))
    return tables


def _since(strategy, period):
    """Of the days that are looked at the first on which the strategy was in force."""
    begins, first = period.in_view.begins, strategy.first_day
    return max(begins, first) if first <= period.last_day else begins


def _ends_a_year(day):
    """No later day of its year has anything to count."""
    return day == timezone.localdate() or (day.month, day.day) == (12, 31)


def _lines(goals, years, counts, newest, days):
    since, until = days
    parents = {goal.pk: goal.parent_id for goal in goals}
    most = max((counts[goal, year] for goal in parents for year in years), default=0)
    lines, last = [], {}
    for (goal, year), day in newest.items():
        if year <= until.year:
            last[goal] = max(day, last.get(goal, day))
    for goal in _told(goals, years, counts, Period()):
        cells = tuple(
            (year, number if number or _held_in(goal, year, Period()) else None, shade(number, most))
            for year in years
            for number in [counts[goal.pk, year]]
        )
        lines.append(Line(goal, len(upwards(goal.pk, parents)) - 1, cells, last.get(goal.pk), since))
    return lines


def _told(goals, years, counts, period):
    """A goal that has ended stands there with the years in which it held, as far as they are of the period,
    and with what served it later."""
    today = timezone.localdate()
    return [
        goal
        for goal in goals
        if not goal.has_ended(today)
        or any(_held_in(goal, year, period) or counts[goal.pk, year] for year in years)
    ]


def _held_in(goal, year, period):
    return not goal.has_ended(max(period.begins, dt.date(year, 1, 1)))


def served(asked):
    """A `Served` for each strategy that was in force in the period, the last first."""
    handled, adopted = (_rows(asked.items & narrower) for narrower in (Q(), ADOPTED))
    years = sorted(_years_of(handled) | {_year_of(asked.period)})
    found = []
    for strategy, own, goals, reached in _by_strategy(asked.period, years):
        counts, of_adopted = (_counted(rows, reached)[0] for rows in (handled, adopted))
        lines = [
            (goal, *(sum(each[goal.pk, year] for year in own) for each in (counts, of_adopted)))
            for goal in _told(goals, own, counts, asked.period)
        ]
        found.append(Served(strategy, own, lines))
    return found


def _year_of(period):
    """The year whose strategy a period is measured by: the last of it, or today's where it goes on."""
    return period.year or period.last_day.year


def _by_strategy(period, years):
    """(strategy, its years, its goals, what a goal reaches of them): of the strategy by which the period is
    measured, and of each other that was in force in some of the years, the last first. Two queries, and one
    more where there are several."""
    main = _year_of(period)
    in_force = Strategy.objects.in_force_in({main, *years})
    turn = dict.fromkeys(in_force[year] for year in (main, *reversed(years)))
    strategies = [strategy for strategy in turn if strategy]
    line = line_of_goals() if len(strategies) > 1 else None
    every = list(_goals()) if strategies else []
    for strategy in strategies:
        goals = in_tree_order([goal for goal in every if goal.strategy_id == strategy.pk])
        yield strategy, [year for year in years if in_force[year] == strategy], goals, reach(goals, line)


def _rows(shown):
    return list(_by_primary_goal(shown)), list(_by_further_goal(shown))


def _years_of(rows):
    return {year for told in rows for year, *_ in told}


def _counted(rows, reached):
    """How many of the items serve each goal in each year, and the last day in it on which one did."""
    by_primary_goal, by_further_goal = rows
    counts, newest, further = defaultdict(int), {}, defaultdict(set)
    for year, primary, number, day in by_primary_goal:
        for each in reached(primary):
            counts[each, year] += number
            newest[each, year] = max(day, newest.get((each, year), day))
    for year, goal, item, primary, day in by_further_goal:
        for each in reached(goal):
            newest[each, year] = max(day, newest.get((each, year), day))
            if each not in reached(primary):
                further[each, year].add(item)
    for place, items in further.items():
        counts[place] += len(items)
    return counts, newest


def in_tree_order(goals, above=None):
    """Each goal with those below it at once."""
    own = [goal for goal in goals if goal.parent_id == above]
    return [each for goal in own for each in (goal, *in_tree_order(goals, goal.pk))]


def shade(number, most):
    """From 0, for none, to 4 for the most there is."""
    return -(-SHADES * number // most) if most else 0


def untouched(lines, today=None):
    """Of the lines the goals in force that day, with none below them, that no item has served for twelve
    months."""
    today = today or timezone.localdate()
    standing = [line for line in lines if not line.goal.has_ended(today)]
    above = {line.goal.parent_id for line in standing}
    own = [line for line in standing if line.goal.pk not in above]
    return [line for line in own if is_blind_spot(line.newest, today)]


def untouched_in(tables, period):
    """Of the strategy that the period is measured by, at its end."""
    return untouched(tables[0].lines, period.last_day) if tables else []


def blind_spots(person, council="", year=None):
    """As input to the plan of the year, or of today's: of one council where its slug is given."""
    period = Period.of(year) if year else Period()
    asked = Asked(person, {"rad": council} if council else {}, period)
    return untouched_in(coverage(asked), period)


def by_area(lines, areas):
    """(area, those of the lines whose goal it serves, or one above it), and last (None, those that no area
    serves). Each area with its `goal_links`."""
    beside = Goal.objects.filter(strategy__in={line.goal.strategy_id for line in lines})
    above = dict(beside.order_by().values_list("pk", "parent"))
    reached = {line.goal.pk: set(upwards(line.goal.pk, above)) for line in lines}
    found, served = [], set()
    for area in areas:
        own = {link.goal_id for link in area.goal_links.all()}
        of_area = [line for line in lines if own & reached[line.goal.pk]]
        served |= {line.goal.pk for line in of_area}
        found.append((area, of_area))
    return [*found, (None, [line for line in lines if line.goal.pk not in served])]


@kept_for_all
def blind_to_all():
    """The goals that no item anyone may read has served for twelve months."""
    return frozenset(line.goal.pk for line in blind_spots(AnonymousUser()))


@prepared
def _goals():
    return Goal.objects.filter(strategy__is_own=True).order_by("order", "code", "pk")


@kept_counts
@prepared
def _by_primary_goal(shown):
    items = AgendaItem.objects.filter(shown).order_by().annotate(year=YearOf("meeting__date"))
    counted = items.values("year", "primary_goal").annotate(number=Count("pk"), newest=Max("meeting__date"))
    return counted.values_list("year", "primary_goal", "number", "newest")


@prepared
def _by_further_goal(shown):
    having = AgendaItem.goals.through.objects.values("agendaitem")  # few: found first
    items = AgendaItem.objects.filter(shown, pk__in=having, goals__isnull=False).order_by()
    dated = items.annotate(year=YearOf("meeting__date"))
    return dated.values_list("year", "goals", "pk", "primary_goal", "meeting__date")

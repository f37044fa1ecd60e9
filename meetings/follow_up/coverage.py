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
from strategy.succession import reach, upwards

SHADES = 4


@dataclass(frozen=True)
class Line:
    """A goal with the number of items that served it, or a goal below it, in each of the years."""

    goal: Goal
    depth: int  # how many goals it is below
    cells: tuple  # (year, number, shade)
    newest: dt.date | None  # the last day on which it was served, of those in view

    @property
    def row(self):
        """What the table says of it, in values that it is written once for (docs/adr/0034)."""
        goal = self.goal
        return goal.get_absolute_url(), goal.code, goal.title, goal.slug, self.depth, self.cells


def coverage(asked):
    """The years, and a line for each goal of the strategy in force. An item counts once for a goal, whether
    it serves it as its primary goal, as a further one, by way of a goal below it, or by way of a goal of an
    earlier strategy that has become it."""
    goals = in_tree_order(goals_in_force())
    parents = {goal.pk: goal.parent_id for goal in goals}
    counts, newest, years = _counted(asked.over_time().items, reach(goals))
    most = max(counts.values(), default=0)
    lines = []
    for goal in goals:
        numbers = [(year, counts[goal.pk, year]) for year in years]
        cells = tuple((year, number, shade(number, most)) for year, number in numbers)
        lines.append(Line(goal, len(upwards(goal.pk, parents)) - 1, cells, newest.get(goal.pk)))
    return years, lines


def served(asked):
    """Each goal of the strategy in force with how many items of the period served it, and how many of those
    became positions."""
    goals = in_tree_order(goals_in_force())
    reached = reach(goals)
    handled, adopted = (_summed(asked.items & narrower, reached) for narrower in (Q(), ADOPTED))
    return [(goal, handled[goal.pk], adopted[goal.pk]) for goal in goals]


def _summed(shown, reached):
    counts, _, _ = _counted(shown, reached)
    summed = defaultdict(int)
    for (goal, _), number in counts.items():
        summed[goal] += number
    return summed


def _counted(shown, reached):
    """How many of the items serve each goal in each year, the last day on which one did, and the years."""
    counts, newest, years, further = defaultdict(int), {}, set(), defaultdict(set)
    for year, primary, number, day in _by_primary_goal(shown):
        years.add(year)
        for each in reached(primary):
            counts[each, year] += number
            newest[each] = max(day, newest.get(each, day))
    for year, goal, item, primary, day in _by_further_goal(shown):
        for each in reached(goal):
            newest[each] = max(day, newest.get(each, day))
            if each not in reached(primary):
                further[each, year].add(item)
    for place, items in further.items():
        counts[place] += len(items)
    return counts, newest, list(range(min(years), max(years) + 1)) if years else []


def in_tree_order(goals, above=None):
    """Each goal with those below it at once."""
    own = [goal for goal in goals if goal.parent_id == above]
    return [each for goal in own for each in (goal, *in_tree_order(goals, goal.pk))]


def shade(number, most):
    """From 0, for none, to 4 for the most there is."""
    return -(-SHADES * number // most) if most else 0


def untouched(lines, today=None):
    """Of the lines the goals with none below them that no item has served for twelve months."""
    today = today or timezone.localdate()
    above = {line.goal.parent_id for line in lines}
    own = [line for line in lines if line.goal.pk not in above]
    return [line for line in own if is_blind_spot(line.newest, today)]


def blind_spots(person, council=""):
    """As input to the plan of a year: of one council where its slug is given."""
    _, lines = coverage(Asked(person, {"rad": council} if council else {}, Period()))
    return untouched(lines)


@kept_for_all
def blind_to_all():
    """The goals that no item anyone may read has served for twelve months."""
    return frozenset(line.goal.pk for line in blind_spots(AnonymousUser()))


def goals_in_force():
    strategy = Strategy.objects.in_force()
    return _goals(strategy) if strategy else []


@prepared
def _goals(strategy):
    return Goal.objects.filter(strategy=strategy, retired_on=None).order_by("order", "code", "pk")


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

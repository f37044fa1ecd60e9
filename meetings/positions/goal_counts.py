"""Which goals the councils' work serves: a matter serves its primary goal, its further goals, and every goal
above them; and what these have become in the strategies after theirs (docs/adr/0062)."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, Q

from meetings.models import AgendaItem, Position
from meetings.triggers.generation import kept_for_all
from rus_portal.core.prepared import Rows, prepared
from strategy.models import Goal

PUBLISHED = Q(published_at__isnull=False)


def serving(goals, path=""):
    """The condition that an item serves one of these goals; `path` leads to the item, as in "item__".
    The few items are found first."""
    served = Q(primary_goal__in=goals) | Q(pk__in=Rows(_further, goals))
    return Q(**{f"{path}in": Rows(_items, served)}) if path else served


def _items(condition):
    return AgendaItem.objects.filter(condition).order_by().values("pk")


def _further(goals):
    return AgendaItem.goals.through.objects.filter(goal__in=goals).values("agendaitem")


def carrying(goals, is_of_dimensions):
    """Items that carry a perspective: that serve one of the goals whose words do, or, of the perspective of
    sustainability, that say something of its dimensions."""
    carried = Q(primary_goal__in=goals) | Q(pk__in=Rows(_further, goals))
    if is_of_dimensions:
        carried |= ~Q(social="", ecological="", economic="")
    return AgendaItem.objects.filter(carried).order_by().values("pk")


def positions_under(goals, condition=PUBLISHED):
    """For each goal (by id) how many of the positions that meet the condition serve it or a goal below it,
    each counted once."""
    reached, counts = reach(goals), dict.fromkeys((goal.pk for goal in goals), 0)
    by_primary, by_further = _published() if condition is PUBLISHED else _counted(condition)
    for goal, number in by_primary:
        for each in reached(goal):
            counts[each] += number
    further = defaultdict(set)
    for goal, position, primary in by_further:
        for each in reached(goal) - reached(primary):
            further[each].add(position)
    return {goal: number + len(further[goal]) for goal, number in counts.items()}


def reach(goals):
    """A function that gives, of any goal, those of these that what serves it counts for: itself and all above
    it. A goal of an earlier strategy reaches what it became, each part where it was split; and where it has
    ended, what the goal above it reaches. One query, where there is such a goal."""
    return _reach({goal.pk: goal.parent_id for goal in goals})


def _reach(parents, line=None):
    known = cache(lambda: line or _line())

    @cache
    def reached(goal):
        if goal is None or goal in parents:
            return frozenset(upwards(goal, parents))
        line = known()
        own = {line[each].strategy for each in parents if each in line}
        if goal not in line or line[goal].strategy in own:
            return frozenset()
        became = [heir for heir in line[goal].heirs if heir in line] or [line[goal].above]
        return frozenset().union(*map(reached, became))

    return reached


def with_earlier(goals):
    """These goals, by id, with those of earlier strategies that reach them."""
    line = _line()
    reached = _reach(dict.fromkeys(goals), line)
    return [*goals, *(goal for goal in line if goal not in goals and reached(goal))]


@dataclass
class _Goal:
    strategy: int
    above: int | None
    heirs: list


def _line():
    """Of each goal of our own, what it became."""
    found: dict = {}
    for goal, strategy, above, heir in _successions():
        found.setdefault(goal, _Goal(strategy, above, [])).heirs.append(heir)
    return found


@prepared
def _successions():
    own = Goal.objects.filter(strategy__is_own=True).order_by("pk", "led_to")
    return own.values_list("pk", "strategy", "parent", "led_to")


def upwards(goal, parents):
    """The goal and all above it, of those there are."""
    above = []
    while goal in parents:
        above.append(goal)
        goal = parents[goal]
    return above


@kept_for_all
def _published():
    return _counted(PUBLISHED)


def _counted(condition):
    return _by_primary_goal(condition), _by_further_goal(condition)


@prepared
def _by_primary_goal(condition):
    """How many positions have each goal as their primary one."""
    positions = Position.objects.filter(condition).order_by()
    return (
        positions.values("item__primary_goal")
        .annotate(Count("pk"))
        .values_list("item__primary_goal", "pk__count")
    )


@prepared
def _by_further_goal(condition):
    """Each further goal of a position, with the position and its primary goal."""
    having = AgendaItem.goals.through.objects.values("agendaitem")  # few: found first
    positions = Position.objects.filter(condition, item__in=having, item__goals__isnull=False).order_by()
    return positions.values_list("item__goals", "pk", "item__primary_goal")

"""Which goals the councils' work serves: a matter serves its primary goal, its further goals, and
every goal above them."""

from collections import defaultdict

from django.db.models import Count, Q

from meetings.models import AgendaItem, Position
from rus_portal.core.prepared import Rows, prepared

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


def positions_under(goals, condition=PUBLISHED):
    """For each goal (by id) how many of the positions that meet the condition serve it or a goal below it,
    each counted once."""
    parents = {goal.pk: goal.parent_id for goal in goals}
    counts = dict.fromkeys(parents, 0)
    for goal, number in _by_primary_goal(condition):
        for each in upwards(goal, parents):
            counts[each] += number
    further = defaultdict(set)
    for goal, position, primary in _by_further_goal(condition):
        for each in upwards(goal, parents):
            if each not in upwards(primary, parents):
                further[each].add(position)
    return {goal: number + len(further[goal]) for goal, number in counts.items()}


def upwards(goal, parents):
    """The goal and all above it."""
    above = []
    while goal in parents:
        above.append(goal)
        goal = parents[goal]
    return above


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

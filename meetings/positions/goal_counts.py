"""Which goals the councils' work serves: a matter serves its primary goal, its further goals, and every goal
above them; and what these have become in the strategies after theirs (`strategy.succession`)."""

from collections import defaultdict

from django.db.models import Count, Q

from meetings.models import AgendaItem, Position
from meetings.triggers.generation import kept_for_all
from rus_portal.core.prepared import Rows, prepared
from strategy.succession import reach

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

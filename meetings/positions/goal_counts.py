"""Which goals the councils' work serves: a matter serves its primary goal, its further goals, and
every goal above them."""

from collections import defaultdict

from django.db.models import Q

from meetings.models import AgendaItem


def serving(goals, path=""):
    """The condition that an item serves one of these goals; `path` leads to the item, as in "item__"."""
    further = AgendaItem.goals.through.objects.filter(goal__in=goals).values("agendaitem")
    return Q(**{f"{path}primary_goal__in": goals}) | Q(**{f"{path}pk__in": further})


def positions_under(goals, positions):
    """For each goal (by id) how many of the positions serve it or a goal below it, each counted once."""
    parents = {goal.pk: goal.parent_id for goal in goals}
    served = positions.order_by().values_list("item__primary_goal", "pk")
    further = positions.order_by().filter(item__goals__isnull=False).values_list("item__goals", "pk")
    found = defaultdict(set)
    for goal, position in served.union(further, all=True):
        while goal in parents:
            found[goal].add(position)
            goal = parents[goal]
    return {goal: len(found[goal]) for goal in parents}

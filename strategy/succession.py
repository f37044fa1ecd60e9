"""What the goals of earlier strategies reach in later ones: what served one counts for what it became
(docs/adr/0062)."""

from dataclasses import dataclass
from functools import cache

from rus_portal.core.prepared import prepared
from strategy.models import Goal


def reach(goals, line=None):
    """A function that gives, of any goal, by id, those of these that what serves it counts for: itself and
    all above it. A goal of an earlier strategy reaches what it became, each part where it was split; and
    where it has ended, what the goal above it reaches. One query, where such a goal is and no `line`."""
    return _reach({goal.pk: goal.parent_id for goal in goals}, line)


def _reach(parents, line=None):
    known = cache(lambda: line or line_of_goals())

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
    line = line_of_goals()
    reached = _reach(dict.fromkeys(goals), line)
    return [*goals, *(goal for goal in line if goal not in goals and reached(goal))]


@dataclass
class _Goal:
    strategy: int
    above: int | None
    heirs: list


def line_of_goals():
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

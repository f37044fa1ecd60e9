"""The region's strategies as open data: each goal and perspective, what it became in the next, and what it is
measured by. Those of other regions are theirs to publish."""

from django.db.models import Prefetch

from rus_portal.core.address import whole
from strategy.models import Goal, Indicator, Perspective, Strategy
from strategy.open_editions import ending, goes_on, lines, named, tell_ends
from strategy.succession import line_of_goals, reach

TITLE = "Strategi"
COLUMNS = {
    **{"strategi": 30, "från år": 8, "till år": 8, "slag": 18, "kod": 8, "lydelse": 50, "text": 60},
    **{"hör till": 12, "gäller inte längre från": 14, "bärs av mål": 20, "mäts med": 40, "kom från": 30},
    **{"går vidare som": 30, "adress": 40},
}


def _strategies():
    goals = Goal.objects.order_by("strategy", "order", "code", "pk")
    of_each = ("came_from", goals, "earlier"), ("led_to", goals, "later")
    told = goals.select_related("level", "parent").prefetch_related(*(Prefetch(*each) for each in of_each))
    adopted = Perspective.objects.filter(strategy__is_draft=False).order_by("strategy", "order", "pk")
    beside = adopted.select_related("came_from").prefetch_related(
        Prefetch("goals", goals, "carrying"), Prefetch("led_to", adopted, "later")
    )
    rows = Strategy.objects.filter(is_own=True).select_related("made_from").order_by("-year_from", "-pk")
    of_strategy = Prefetch("goals", told, "told"), Prefetch("perspectives", beside, "beside")
    strategies = list(rows.prefetch_related(*of_strategy))
    _tell_measures(strategies)
    return tell_ends(strategies, lambda each: [*each.told, *each.beside])


def _tell_measures(strategies):
    """Of each goal what it is measured by, as its page has it: with what measures a goal below it, or
    one of an earlier strategy that has become one of these."""
    line = line_of_goals()
    indicators = list(Indicator.objects.order_by("order", "title", "pk").prefetch_related("goals"))
    for strategy in strategies:
        reached = reach(strategy.told, line)
        measuring = [
            (each, frozenset().union(*(reached(goal.pk) for goal in each.goals.all()))) for each in indicators
        ]
        for goal in strategy.told:
            goal.measured = [each for each, goals in measuring if goal.pk in goals]


def table():
    """A row with the names of the columns, and one for each goal and perspective."""
    yield list(COLUMNS)
    for strategy in _strategies():
        own = strategy.title, strategy.year_from, strategy.year_to
        for goal in strategy.told:
            place = goal.parent.code if goal.parent else "", goal.retired_on or ""
            became = lines(goal.earlier), goes_on(goal)
            said = goal.level.singular, goal.code, goal.title, goal.text
            yield [*own, *said, *place, "", lines(goal.measured), *became, whole(goal.get_absolute_url())]
        for each in strategy.beside:
            carried = ", ".join(goal.code for goal in each.carrying)
            became = each.came_from or "", goes_on(each)
            said = "horisontellt perspektiv", "", each.title, each.text
            yield [*own, *said, "", "", carried, "", *map(str, became), whole(each.get_absolute_url())]


def as_objects():
    names = ("title", "full_title", "vision", "year_from", "year_to", "adopted_on", "adopted_by", "source")
    for each in _strategies():
        yield {name: getattr(each, name) for name in names} | {
            "made_from": each.made_from and whole(each.made_from.get_absolute_url()),
            "goals": [_goal(goal) for goal in each.told],
            "perspectives": [_perspective(perspective) for perspective in each.beside],
            "url": whole(each.get_absolute_url()),
        }


def _goal(goal):
    return (
        named(goal, "code")
        | {
            "level": goal.level.singular,
            "text": goal.text,
            "parent": goal.parent and goal.parent.code,
            "retired_on": goal.retired_on,
            "indicators": [named(each) for each in goal.measured],
            "came_from": [named(each, "code") for each in goal.earlier],
            "goes_on_as": [named(each, "code") for each in goal.later],
        }
        | ending(goal, "year_from")
    )


def _perspective(perspective):
    before = [perspective.came_from] if perspective.came_from else []
    return (
        named(perspective)
        | {
            "text": perspective.text,
            "goals": [named(each, "code") for each in perspective.carrying],
            "came_from": [named(each) for each in before],
            "goes_on_as": [named(each) for each in perspective.later],
        }
        | ending(perspective, "year_from")
    )

"""The region's strategies as open data: each goal and perspective, what it became in the next, and what it is
measured by. Those of other regions are theirs to publish."""

from django.db.models import Prefetch

from rus_portal.core.address import whole
from strategy.models import Goal, Indicator, Perspective, Strategy

TITLE = "Strategi"
COLUMNS = {
    **{"strategi": 30, "från år": 8, "till år": 8, "slag": 18, "kod": 8, "lydelse": 50, "text": 60},
    **{"hör till": 12, "gäller inte längre från": 14, "bärs av mål": 20, "mäts med": 40, "kom från": 30},
    **{"går vidare som": 30, "adress": 40},
}


def _strategies():
    """Of each goal and perspective also whether it has ended with the strategy after its own."""
    goals = Goal.objects.order_by("strategy", "order", "code", "pk")
    measured = Indicator.objects.order_by("order", "title", "pk")
    of_each = (
        ("came_from", goals, "earlier"),
        ("led_to", goals, "later"),
        ("indicators", measured, "measured"),
    )
    told = goals.select_related("level", "parent").prefetch_related(*(Prefetch(*each) for each in of_each))
    adopted = Perspective.objects.filter(strategy__is_draft=False).order_by("strategy", "order", "pk")
    beside = adopted.select_related("came_from").prefetch_related(
        Prefetch("goals", goals, "carrying"), Prefetch("led_to", adopted, "later")
    )
    rows = Strategy.objects.filter(is_own=True).select_related("made_from").order_by("-year_from", "-pk")
    of_strategy = Prefetch("goals", told, "told"), Prefetch("perspectives", beside, "beside")
    strategies = list(rows.prefetch_related(*of_strategy))
    replaced = {each.made_from_id for each in strategies if not each.is_ahead}
    for strategy in strategies:
        for part in (*strategy.told, *strategy.beside):
            part.has_ended = strategy.pk in replaced and not part.later
    return strategies


def table():
    """A row with the names of the columns, and one for each goal and perspective."""
    yield list(COLUMNS)
    for strategy in _strategies():
        own = strategy.title, strategy.year_from, strategy.year_to
        for goal in strategy.told:
            place = goal.parent.code if goal.parent else "", goal.retired_on or ""
            became = _lines(goal.earlier), _goes_on(goal)
            said = goal.level.singular, goal.code, goal.title, goal.text
            yield [*own, *said, *place, "", _lines(goal.measured), *became, whole(goal.get_absolute_url())]
        for each in strategy.beside:
            carried = ", ".join(goal.code for goal in each.carrying)
            became = each.came_from or "", _goes_on(each)
            said = "horisontellt perspektiv", "", each.title, each.text
            yield [*own, *said, "", "", carried, "", *map(str, became), whole(each.get_absolute_url())]


def _goes_on(part):
    return "upphört" if part.has_ended else _lines(part.later)


def _lines(things):
    return "\n".join(map(str, things))


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
    return _named(goal) | {
        "level": goal.level.singular,
        "text": goal.text,
        "parent": goal.parent and goal.parent.code,
        "retired_on": goal.retired_on,
        "indicators": [
            {"title": each.title, "url": whole(each.get_absolute_url())} for each in goal.measured
        ],
        "came_from": [_named(each) for each in goal.earlier],
        "goes_on_as": [_named(each) for each in goal.later],
        "has_ended": goal.has_ended,
    }


def _named(goal):
    return {"code": goal.code, "title": goal.title, "url": whole(goal.get_absolute_url())}


def _perspective(perspective):
    before = [perspective.came_from] if perspective.came_from else []
    return {
        "title": perspective.title,
        "text": perspective.text,
        "goals": [_named(each) for each in perspective.carrying],
        "came_from": [{"title": each.title, "url": whole(each.get_absolute_url())} for each in before],
        "goes_on_as": [
            {"title": each.title, "url": whole(each.get_absolute_url())} for each in perspective.later
        ],
        "has_ended": perspective.has_ended,
        "url": whole(perspective.get_absolute_url()),
    }

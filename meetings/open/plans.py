"""The strategic plan as open data: each focus area of each edition, the goals it serves, and what it became
in the next; when the edition was adopted, by whom and in which positions, and from which day it applies."""

from django.db.models import Prefetch

from meetings.models import Position
from meetings.models.position import dissenting, with_dissent
from rus_portal.core.address import whole
from rus_portal.core.words import listed
from strategy.adoption import corrections_of
from strategy.models import FocusArea, FocusAreaGoal, StrategicPlan
from strategy.open_editions import ending, goes_on, lines, named, tell_ends

TITLE = "Strategisk plan"
COLUMNS = {
    **{"plan": 30, "utgåva": 8, "kod": 8, "fokusområde": 40, "läget 2030": 60, "målsättning": 60},
    **{"mål": 40, "föreslagna mål": 40, "om kopplingen till RUS": 40, "kom från": 30, "går vidare som": 30},
    **{"adress": 40, "antagen": 12, "antagen av": 30, "antagen i": 40, "gäller från": 12},
    **{"om antagandet": 40},
}


def _plans():
    areas = FocusArea.objects.order_by("plan", "order", "pk")
    links = FocusAreaGoal.objects.select_related("goal").order_by("goal__order", "goal__code", "pk")
    of_each = ("came_from", areas, "earlier"), ("led_to", areas, "later"), ("goal_links", links, "links")
    told = areas.prefetch_related(*(Prefetch(*each) for each in of_each))
    rows = StrategicPlan.objects.select_related("made_from")
    plans: list = list(rows.prefetch_related(Prefetch("focus_areas", told, "told")))
    of_plan, corrections = adopted_in(plans, Position.objects.published()), corrections_of(plans)
    for plan in plans:
        plan.positions, plan.correction = of_plan[plan.pk], "\n".join(corrections[plan.pk])
    return tell_ends(plans, lambda plan: plan.told)


def adopted_in(plans, positions):
    """Those of the positions that each of the plans was adopted in, with their dissent, by its id."""
    found: dict = {plan.pk: [] for plan in plans}
    adopting = positions.filter(adopted_plan__in=plans).select_related("item")
    for position in with_dissent(adopting.order_by("adopted_on", "pk")):
        found[position.adopted_plan_id].append(position)
    return found


def _told(position):
    names = listed(dissenting(position))
    return f"{position.designation}{f', med avvikande synpunkt från {names}' if names else ''}"


def table():
    """A row with the names of the columns, and one for each focus area."""
    yield list(COLUMNS)
    for plan in _plans():
        positions = "\n".join(map(_told, plan.positions))
        adopted = plan.adopted_on or "", plan.adopted_by, positions
        applies = plan.applies_from or "", plan.correction
        for area in plan.told:
            said = area.code, area.title, area.statement_2030, area.objective
            goals = _goals(area, is_confirmed=True), _goals(area, is_confirmed=False)
            became = lines(area.earlier), goes_on(area)
            url = whole(area.get_absolute_url())
            own = plan.title, plan.year or "", *said, *map(lines, goals), area.goals_note, *became
            yield [*own, url, *adopted, *applies]


def _goals(area, *, is_confirmed):
    return [link.goal for link in area.links if bool(link.confirmed_on) is is_confirmed]


def as_objects():
    for plan in _plans():
        yield {name: getattr(plan, name) for name in ("title", "year", "intro", "purpose")} | {
            "adopted_on": plan.adopted_on,
            "adopted_by": plan.adopted_by,
            "adopted_in": [_position(each) for each in plan.positions],
            "applies_from": plan.applies_from,
            "adoption_correction": plan.correction,
            "criteria": plan.criteria_list,
            "cooperation": plan.cooperation_text,
            "source": plan.source,
            "made_from": plan.made_from and whole(plan.made_from.get_absolute_url()),
            "focus_areas": [_area(area) for area in plan.told],
            "url": whole(plan.get_absolute_url()),
        }


def _position(position):
    """Never without who dissents."""
    told = {"designation": position.designation, "title": str(position), "dissent": dissenting(position)}
    return told | {"url": whole(position.get_absolute_url())}


def _area(area):
    return (
        named(area, "code")
        | {
            "statement_2030": area.statement_2030,
            "objective": area.objective,
            "goals": [
                named(link.goal, "code") | {"is_confirmed": bool(link.confirmed_on)} for link in area.links
            ],
            "goals_note": area.goals_note,
            "came_from": [named(each, "code") for each in area.earlier],
            "goes_on_as": [named(each, "code") for each in area.later],
        }
        | ending(area, "year")
    )

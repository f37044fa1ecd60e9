"""What serves a goal of the strategy before, or an area of the plan before, is led on to what it became."""

from django.db import transaction

from meetings.models import AgendaItem, RecurringItem
from meetings.workflow.item import edit_item
from meetings.workflow.proposal import save_proposal
from meetings.workflow.recurring import change_recurring
from rus_portal.core.refusal import Refused
from strategy.models import FocusArea, Goal
from strategy.workflow.focus_area import serve_goals, served
from strategy.workflow.goals import tie_goals


@transaction.atomic
def relink(thing, *, by, instead, at=None):
    """`instead` has the goals or focus areas that take the place of others. Each kind of thing is changed as
    it always is, with its own right, its own line in the journal, and its own refusals. Until a
    strategy applies the one before it does, and nothing leaves its goals."""
    for part in instead.values():
        if isinstance(part, Goal) and part.strategy.is_ahead:
            raise Refused(f"Det kopplas om från den 1 januari {part.strategy.year_from}.")

    def led_on(parts):
        return list(dict.fromkeys(instead.get(part, part) for part in parts))

    if isinstance(thing, RecurringItem):
        [primary] = led_on([thing.primary_goal])
        return change_recurring(thing, by=by, primary_goal=primary, at=at)
    if isinstance(thing, AgendaItem):
        [primary] = led_on([thing.primary_goal])
        further = [goal for goal in led_on(thing.goals.all()) if goal != primary]
        change = edit_item if thing.meeting else save_proposal
        areas = led_on(thing.focus_areas.all())
        return change(thing, by=by, primary_goal=primary, goals=further, focus_areas=areas, at=at)
    if isinstance(thing, FocusArea):
        links = {name: led_on(goals) for name, goals in served(thing).items()}
        return serve_goals(thing, by=by, at=at, **links)
    return tie_goals(thing, by=by, goals=led_on(thing.goals.all()), at=at)

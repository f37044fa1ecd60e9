"""What serves a goal of the strategy before, or an area of the plan before, is led on to what it became."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.agenda.relinking import FINISHED, in_kinds, waiting
from meetings.models import AgendaItem, RecurringItem
from meetings.workflow.item import edit_item
from meetings.workflow.proposal import save_proposal
from meetings.workflow.recurring import change_recurring
from rus_portal.core.permissions import may_renew, require
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from strategy.models import FocusArea
from strategy.workflow.focus_area import serve_goals, served
from strategy.workflow.goals import tie_goals


@transaction.atomic
def relink(thing, *, by, instead, at=None):
    """`instead` has lists of the goals or focus areas that take the place of others: several where one was
    split, and none where the thing is to serve it no longer. Each kind of thing is changed as it always is,
    with its own right, its own line in the journal, and its own refusals. Until a strategy or a plan
    applies the one before it does, and nothing leaves its goals or areas."""
    for whole in {getattr(part, part.WHOLE) for parts in instead.values() for part in parts}:
        if whole.is_ahead:
            raise Refused(f"Det kopplas om från den {day(whole.first_day)}.")

    def led_on(parts):
        return list(dict.fromkeys(now for part in parts if part for now in instead.get(part, [part])))

    if isinstance(thing, RecurringItem | AgendaItem):
        # A further goal never becomes the primary one by itself: what is written of how is of the primary.
        primary = next(iter(led_on([thing.primary_goal])), None)
    if isinstance(thing, RecurringItem):
        return change_recurring(thing, by=by, primary_goal=primary, at=at)
    if isinstance(thing, AgendaItem):
        goals = [each for each in led_on([thing.primary_goal, *thing.goals.all()]) if each != primary]
        change = edit_item if thing.meeting else save_proposal
        areas = led_on(thing.focus_areas.all())
        return change(thing, by=by, primary_goal=primary, goals=goals, focus_areas=areas, at=at)
    if isinstance(thing, FocusArea):
        links = {name: led_on(goals) for name, goals in served(thing).items()}
        return serve_goals(thing, by=by, at=at, **links)
    return tie_goals(thing, by=by, goals=led_on(thing.goals.all()), at=at)


@transaction.atomic
def finish_relinking(whole, *, by, at=None):
    """What the person may lead on and has not is left on the edition before on purpose, and nobody is asked
    about it again: about what is another office's, that one is. The journal of a strategy or a plan is read
    by more than its items are: it says how many, and keeps no words of theirs."""
    whole = type(whole).objects.select_for_update().get(pk=whole.pk)
    require(may_renew(by))
    if whole.is_ahead:
        raise Refused(f"Det som väntar kopplas om från den {day(whole.first_day)}.")
    left = [each for each in waiting(by, whole) if each.left_at is None]
    if left:
        sentence = f"Vid omkopplingen till ”{whole}” lämnades {in_kinds({each.thing for each in left})} kvar."
        names = [each.name for each in left]
        journal.log(FINISHED, whole, sentence, by=by, at=at or timezone.now(), after={"left": names})
    return whole

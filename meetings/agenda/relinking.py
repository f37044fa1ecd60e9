"""What still serves goals of the strategy before: coming matters and what recurs, and what is followed up but
not finished. What is handled keeps the goals of its day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from meetings.models import AgendaItem, RecurringItem
from rus_portal.core.permissions import may_change_item, may_keep, may_write_proposal
from strategy.models import AdvocacyIssue, FocusArea, Goal, Indicator

Stage = AgendaItem.Stage
COMING = (Stage.PROPOSED, Stage.IN_PREPARATION, Stage.READY, Stage.ON_AGENDA)


@dataclass
class Waiting:
    """A thing with one of the goals that it serves, and what that goal became."""

    thing: Any
    goal: Goal
    heirs: list

    @property
    def name(self):
        return f"{self.thing._meta.model_name}-{self.thing.pk}-{self.goal.pk}"

    @property
    def kind(self):
        return str(self.thing._meta.verbose_name).capitalize()

    @property
    def told(self):
        if len(self.heirs) == 1:
            return f"”{self.goal}” går vidare."
        became = "har delats" if self.heirs else "har upphört"
        return f"”{self.goal}” {became}. Välj vilket mål det tjänar nu."


def waiting(person, strategy):
    """All that the person may lead on to goals of the strategy; nothing before its first year."""
    if strategy.is_ahead:
        return []
    heirs = Prefetch("led_to", strategy.goals.order_by("order", "code", "pk"), to_attr="heirs")
    before = list(strategy.made_from.goals.order_by("order", "code", "pk").prefetch_related(heirs))
    return [
        Waiting(thing, goal, goal.heirs)
        for thing in _things(person, strategy, before)
        for goal in before
        if goal in goals_of(thing)
    ]


def goals_of(thing):
    """All goals that it serves."""
    if isinstance(thing, RecurringItem):
        return [thing.primary_goal]
    primary = [thing.primary_goal] if isinstance(thing, AgendaItem) else []
    return [*primary, *thing.goals.all()]


def _things(person, strategy, before):
    from_then = Q(meeting=None) | Q(meeting__date__gte=dt.date(strategy.year_from, 1, 1))
    serving = Q(primary_goal__in=before) | Q(goals__in=before)
    items = AgendaItem.objects.visible_to(person).filter(serving, from_then, stage__in=COMING).distinct()
    items = items.select_related("meeting__council", "council", "primary_goal").prefetch_related("goals")
    for item in items.order_by("meeting__date", "order", "pk"):
        may_change = may_change_item if item.meeting else may_write_proposal
        if may_change(person, item):
            yield item
    recurring = RecurringItem.objects.filter(primary_goal__in=before).select_related("council")
    for row in recurring.select_related("council", "primary_goal").order_by("council", "order", "pk"):
        if may_keep(person, row.council):
            yield row
    open_plan = FocusArea.with_drafts.filter(plan__frozen_at=None, plan__next_edition=None)
    beside = (open_plan, Indicator.objects.all(), AdvocacyIssue.objects.filter(result=""))
    for rows in beside:
        served = rows.filter(goals__in=before).distinct().prefetch_related("goals")
        yield from served.order_by("order", "pk")

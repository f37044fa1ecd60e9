"""What still serves goals of the strategy before, or focus areas of the plan before: coming matters and what
recurs, and what is followed up but not finished. What is handled keeps those of its day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from meetings.models import AgendaItem, Meeting, RecurringItem
from rus_portal.core.permissions import may_change_item, may_keep, may_write_proposal
from strategy.models import AdvocacyIssue, FocusArea, Goal, Indicator, StrategicPlan

Stage = AgendaItem.Stage
COMING = (Stage.PROPOSED, Stage.IN_PREPARATION, Stage.READY, Stage.ON_AGENDA)
NOT_SUMMONED = Q(meeting=None) | Q(meeting__stage=Meeting.Stage.PLANNED)


@dataclass
class Waiting:
    """A thing with one of the goals or focus areas that it serves, and what that became."""

    thing: Any
    part: Goal | FocusArea
    heirs: list

    @property
    def name(self):
        return f"{self.thing._meta.model_name}-{self.thing.pk}-{self.part.pk}"

    @property
    def kind(self):
        return str(self.thing._meta.verbose_name).capitalize()

    @property
    def told(self):
        if len(self.heirs) == 1:
            return f"”{self.part}” går vidare."
        became = "har delats" if self.heirs else "har upphört"
        return f"”{self.part}” {became}. Välj vilket {self.part._meta.verbose_name} det tjänar nu."


def waiting(person, whole):
    """All that the person may lead on to goals of the strategy, or to areas of the plan; nothing before the
    first year of a strategy."""
    if whole.is_ahead:
        return []
    heirs = Prefetch("led_to", whole.parts.order_by("order", "code", "pk"), to_attr="heirs")
    before = list(whole.made_from.parts.order_by("order", "code", "pk").prefetch_related(heirs))
    things = _serving_areas if isinstance(whole, StrategicPlan) else _serving_goals
    return [
        Waiting(thing, part, part.heirs)
        for thing in things(person, whole, before)
        for part in before
        if part in parts_of(thing)
    ]


def parts_of(thing):
    """All goals and focus areas that it serves."""
    if isinstance(thing, RecurringItem):
        return [thing.primary_goal]
    if isinstance(thing, AgendaItem):
        return [thing.primary_goal, *thing.goals.all(), *thing.focus_areas.all()]
    return [*thing.goals.all()]


def _serving_areas(person, plan, before):
    """What is summoned keeps its areas: it was sent under them."""
    return _items(person, Q(focus_areas__in=before), NOT_SUMMONED)


def _serving_goals(person, strategy, before):
    from_then = Q(meeting=None) | Q(meeting__date__gte=dt.date(strategy.year_from, 1, 1))
    yield from _items(person, Q(primary_goal__in=before) | Q(goals__in=before), from_then)
    recurring = RecurringItem.objects.filter(primary_goal__in=before).select_related("council")
    for row in recurring.select_related("council", "primary_goal").order_by("council", "order", "pk"):
        if may_keep(person, row.council):
            yield row
    open_plan = FocusArea.with_drafts.filter(plan__frozen_at=None, plan__next_edition=None)
    beside = (open_plan, Indicator.objects.all(), AdvocacyIssue.objects.filter(result=""))
    for rows in beside:
        served = rows.filter(goals__in=before).distinct().prefetch_related("goals")
        yield from served.order_by("order", "pk")


def _items(person, serving, where):
    items = AgendaItem.objects.visible_to(person).filter(serving, where, stage__in=COMING).distinct()
    items = items.select_related("meeting__council", "council", "primary_goal")
    for item in items.prefetch_related("goals", "focus_areas").order_by("meeting__date", "order", "pk"):
        may_change = may_change_item if item.meeting else may_write_proposal
        if may_change(person, item):
            yield item

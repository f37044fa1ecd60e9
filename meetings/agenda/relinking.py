"""What still serves goals of an earlier strategy, or focus areas of an earlier plan: coming matters and what
recurs, and what is followed up but not finished. What is handled keeps those of its day."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from councils.models import JournalEntry
from meetings.models import AgendaItem, Meeting, RecurringItem
from meetings.triggers.generation import kept_for_all
from rus_portal.core.permissions import may_change_item, may_keep, may_write_proposal
from rus_portal.core.words import counted, listed
from strategy.editions import led_on_to
from strategy.models import AdvocacyIssue, FocusArea, Goal, Indicator, StrategicPlan, Strategy

Stage = AgendaItem.Stage
COMING = (Stage.PROPOSED, Stage.IN_PREPARATION, Stage.READY, Stage.ON_AGENDA)
NOT_SUMMONED = Q(meeting=None) | Q(meeting__stage=Meeting.Stage.PLANNED)


@dataclass
class Waiting:
    """A thing with one of the goals or focus areas that it serves, and what that became in `whole`."""

    thing: Any
    part: Goal | FocusArea
    heirs: list
    whole: Strategy | StrategicPlan
    left_at: dt.datetime | None  # when it was left on purpose

    @property
    def name(self):
        return name_of(self.thing, self.part)

    @property
    def kind(self):
        return str(self.thing._meta.verbose_name).capitalize()

    @property
    def told(self):
        then = getattr(self.part, self.part.WHOLE)
        part = f"”{self.part}”" if then.pk == self.whole.made_from_id else f"”{self.part}” i {then}"
        if len(self.heirs) == 1:
            return f"{part} går vidare."
        if self.takes_several:
            return f"{part} har delats. Välj en eller flera av delarna."
        became = "har delats" if self.heirs else "har upphört"
        end = ", eller att kopplingen upphör" if self.may_end and not self.heirs else ""
        return f"{part} {became}. Välj vilket {self.part._meta.verbose_name} det tjänar nu{end}."

    @property
    def takes_several(self):
        """What recurs has one goal alone."""
        return len(self.heirs) > 1 and not isinstance(self.thing, RecurringItem)

    @property
    def may_end(self):
        """No item is on a sent agenda without a goal, and no proposal is handed in without one."""
        needs_goal = isinstance(self.thing, AgendaItem) and (
            self.thing.is_on_agenda or self.thing.meeting is None
        )
        return not needs_goal or self.part != self.thing.primary_goal


def waiting(person, whole):
    """All that the person may lead on to goals of the strategy, or to areas of the plan; nothing before the
    day from which it applies, nor to what another is in place of."""
    if whole.is_ahead or leads_on(whole):
        return []
    before, left = led_on_to(whole), left_on_purpose(whole)
    return [
        Waiting(thing, part, heirs, whole, left.get(name_of(thing, part)))
        for rows, may in _serving(whole, [part for part, _ in before])
        for thing in (rows.visible_to(person) if rows.model is AgendaItem else rows)
        if may(person, thing)
        for part, heirs in before
        if part in parts_of(thing)
    ]


def name_of(thing, part):
    return f"{thing._meta.model_name}-{thing.pk}-{part.pk}"


def leads_on(whole):
    """The last edition that is in place of this one today, or None."""
    made = whole.replaced_by
    return None if made is None or made.is_ahead else leads_on(made) or made


@kept_for_all
def left_on_the_earlier():
    """The last plan and the last strategy that apply, if something still serves one before. One query until
    something is written."""
    own = Strategy.objects.filter(is_own=True, made_from__isnull=False).order_by("-year_from", "-pk")
    newest = StrategicPlan.objects.in_force(), next((each for each in own if not each.is_ahead), None)
    made = [whole for whole in newest if whole and whole.made_from_id]
    return [whole for whole in made if any(rows.exists() for rows, _ in _serving(whole, _before(whole)))]


FINISHED = "finish_relinking"


def left_on_purpose(whole):
    """{name: when} of what still serves the edition before because somebody who may lead it on has said, in
    the journal, that it is to. Nobody is asked about it again."""
    told = JournalEntry.objects.filter(act=FINISHED, subject_type=whole._meta.label_lower)
    told = told.filter(subject_id=whole.pk).order_by("pk")
    return {name: entry.at for entry in told for name in entry.after.get("left", ())}


def in_kinds(things):
    """ "1 dagordningspunkt och 2 fokusområden"."""
    kinds = Counter(sorted((type(thing) for thing in things), key=lambda model: model.__name__))
    names = ((n, model._meta.verbose_name, model._meta.verbose_name_plural) for model, n in kinds.items())
    return listed([counted(*each) for each in names])


def _before(whole):
    return [part for part, _ in led_on_to(whole)]


def parts_of(thing):
    """All goals and focus areas that it serves."""
    if isinstance(thing, RecurringItem):
        return [thing.primary_goal]
    if isinstance(thing, AgendaItem):
        return [thing.primary_goal, *thing.goals.all(), *thing.focus_areas.all()]
    return [*thing.goals.all()]


def _serving(whole, before):
    """(rows, who may lead each on) of what serves any of the parts."""
    if isinstance(whole, StrategicPlan):
        # What is summoned keeps its areas: it was sent under them.
        return [_items(Q(focus_areas__in=before), NOT_SUMMONED)]
    from_then = Q(meeting=None) | Q(meeting__date__gte=dt.date(whole.year_from, 1, 1))
    recurring = RecurringItem.objects.filter(primary_goal__in=before)
    recurring = recurring.select_related("council", "primary_goal").order_by("council", "order", "pk")
    open_plan = FocusArea.with_drafts.filter(plan__frozen_at=None, plan__next_edition=None)
    beside = (open_plan, Indicator.objects.all(), AdvocacyIssue.objects.filter(result=""))
    return [
        _items(Q(primary_goal__in=before) | Q(goals__in=before), from_then),
        (recurring, lambda person, row: may_keep(person, row.council)),
        *((_tied(rows, before), lambda *_: True) for rows in beside),
    ]


def _tied(rows, before):
    return rows.filter(goals__in=before).distinct().prefetch_related("goals").order_by("order", "pk")


def _items(serving, where):
    items = AgendaItem.objects.filter(serving, where, stage__in=COMING).distinct()
    items = items.select_related("meeting__council", "council", "primary_goal")
    return items.prefetch_related("goals", "focus_areas").order_by(
        "meeting__date", "order", "pk"
    ), _may_change


def _may_change(person, item):
    return (may_change_item if item.meeting else may_write_proposal)(person, item)

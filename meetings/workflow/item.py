"""Items: add, edit, strike and restore them, put a late one on the agenda, take one up again at another
meeting."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from councils import journal
from meetings.agenda import gate
from meetings.models import AgendaItem
from meetings.workflow.letter import after_leaving
from meetings.workflow.locks import locked_item, locked_meeting
from rus_portal.core.permissions import (
    may_change_item,
    may_change_meeting,
    may_keep,
    may_place_item,
    may_take_up_again,
    require,
)
from rus_portal.core.refusal import Refused, put, step
from rus_portal.core.seen import require_seen
from rus_portal.core.words import day

Stage = AgendaItem.Stage


# `meetings.workflow.proposal` takes a matter from draft to ready, `send_summons` all drafted items to on
# agenda; `record_outcome` changes between on agenda, handled and postponed.
TRANSITIONS = {
    Stage.DRAFT: {Stage.PROPOSED},
    Stage.PROPOSED: {Stage.IN_PREPARATION, Stage.READY, Stage.RETURNED, Stage.ON_AGENDA, Stage.WITHDRAWN},
    Stage.IN_PREPARATION: {Stage.READY, Stage.RETURNED, Stage.ON_AGENDA, Stage.WITHDRAWN},
    Stage.READY: {Stage.IN_PREPARATION, Stage.RETURNED, Stage.ON_AGENDA, Stage.WITHDRAWN},
    Stage.ON_AGENDA: {Stage.WITHDRAWN, Stage.HANDLED, Stage.POSTPONED},
    Stage.HANDLED: {Stage.ON_AGENDA, Stage.POSTPONED},
    Stage.POSTPONED: {Stage.ON_AGENDA, Stage.HANDLED},
    Stage.RETURNED: {Stage.PROPOSED, Stage.IN_PREPARATION, Stage.WITHDRAWN},
    Stage.WITHDRAWN: {Stage.IN_PREPARATION},
}


def go(item, to, act, sentence, *, by, at, **facts):
    """Change the stage of the locked item, with the `facts` that change with it and a line in the journal."""
    stages = step(item, to, TRANSITIONS)
    facts |= {"stage_at": at or timezone.now(), "stage_by": by}
    for field, value in facts.items():
        setattr(item, field, value)
    item.save(update_fields=["stage", *facts])
    journal.log(act, item, sentence, by=by, at=item.stage_at, **stages)
    return item


def place_last(meeting):
    """The number and order of a new last item. Call with the meeting locked."""
    last = meeting.items.aggregate(number=Max("number"), order=Max("order"))
    return {"number": (last["number"] or 0) + 1, "order": (last["order"] or 0) + 1}


@transaction.atomic
def add_item(meeting, *, by, at=None, goals=(), focus_areas=(), **facts):
    """A new item, last on the agenda and in preparation. It may lack what the gate asks for until the
    summons; on a meeting already called it waits for `put_on_agenda`."""
    meeting = locked_meeting(meeting)
    require(may_change_meeting(by, meeting))
    at = at or timezone.now()
    item = AgendaItem(
        meeting=meeting, added_at=at, added_by=by, stage_at=at, stage_by=by, **place_last(meeting), **facts
    )
    item.full_clean()
    item.save()
    item.goals.set(goals)
    item.focus_areas.set(focus_areas)
    journal.log("add_item", item, f"Punkten ”{item.title}” lades till.", by=by, at=at)
    return item


@transaction.atomic
def edit_item(item, *, by, seen=None, at=None, goals=None, focus_areas=None, **facts):
    """Save an item's texts. `seen` are the marks of what the writer saw, by default as `item` has it."""
    saved = locked_item(item)
    require(may_change_item(by, saved))
    sets = {"goals": goals, "focus_areas": focus_areas}
    change, sets = put_texts(saved, facts, sets, seen or item)
    if not change["after"] and not sets:
        return saved
    if saved.is_on_agenda and not gate.passes(saved):
        raise Refused(" ".join(need.sentence for need in gate.missing(saved)))
    save_texts(saved, sets)
    sentence = f"Underlaget till ”{saved.title}” ändrades."
    journal.log("edit_item", saved, sentence, by=by, at=at or timezone.now(), **change)
    return saved


def put_texts(item, facts, sets, seen):
    """Set the texts of the locked item (not saved), if they are as the writer saw them. Returns what the
    journal keeps, and those of the sets that change."""
    sets = {field: things for field, things in sets.items() if things is not None}
    require_seen(item, facts | sets, seen)
    changed = {field: things for field, things in sets.items() if _differs(item, field, things)}
    return put(item, facts), changed


def _differs(item, field, things):
    return {thing.pk for thing in things} != set(getattr(item, field).values_list("pk", flat=True))


def save_texts(item, sets):
    item.revision += 1  # by which its readers know that it has changed
    item.full_clean()
    item.save()
    for field, things in sets.items():
        getattr(item, field).set(things)


@transaction.atomic
def put_on_agenda(item, *, by, at=None):
    """Put a late item on the agenda of a meeting already called. It must pass the gate like the others."""
    item = locked_item(item)
    require(may_change_item(by, item))
    if not (answer := may_place_item(by, item)):
        raise Refused(answer.reason)
    stopped = [(item, need) for need in gate.missing(item)]
    if stopped:
        raise Refused("Punkten saknar något som ska framgå.", stopped)
    at, sentence = at or timezone.now(), f"”{item.title}” lades till efter kallelsen."
    return go(item, Stage.ON_AGENDA, "put_on_agenda", sentence, by=by, at=at, late_at=at)


@transaction.atomic
def withdraw_item(item, *, by, at=None):
    """Strike the item from the agenda. It stays in the records and can be restored."""
    item = locked_item(item)
    require(may_change_item(by, item))
    go(item, Stage.WITHDRAWN, "withdraw_item", f"Punkten ”{item.title}” ströks.", by=by, at=at)
    after_leaving(item.meeting, at=item.stage_at)
    return item


@transaction.atomic
def restore_item(item, *, by, at=None):
    """Undo a strike: the item is back last on the agenda, in preparation."""
    item = locked_item(item)
    require(may_change_item(by, item))
    last, sentence = place_last(item.meeting)["order"], f"Punkten ”{item.title}” togs tillbaka."
    return go(item, Stage.IN_PREPARATION, "restore_item", sentence, by=by, at=at, order=last)


@transaction.atomic
def continue_item(item, meeting, *, by, at=None):
    """Take a postponed or referred-back matter up again: a new item in preparation that `continues` it."""
    item = locked_item(item, to=meeting)
    require(may_keep(by, item.meeting.council))
    if not (answer := may_take_up_again(by, item)):
        raise Refused(answer.reason)
    new = add_item(meeting, by=by, at=at, continues=item, **item.texts)
    sentence = f"”{item.title}” tas upp igen {day(meeting.date)}."
    journal.log("continue_item", item, sentence, by=by, at=at or timezone.now())
    return new

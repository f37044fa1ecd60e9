"""Items: add and edit them, put a late one on the agenda, take a matter up again. `lift` takes them off."""

from django.db import transaction
from django.db.models import Max, prefetch_related_objects
from django.utils import timezone

from councils import journal
from meetings.agenda import gate
from meetings.agenda.destinations import takes
from meetings.models import AgendaItem
from meetings.workflow.document import copy_documents
from meetings.workflow.locks import locked_council, locked_item, locked_meeting, locked_with_council
from meetings.workflow.registry import has_number_of, refuse_taken, register
from rus_portal.core.once_more import refuse_again
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
# agenda, `lift_item` off it and `return_item` back; `record_outcome` changes between on agenda, handled and
# postponed.
TRANSITIONS = {
    Stage.DRAFT: {Stage.PROPOSED},
    Stage.PROPOSED: {Stage.IN_PREPARATION, Stage.READY, Stage.RETURNED, Stage.ON_AGENDA, Stage.WITHDRAWN},
    Stage.IN_PREPARATION: {Stage.READY, Stage.RETURNED, Stage.ON_AGENDA, Stage.WITHDRAWN},
    Stage.READY: {Stage.IN_PREPARATION, Stage.RETURNED, Stage.ON_AGENDA, Stage.WITHDRAWN},
    Stage.ON_AGENDA: {
        Stage.IN_PREPARATION,
        Stage.READY,
        Stage.WITHDRAWN,
        Stage.HANDLED,
        Stage.POSTPONED,
    },
    Stage.HANDLED: {Stage.ON_AGENDA, Stage.POSTPONED},
    Stage.POSTPONED: {Stage.ON_AGENDA, Stage.HANDLED},
    Stage.RETURNED: {Stage.PROPOSED, Stage.IN_PREPARATION, Stage.WITHDRAWN},
    Stage.WITHDRAWN: {Stage.PROPOSED, Stage.IN_PREPARATION, Stage.READY, Stage.ON_AGENDA},
}


def go(item, to, act, sentence, *, by, at, **facts):
    """Change the stage of the locked item, with the `facts` that change with it and a line in the journal."""
    stages = step(item, to, TRANSITIONS)
    return _set(item, act, sentence, stages, by=by, at=at, **facts)


def keep(item, to, act, sentence, *, by, at, **facts):
    """As `go`, also where the stage stays as it is."""
    stages = {} if item.stage == to else step(item, to, TRANSITIONS)
    return _set(item, act, sentence, stages, by=by, at=at, **facts)


def _set(item, act, sentence, stages, *, by, at, **facts):
    facts |= {"stage_at": at or timezone.now(), "stage_by": by}
    for field, value in facts.items():
        setattr(item, field, value)
    item.save(update_fields=["stage", *facts])
    journal.log(act, item, sentence, by=by, at=item.stage_at, **stages)
    return item


def place_last(meeting):
    """The number and order of a new last item; a number that was sent out is never given to another, and
    before the summons it is none that an agenda has (docs/adr/0087). Call with the meeting locked."""
    last = meeting.items.aggregate(number=Max("number"), order=Max("order"))
    sent = meeting.lifts.filter(stage=Stage.ON_AGENDA).aggregate(number=Max("number"))
    before = 0 if meeting.convened_at else AgendaItem.UNNUMBERED
    number = max(last["number"] or 0, sent["number"] or 0, before)
    return {"number": number + 1, "order": (last["order"] or 0) + 1}


@transaction.atomic
def add_item(
    meeting, *, by, at=None, goals=(), focus_areas=(), may_be_alike=False, same_number=True, **facts
):
    """A new item, last on the agenda and in preparation. It may lack what the gate asks for until the
    summons; on a meeting already called it waits for `put_on_agenda`. The same once more is no new item, but
    for what recurs, where two `may_be_alike`. `same_number` as for `refuse_taken`."""
    meeting = locked_with_council(meeting)
    require(may_change_meeting(by, meeting))
    facts |= {"meeting": meeting, "goals": goals, "focus_areas": focus_areas, **place_last(meeting)}
    alike = {"may_be_alike": may_be_alike, "same_number": same_number}
    return _new(by=by, at=at or timezone.now(), **alike, **facts)


def _new(*, by, at, goals, focus_areas, may_be_alike=False, same_number=True, **facts):
    """Call with the row locked of the council in whose series it is numbered."""
    item = AgendaItem(**{"added_by": by} | facts, added_at=at, stage_at=at, stage_by=by)
    item.full_clean()
    if not may_be_alike:
        refuse_again(
            item,
            "added_at",
            but=("number", "order", "stage_at", "registry_number"),
            same=lambda made: (
                has_number_of(made, item)
                and not (_differs(made, "goals", goals) or _differs(made, "focus_areas", focus_areas))
            ),
        )
    refuse_taken(item, same_number)
    item.save()
    item.goals.set(goals)
    item.focus_areas.set(focus_areas)
    journal.log("add_item", item, f"Punkten ”{item.title}” lades till.", by=by, at=at)
    council = item.meeting.council if item.meeting else item.council
    register(item, council, f"”{item.title}”", by=by, at=at)
    return item


def refuse_place(item, meeting, *, at):
    """Unless the meeting lies ahead, and is one of a council that the matter is for."""
    coming = meeting.stage in (meeting.Stage.PLANNED, meeting.Stage.CONVENED)
    if not coming or meeting.end_date < timezone.localdate(at):
        raise Refused("Välj ett möte som inte har varit.", about="meeting")
    if meeting == item.meeting:
        raise Refused("Ärendet står redan på det mötet.")
    if not takes(meeting, item):
        raise Refused("Rådet som ärendet är riktat till är inte med på det mötet.")


@transaction.atomic
def edit_item(item, *, by, seen=None, at=None, goals=None, focus_areas=None, **facts):
    """Save an item's texts. `seen` are the marks of what the writer saw, by default as `item` has it."""
    saved = locked_item(item)
    require(may_change_item(by, saved))
    sets = {"goals": goals, "focus_areas": focus_areas}
    change, sets = put_texts(saved, facts, sets, seen or item)
    if not change["after"]:
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
    goal = item.primary_goal
    told = put(item, facts)
    if "primary_goal" in told["after"]:
        told_of_parts(told, "primary_goal", [goal], [item.primary_goal])
    for field, things in changed.items():
        told_of_parts(told, field, getattr(item, field).all(), things)
    return told, changed


def told_of_parts(told, field, before, after):
    """As the journal has goals and focus areas: of which strategy or plan too, since codes come again."""
    sides = {"before": [*filter(None, before)], "after": [*filter(None, after)]}
    every = [each for parts in sides.values() for each in parts]
    prefetch_related_objects(every, *{each.WHOLE for each in every})
    for side, parts in sides.items():
        told[side][field] = sorted(f"{each.coded} ({getattr(each, each.WHOLE)})" for each in parts)


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
def continue_item(item, to, *, by, at=None):
    """Take a matter up again that was postponed, referred back or dropped: a new item that `continues` it,
    with its texts and documents, on the meeting `to`, or in preparation where that is None."""
    locked_council(to.council if to else item.council or item.meeting.council)
    item = locked_item(item, to=to)
    require(may_keep(by, item.meeting.council))
    if not (answer := may_take_up_again(by, item)):
        raise Refused(answer.reason)
    at = at or timezone.now()
    place = {"council": item.council or item.meeting.council}
    if to:
        to = locked_meeting(to)
        require(may_change_meeting(by, to))
        refuse_place(item, to, at=at)
        place = {"council": item.council, "meeting": to} | place_last(to)
    # What was proposed stays its proposer's: who is asked and told in preparation.
    writer = item.added_by if item.council else by
    new = _new(by=by, at=at, added_by=writer, continues=item, **place, **item.texts)
    copy_documents(item, new, by=by, at=at)
    where = day(to.date) if to else "i beredningen"
    journal.log("continue_item", item, f"”{item.title}” tas upp igen {where}.", by=by, at=at)
    return new

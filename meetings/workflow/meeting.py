"""A meeting from plan to closing: plan, change, move, cancel, reinstate, close, open again."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from councils import journal
from meetings.agenda.destinations import usual_of, waiting_on
from meetings.mail.told import TOLD, receivers
from meetings.models import AgendaItem, Formality, FormerDate, Lift, Meeting, Minutes
from meetings.models.formality import particulars_of
from meetings.planning.calendar import raise_sequence
from meetings.planning.sitting import sooner_than_begun
from meetings.planning.turn import out_of_turn, told
from meetings.workflow.evaluation import ask_those_present
from meetings.workflow.letter import (
    after_cancellation,
    after_change,
    after_closing,
    after_coming,
    after_leaving,
    after_reinstatement,
    ask_leader,
)
from meetings.workflow.lift import bring_back, lead_off, why_gone
from meetings.workflow.locks import (
    locked_council,
    locked_items,
    locked_lifts,
    locked_meetings,
    locked_with_council,
)
from meetings.workflow.minutes import send_marked
from meetings.workflow.numbers import give_numbers, take_numbers
from meetings.workflow.recurring import begin_agenda
from meetings.workflow.registry import has_number_of, refuse_taken, register
from meetings.workflow.screen import shut_screens
from meetings.workflow.takeover import give_back
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import (
    may_change_meeting,
    may_keep,
    may_record_meeting,
    may_reinstate,
    may_reopen_meeting,
    require,
)
from rus_portal.core.refusal import Refused, put, step
from rus_portal.core.seen import require_seen
from rus_portal.core.words import day

Stage = Meeting.Stage


TRANSITIONS = {
    Stage.PLANNED: {Stage.CONVENED, Stage.CANCELLED},
    Stage.CONVENED: {Stage.HELD, Stage.CANCELLED},
    Stage.HELD: {Stage.CONVENED},
    Stage.CANCELLED: {Stage.PLANNED, Stage.CONVENED},
}


STAYS = "Det som har hållits flyttas inte till en annan dag."
NOT_CANCELLED = "Det ställs inte in. Avsluta det i stället."


FORMALITIES = (
    Formality.Kind.OPENING,
    Formality.Kind.APPROVERS,
    Formality.Kind.AGENDA,
    Formality.Kind.PREVIOUS_MINUTES,
    Formality.Kind.NEXT_MEETING,
    Formality.Kind.CLOSING,
)


@transaction.atomic
def plan_meeting(
    council, *, by, at=None, joint_with=(), approvers=(), begin="template", same_number=True, **facts
):
    """A new meeting with its formalities. `facts` are fields of `Meeting`; `chair` only if another than the
    council's is to lead it. Its agenda begins with the recurring items; with `begin` "last" as the last
    meeting's, or "empty". `same_number` as for `refuse_taken`."""
    require(may_keep(by, council))
    council = locked_council(council)
    at = at or timezone.now()
    facts.setdefault("end_date", facts["date"])
    facts.setdefault("secretary", by)
    nth = _nth(council, facts["date"])
    meeting = Meeting(council=council, nth=nth, planned_at=at, planned_by=by, **facts)
    refuse_again(
        meeting,
        "planned_at",
        but=("nth", "registry_number"),
        same=lambda made: (
            has_number_of(made, meeting)
            and {*made.joint_with.all()} == {*joint_with}
            and {*made.approvers.all()} == {*approvers}
        ),
    )
    refuse_taken(meeting, same_number)
    meeting.full_clean(exclude=["chair", "secretary"])
    meeting.save()
    meeting.joint_with.set(joint_with)
    meeting.approvers.set(approvers)
    Formality.objects.bulk_create(
        Formality(meeting=meeting, kind=kind, order=order) for order, kind in enumerate(FORMALITIES)
    )
    journal.log("plan_meeting", meeting, f"Mötet {day(meeting.date)} planerades.", by=by, at=at)
    register(meeting, council, f"Mötet {day(meeting.date)}", by=by, at=at)
    if begin != "empty":
        begin_agenda(meeting, begin, by=by, at=at)
    return meeting


def _nth(council, date):
    """The place of one more meeting among those that have the day in their address. All but one are
    cancelled."""
    last = Meeting.objects.filter(council=council, date=date).aggregate(last=Max("nth"))["last"]
    return (last or 0) + 1


@transaction.atomic
def change_meeting(meeting, *, by, seen=None, at=None, joint_with=None, approvers=None, reason="", **facts):
    """Change the facts of a meeting not yet held. A new date moves it: the old address redirects to the new.
    `seen` as for `edit_item`."""
    seen, meeting = seen or meeting, locked_with_council(meeting)
    require(may_change_meeting(by, meeting))
    sets = {"joint_with": joint_with, "approvers": approvers}
    sets = {field: things for field, things in sets.items() if things is not None}
    require_seen(meeting, facts | sets, seen)
    at = at or timezone.now()
    old_date, old_nth = meeting.date, meeting.nth
    change = put(meeting, facts)
    if meeting.date != old_date and (told := meeting.held_already):
        raise Refused(f"{told} {STAYS}")
    if meeting.date != old_date:
        meeting.nth = _nth(meeting.council, meeting.date)
    if TOLD.keys() & change["after"]:
        raise_sequence(meeting, at=at)
    meeting.full_clean(exclude=["chair", "secretary"])
    meeting.save()
    for field, things in sets.items():
        getattr(meeting, field).set(things)
    if meeting.stage == Stage.PLANNED:
        ask_leader(meeting, at=at)
    if meeting.date == old_date:
        if joint_with is not None:
            give_back(locked_items(*meeting.items.all()), by=by, at=at)
        after_change(meeting, change, at=at, reason=reason)
        sentence = f"Uppgifterna om mötet {day(meeting.date)} ändrades."
        journal.log("change_meeting", meeting, sentence, by=by, at=at, **change)
        return meeting
    former = {"council": meeting.council, "date": old_date, "nth": old_nth}
    FormerDate.objects.create(meeting=meeting, reason=reason, moved_at=at, moved_by=by, **former)
    sentence = f"Mötet flyttades från {day(old_date)} till {day(meeting.date)}."
    journal.log("move_meeting", meeting, sentence, by=by, at=at, **change)
    give_back(locked_items(*meeting.items.all()), by=by, at=at)
    after_change(meeting, change, at=at, reason=reason)
    return meeting


@transaction.atomic
def cancel_meeting(meeting, *, by, reason, leads=None, at=None):
    """Its items are led somewhere in the same act: `leads` says where, by their ids, as to `lift_item`; the
    others go where such items usually do."""
    leads = usual_of(meeting) | (leads or {})
    to = {there.pk for there in leads.values() if isinstance(there, Meeting)}
    held = {each.pk: each for each in locked_meetings(meeting.pk, *to)}
    meeting = held[meeting.pk]
    require(may_change_meeting(by, meeting))
    if not reason.strip():
        raise Refused("Skriv varför mötet ställs in. Ledamöterna ser skälet.")
    if told := meeting.held_already:
        raise Refused(f"{told} {NOT_CANCELLED}")
    stages = step(meeting, Stage.CANCELLED, TRANSITIONS)
    at = meeting.cancelled_at = at or timezone.now()
    meeting.cancelled_by, meeting.cancelled_reason = by, reason.strip()
    raise_sequence(meeting, at=at)
    called = receivers(meeting)  # also the guests of its items
    lifts = []
    for item in locked_items(*waiting_on(meeting)):
        there = leads.get(item.pk, Lift.Way.PREPARATION)
        there = held[there.pk] if isinstance(there, Meeting) else there
        lifts.append(lead_off(item, there, by=by, at=at))
    after_cancellation(meeting, called, lifts, at=at)
    for there in held.values():
        after_coming(there, at=at)
    meeting.save()
    sentence = f"Mötet {day(meeting.date)} ställdes in."
    journal.log("cancel_meeting", meeting, sentence, by=by, at=at, **stages)
    return meeting


@transaction.atomic
def reinstate_meeting(meeting, *, by, at=None):
    """Undo a cancellation. The items that nothing has become of since come back to their places."""
    led = {lift.to_id for lift in meeting.lifts.standing()} - {None}
    locked_council(meeting.council)
    held = {each.pk: each for each in locked_meetings(meeting.pk, *led)}
    meeting = held[meeting.pk]
    require(may_reinstate(by, meeting))
    if told := meeting.has_lost_its_day:
        raise Refused(told)
    stages = step(meeting, Stage.CONVENED if meeting.convened_at else Stage.PLANNED, TRANSITIONS)
    lifts = locked_lifts(meeting.lifts.standing().filter(lifted_at=meeting.cancelled_at))
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancelled_reason = None, None, ""
    at = at or timezone.now()
    raise_sequence(meeting, at=at)
    meeting.save()
    sentence = f"Mötet {day(meeting.date)} blir av. Det är inte längre inställt."
    journal.log("reinstate_meeting", meeting, sentence, by=by, at=at, **stages)
    for lift in lifts:
        if not why_gone(lift):
            bring_back(lift, by=by, at=at)
    for there in held.values():
        after_leaving(there, at=at)
    after_reinstatement(meeting, at=at)
    return meeting


@transaction.atomic
def close_meeting(meeting, *, by, passing=(), anyway=True, at=None):
    """After the last item: paragraphs and positions get their numbers, and draft minutes exist. `passing` are
    the ids of the meetings in whose turn it gets them, as far as the one who closes it has been told. It may
    be over `anyway`, before it was to begin."""
    meeting = locked_with_council(meeting)
    require(may_record_meeting(by, meeting))
    at = at or timezone.now()
    open_items = meeting.items.filter(stage=AgendaItem.Stage.ON_AGENDA).order_by("order")
    if open_items:
        titles = ", ".join(f"”{item.title}”" for item in open_items)
        raise Refused(f"Anteckna utfallet först. Utan utfall är: {titles}.")
    late = meeting.items.filter(stage__in=AgendaItem.DRAFTED).order_by("order")
    if late:
        titles = ", ".join(f"”{item.title}”" for item in late)
        raise Refused(f"Lägg till eller lyft av det som kom till efter kallelsen: {titles}.")
    if meeting.adjournments.filter(ends=None).exists():
        raise Refused("Mötet är ajournerat. Anteckna när det återupptogs innan du avslutar det.")
    if not anyway and (sooner := sooner_than_begun(meeting, at)):
        raise Refused(f"{sooner} Kryssa i att det ändå är slut, om det är så.")
    stages = step(meeting, Stage.HELD, TRANSITIONS)
    passed = out_of_turn(meeting)
    if any(each.pk not in passing for each in passed):
        raise Refused(" ".join([*told(meeting, passed), "Bekräfta att mötet ändå ska avslutas nu."]))
    meeting.held_at, meeting.held_by = at, by
    meeting.save()
    shut_screens(meeting, by=by, at=at)
    before, after, unused = give_numbers(meeting)
    kind = particulars_of(meeting).kind or meeting.council.minutes_kind
    # Opened again, it has a draft.
    Minutes.objects.whole().update_or_create(meeting=meeting, defaults={"kind": kind})
    send_marked(meeting, by=by, at=at)
    sentences = [f"Mötet {day(meeting.date)} avslutades.", *told(meeting, passed)]
    if before not in ("", after):
        sentences.append(f"Det fick {after} i stället för {before}.")
    if unused:
        sentences.append(f"Nummer som inte används: {unused}.")
    journal.log("close_meeting", meeting, " ".join(sentences), by=by, at=at, **stages)
    ask_those_present(meeting, at=at)
    after_closing(meeting, at=at)
    return meeting


@transaction.atomic
def reopen_meeting(meeting, *, by, at=None):
    """Undo the closing while the minutes are a draft. The meeting keeps its numbers for the next closing."""
    meeting = locked_with_council(meeting)
    require(may_reopen_meeting(by, meeting))
    stages = step(meeting, Stage.CONVENED, TRANSITIONS)
    meeting.held_at = meeting.held_by = None
    meeting.save()
    take_numbers(meeting)
    sentence = f"Mötet {day(meeting.date)} öppnades igen för rättelser."
    journal.log("reopen_meeting", meeting, sentence, by=by, at=at or timezone.now(), **stages)
    return meeting

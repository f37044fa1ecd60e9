"""A meeting from plan to closing: plan, change, move, cancel, close, open again."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import Appointment, Seat
from meetings.models import AgendaItem, Formality, FormerDate, GivenNumbers, Meeting, Minutes
from meetings.planning.turn import out_of_turn, told
from meetings.workflow.letter import after_cancellation, after_change
from meetings.workflow.locks import locked_meeting, locked_with_council
from meetings.workflow.numbers import give_numbers, take_numbers
from meetings.workflow.recurring import begin_agenda
from rus_portal.core.permissions import (
    may_change_meeting,
    may_keep,
    may_record_meeting,
    may_reopen_meeting,
    require,
)
from rus_portal.core.refusal import Conflict, Refused, put, step
from rus_portal.core.words import day

Stage = Meeting.Stage


TRANSITIONS = {
    Stage.PLANNED: {Stage.CONVENED, Stage.CANCELLED},
    Stage.CONVENED: {Stage.HELD, Stage.CANCELLED},
    Stage.HELD: {Stage.CONVENED},
    Stage.CANCELLED: set(),
}


FORMALITIES = (
    Formality.Kind.OPENING,
    Formality.Kind.APPROVERS,
    Formality.Kind.AGENDA,
    Formality.Kind.PREVIOUS_MINUTES,
    Formality.Kind.NEXT_MEETING,
    Formality.Kind.CLOSING,
)


def chair_of(council, on):
    """Who holds the chair's seat on that day, or None."""
    held = Appointment.objects.on(on).filter(seat__council=council, seat__capacity=Seat.Capacity.CHAIR)
    appointment = held.select_related("person").order_by("begins", "pk").first()
    return appointment and appointment.person


@transaction.atomic
def plan_meeting(council, *, by, at=None, joint_with=(), approvers=(), begin="template", **facts):
    """A new meeting with its formalities. `facts` are fields of `Meeting`; the chair follows from seats. Its
    agenda begins with the recurring items; with `begin` "last" as the last meeting's, or "empty"."""
    require(may_keep(by, council))
    at = at or timezone.now()
    facts.setdefault("end_date", facts["date"])
    facts.setdefault("chair", chair_of(council, facts["date"]))
    facts.setdefault("secretary", by)
    meeting = Meeting(council=council, planned_at=at, planned_by=by, **facts)
    meeting.full_clean(exclude=["chair", "secretary"])
    meeting.save()
    meeting.joint_with.set(joint_with)
    meeting.approvers.set(approvers)
    Formality.objects.bulk_create(
        Formality(meeting=meeting, kind=kind, order=order) for order, kind in enumerate(FORMALITIES)
    )
    journal.log("plan_meeting", meeting, f"Mötet {day(meeting.date)} planerades.", by=by, at=at)
    if begin != "empty":
        begin_agenda(meeting, begin, by=by, at=at)
    return meeting


@transaction.atomic
def change_meeting(
    meeting, *, by, revision=None, at=None, joint_with=None, approvers=None, reason="", **facts
):
    """Change the facts of a meeting not yet held. A new date moves it: the old address redirects to the new.
    With `revision`, the one the writer began from, a later save by someone else is a `Conflict`."""
    meeting = locked_meeting(meeting)
    require(may_change_meeting(by, meeting))
    if revision is not None and revision != meeting.revision:
        raise Conflict(meeting)
    at = at or timezone.now()
    old_date = meeting.date
    change = put(meeting, facts)
    if meeting.date.year != old_date.year and _has_numbers(meeting):
        raise Refused(f"Mötet har fått sina nummer i {old_date.year} års följd. Välj en dag det året.")
    meeting.revision += 1
    meeting.full_clean(exclude=["chair", "secretary"])
    meeting.save()
    if joint_with is not None:
        meeting.joint_with.set(joint_with)
    if approvers is not None:
        meeting.approvers.set(approvers)
    after_change(meeting, change, at=at, reason=reason)
    if meeting.date == old_date:
        sentence = f"Uppgifterna om mötet {day(meeting.date)} ändrades."
        journal.log("change_meeting", meeting, sentence, by=by, at=at, **change)
        return meeting
    FormerDate.objects.create(
        meeting=meeting, council=meeting.council, date=old_date, reason=reason, moved_at=at, moved_by=by
    )
    sentence = f"Mötet flyttades från {day(old_date)} till {day(meeting.date)}."
    journal.log("move_meeting", meeting, sentence, by=by, at=at, **change)
    return meeting


def _has_numbers(meeting):
    """It has been closed, and keeps what it was given then."""
    return GivenNumbers.objects.filter(meeting=meeting).exists()


@transaction.atomic
def cancel_meeting(meeting, *, by, reason, at=None):
    meeting = locked_meeting(meeting)
    require(may_change_meeting(by, meeting))
    if not reason.strip():
        raise Refused("Skriv varför mötet ställs in. Ledamöterna ser skälet.")
    if _has_numbers(meeting):
        raise Refused("Mötet har hållits och fått sina nummer. Avsluta det igen när det är rättat.")
    stages = step(meeting, Stage.CANCELLED, TRANSITIONS)
    meeting.cancelled_at, meeting.cancelled_by = at or timezone.now(), by
    meeting.cancelled_reason = reason.strip()
    meeting.save()
    sentence = f"Mötet {day(meeting.date)} ställdes in."
    journal.log("cancel_meeting", meeting, sentence, by=by, at=meeting.cancelled_at, **stages)
    after_cancellation(meeting, at=meeting.cancelled_at)
    return meeting


@transaction.atomic
def close_meeting(meeting, *, by, passing=(), at=None):
    """After the last item: paragraphs and positions get their numbers, and draft minutes exist. `passing` are
    the ids of the meetings in whose turn it gets them, as far as the one who closes it has been told."""
    meeting = locked_with_council(meeting)
    require(may_record_meeting(by, meeting))
    at = at or timezone.now()
    open_items = meeting.items.filter(stage=AgendaItem.Stage.ON_AGENDA).order_by("order")
    if open_items:
        titles = ", ".join(f"”{item.title}”" for item in open_items)
        raise Refused(f"Anteckna utfallet först. Utan utfall är: {titles}.")
    stages = step(meeting, Stage.HELD, TRANSITIONS)
    passed = out_of_turn(meeting)
    if any(each.pk not in passing for each in passed):
        raise Refused(" ".join([*told(meeting, passed), "Bekräfta att mötet ändå ska avslutas nu."]))
    meeting.held_at, meeting.held_by = at, by
    meeting.save()
    before, after, unused = give_numbers(meeting)
    if not meeting.minutes.exists():
        Minutes.objects.create(meeting=meeting)
    sentences = [f"Mötet {day(meeting.date)} avslutades.", *told(meeting, passed)]
    if before not in ("", after):
        sentences.append(f"Det fick {after} i stället för {before}.")
    if unused:
        sentences.append(f"Nummer som inte används: {unused}.")
    journal.log("close_meeting", meeting, " ".join(sentences), by=by, at=at, **stages)
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

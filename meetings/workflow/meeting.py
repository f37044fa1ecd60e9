"""A meeting from plan to closing: plan, change, move, cancel, close, open again."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from councils import journal
from councils.models import Appointment, Council, Seat
from meetings.models import AgendaItem, Formality, FormerDate, Meeting, Minutes
from meetings.workflow.letter import after_cancellation, after_change
from meetings.workflow.locks import locked_meeting, locked_with_council
from meetings.workflow.position import number_positions, unnumber_positions
from meetings.workflow.recurring import begin_agenda
from meetings.workflow.takeover import give_back
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
    give_back(meeting, by=by, at=at)
    return meeting


@transaction.atomic
def cancel_meeting(meeting, *, by, reason, at=None):
    meeting = locked_meeting(meeting)
    require(may_change_meeting(by, meeting))
    if not reason.strip():
        raise Refused("Skriv varför mötet ställs in. Ledamöterna ser skälet.")
    stages = step(meeting, Stage.CANCELLED, TRANSITIONS)
    meeting.cancelled_at, meeting.cancelled_by = at or timezone.now(), by
    meeting.cancelled_reason = reason.strip()
    meeting.save()
    sentence = f"Mötet {day(meeting.date)} ställdes in."
    journal.log("cancel_meeting", meeting, sentence, by=by, at=meeting.cancelled_at, **stages)
    after_cancellation(meeting, at=meeting.cancelled_at)
    return meeting


@transaction.atomic
def close_meeting(meeting, *, by, at=None):
    """After the last item: paragraphs and positions get their numbers, and draft minutes exist."""
    meeting = locked_with_council(meeting)
    require(may_record_meeting(by, meeting))
    at = at or timezone.now()
    open_items = meeting.items.filter(stage=AgendaItem.Stage.ON_AGENDA).order_by("order")
    if open_items:
        titles = ", ".join(f"”{item.title}”" for item in open_items)
        raise Refused(f"Anteckna utfallet först. Utan utfall är: {titles}.")
    stages = step(meeting, Stage.HELD, TRANSITIONS)
    meeting.held_at, meeting.held_by = at, by
    meeting.save()
    _number_paragraphs(meeting)
    number_positions(meeting)
    if not meeting.minutes.exists():
        Minutes.objects.create(meeting=meeting)
    sentence = f"Mötet {day(meeting.date)} avslutades."
    journal.log("close_meeting", meeting, sentence, by=by, at=at, **stages)
    return meeting


def _number_paragraphs(meeting):
    """§§ in the order of the meeting, on from the council's last that year or from 1. Call with its row
    locked."""
    last = 0
    if meeting.council.numbering == Council.Numbering.PER_YEAR:
        same = {"meeting__council": meeting.council, "meeting__date__year": meeting.date.year}
        for rows in (AgendaItem.objects, Formality.objects):
            others = rows.filter(**same).exclude(meeting=meeting)
            last = max(last, others.aggregate(last=Max("paragraph"))["last"] or 0)
    formalities = list(meeting.formalities.order_by("order", "pk"))
    opening = [formality for formality in formalities if not formality.closes]
    closing = [formality for formality in formalities if formality.closes]
    items = meeting.items.on_the_agenda().order_by("order", "pk")
    for number, row in enumerate([*opening, *items, *closing], start=last + 1):
        row.paragraph = number
        row.save(update_fields=["paragraph"])


@transaction.atomic
def reopen_meeting(meeting, *, by, at=None):
    """Undo the closing while the minutes are a draft; the next closing gives the numbers anew."""
    meeting = locked_with_council(meeting)
    require(may_reopen_meeting(by, meeting))
    stages = step(meeting, Stage.CONVENED, TRANSITIONS)
    meeting.held_at = meeting.held_by = None
    meeting.save()
    meeting.items.update(paragraph=None)
    meeting.formalities.update(paragraph=None)
    unnumber_positions(meeting)
    sentence = f"Mötet {day(meeting.date)} öppnades igen för rättelser."
    journal.log("reopen_meeting", meeting, sentence, by=by, at=at or timezone.now(), **stages)
    return meeting

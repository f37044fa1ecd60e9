"""What the secretary records of a meeting: attendance, formalities, the outcome of each item, dissent."""

from django.db import transaction
from django.utils import timezone

from councils.journal import record
from councils.models import Appointment
from councils.refusal import Conflict, Refused, put
from meetings.models import AgendaItem, Attendance, DissentingOpinion, Position
from meetings.workflow.agenda import locked_item
from meetings.workflow.meetings import locked
from rus_portal.permissions import (
    may_lodge_dissent,
    may_record_meeting,
    may_withdraw_dissent,
    require,
    seats_for_dissent,
)

Stage, Outcome = AgendaItem.Stage, AgendaItem.Outcome


@transaction.atomic
def record_attendance(meeting, rows, *, by, revision=None, at=None):
    """Set the whole list of attendance. `rows` are dicts with person, organisation, seat, status and
    substitutes_for; who is not in them is not on the list. `revision` as for `record_outcome`."""
    meeting = locked(meeting)
    require(may_record_meeting(by, meeting))
    if revision is not None and revision != meeting.attendance_revision:
        raise Conflict(meeting)
    meeting.attendance_revision += 1
    meeting.save(update_fields=["attendance_revision"])
    meeting.attendances.all().delete()
    attendances = [Attendance(meeting=meeting, **row) for row in rows]
    for attendance in attendances:
        stands_in = attendance.substitutes_for
        if stands_in and not attendance.is_present:
            raise Refused(f"{attendance.person} kan inte tjänstgöra utan att vara närvarande.")
        attendance.clean_fields()
    Attendance.objects.bulk_create(attendances)
    present = sum(attendance.is_present for attendance in attendances)
    sentence = f"Närvaron antecknades: {present} närvarande."
    record("record_attendance", meeting, sentence, by=by, at=at or timezone.now())


@transaction.atomic
def record_formalities(meeting, texts, *, by, revision=None, at=None):
    """What the minutes say under each formality. `texts` maps its kind to the text; `revision` as for
    `record_outcome`."""
    meeting = locked(meeting)
    require(may_record_meeting(by, meeting))
    if revision is not None and revision != meeting.formalities_revision:
        raise Conflict(meeting)
    meeting.formalities_revision += 1
    meeting.save(update_fields=["formalities_revision"])
    for formality in meeting.formalities.filter(kind__in=texts):
        formality.text = texts[formality.kind].strip()
        formality.save(update_fields=["text"])
    record("record_formalities", meeting, "Mötets formalia antecknades.", by=by, at=at or timezone.now())


@transaction.atomic
def record_outcome(item, *, by, outcome, revision=None, text="", review_on=None, at=None, **notes):
    """What became of an item: one of `AgendaItem.Outcome`, "postponed", or "" for not yet handled.

    `text` is the position as adopted, one point a line. `notes` may hold discussion, minutes_note and
    further_handling. With `revision` a later save by someone else is a `Conflict`.
    """
    item = locked_item(item)
    require(may_record_meeting(by, item.meeting))
    if revision is not None and revision != item.revision:
        raise Conflict(item)
    if not item.is_on_agenda:
        raise Refused("Punkten står inte på dagordningen.")
    if outcome == Outcome.ADOPTED and not text.strip():
        raise Refused("Skriv ställningstagandet, en punkt per rad.")
    at = at or timezone.now()
    put(item, {field: value.strip() for field, value in notes.items()})
    before = {"stage": item.stage, "outcome": item.outcome}
    item.outcome = outcome if outcome in Outcome.values else ""
    item.stage = (
        Stage.HANDLED if item.outcome else Stage.POSTPONED if outcome == Stage.POSTPONED else Stage.ON_AGENDA
    )
    item.stage_at, item.stage_by, item.revision = at, by, item.revision + 1
    item.full_clean()
    item.save()
    if item.outcome == Outcome.ADOPTED:
        adopted = {"council": item.meeting.council, "year": item.meeting.date.year, "text": text.strip()}
        adopted |= {"adopted_on": item.meeting.end_date, "review_on": review_on}
        Position.objects.update_or_create(item=item, defaults=adopted)
    else:
        Position.objects.filter(item=item).delete()
    label = item.get_outcome_display() or item.get_stage_display()
    sentence = f"Utfallet av ”{item.title}” antecknades: {label}."
    after = {"stage": str(item.stage), "outcome": str(item.outcome)}
    record("record_outcome", item, sentence, by=by, at=at, before=before, after=after)
    return item


@transaction.atomic
def lodge_dissent(item, *, seat, text, by, person=None, at=None):
    """A dissenting opinion from a seat, word for word.

    Members lodge their own. The secretariat may enter one for the `person` who held the seat on the day
    of the meeting. The organisation is that of the seat: there is no other way to name one.
    """
    item = locked_item(item)
    person = person or by
    at = at or timezone.now()
    if person == by:
        require(may_lodge_dissent(by, item))
        if seat not in seats_for_dissent(by, item):
            raise Refused("Du har inte den platsen i rådet.")
    else:
        require(may_record_meeting(by, item.meeting))
        held = Appointment.objects.on(item.meeting.date).filter(seat=seat, person=person)
        if not (item.is_position and item.meeting.taking_position(held.select_related("seat"))):
            if seat.is_substitute and item.is_position and held.exists():
                raise Refused(f"{person} tjänstgör inte för någon. Anteckna det i närvaron först.")
            raise Refused("Bara den som tar del i ställningstagandet kan lämna en avvikande synpunkt på det.")
    dissent = DissentingOpinion(
        item=item, seat=seat, person=person, text=text.strip(), lodged_at=at, lodged_by=by
    )
    dissent.full_clean()
    dissent.save()
    record("lodge_dissent", item, f"{seat.organisation} lämnade en avvikande synpunkt.", by=by, at=at)
    return dissent


@transaction.atomic
def withdraw_dissent(dissent, *, by, at=None):
    from meetings.workflow.preparation import take_up_again  # that module lodges dissent through this one

    dissent = DissentingOpinion.objects.select_for_update(of=("self",)).get(pk=dissent.pk)
    require(may_withdraw_dissent(by, dissent))
    dissent.withdrawn_at, dissent.withdrawn_by = at or timezone.now(), by
    dissent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    sentence = f"{dissent.organisation} tog tillbaka sin avvikande synpunkt."
    record("withdraw_dissent", dissent.item, sentence, by=by, at=dissent.withdrawn_at)
    take_up_again(dissent, at=dissent.withdrawn_at)
    return dissent

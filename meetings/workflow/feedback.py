"""What each organisation takes home once minutes are approved: given with the approval, told of by letter and
received. Those who look after it at home are told at once, for they read the minutes then; the registry when
everyone does."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.capacity import READS_DOCUMENTS
from councils.models import Organisation, Seat
from meetings.mail import letters
from meetings.mail.feedback import receivers_of, registries_of
from meetings.models import Feedback, Letter
from meetings.positions.expected import expected_organisations
from meetings.workflow.letter import drop, queue
from meetings.workflow.locks import locked_feedback, locked_minutes
from rus_portal.core.permissions import may_keep, may_receive_feedback, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_seen
from rus_portal.core.workdays import working_day_from


def give_feedback(minutes, *, at):
    """To each organisation with a seat there on the day. Call with the minutes held, once they are approved.
    A correction keeps the names of the record and the last day, and takes the place of what still waits."""
    meeting = minutes.meeting
    before = {each.organisation_id: each for each in Feedback.objects.filter(minutes__meeting=meeting)}
    seats = Seat.objects.there(meeting.date).filter(council__in=meeting.councils)
    taking = {each.pk for each in expected_organisations(meeting)}
    has_positions = any(section.get("position") for section in minutes.record["sections"])
    days = dt.timedelta(days=meeting.council.decisions_days_after)
    due = working_day_from(timezone.localdate(at) + days) if has_positions else None
    there = seats.filter(capacity__in=READS_DOCUMENTS).values("organisation")
    Feedback.objects.bulk_create(
        Feedback(
            minutes=minutes,
            organisation=each,
            organisation_name=before[each.pk].organisation_name if each.pk in before else each.name,
            due=before[each.pk].due if each.pk in before else due if each.pk in taking else None,
        )
        for each in Organisation.objects.filter(pk__in=there).order_by("order", "pk")
    )
    earlier = Letter.objects.filter(feedback__minutes__meeting=meeting).exclude(feedback__minutes=minutes)
    drop(earlier, "Protokollet rättades innan brevet hann skickas.")
    tell_feedback(minutes, at=at)


def tell_feedback(minutes, *, at):
    """To those who have not been told yet. Returns how many."""
    told = [*receivers_of(minutes), *registries_of(minutes)]
    return queue([letters.feedback(row, receiver, at=at) for row, receiver in told])


@transaction.atomic
def send_feedback(minutes, *, by, at=None):
    """Once more to those who have come since, as where an address was missing. Returns the minutes."""
    minutes, at = locked_minutes(minutes), at or timezone.now()
    require(may_keep(by, minutes.meeting.council))
    if not minutes.is_sealed:
        raise Refused("Protokollet är inte justerat än. Återföringen skickas när det är det.")
    if not (count := tell_feedback(minutes, at=at)):
        raise Refused("Alla som har en adress har redan fått återföringen.")
    journal.log("send_feedback", minutes, f"Återföringen skickades till {count} till.", by=by, at=at)
    return minutes


@transaction.atomic
def receive_feedback(feedback, *, by, registry_number="", seen=None, at=None):
    """Somebody of the organisation, or the secretariat that has been told, confirms that it has come."""
    feedback, at = locked_feedback(feedback), at or timezone.now()
    require(may_receive_feedback(by, feedback))
    first = {} if feedback.received_at else {"received_at": at, "received_by": by}
    return _receive(feedback, first, registry_number, by=by, seen=seen, at=at)


@transaction.atomic
def register_feedback(feedback, *, registry_number="", seen=None, at=None):
    """The same from whoever has the address in the letter to the registry."""
    feedback, at = locked_feedback(feedback), at or timezone.now()
    if not feedback.minutes.published_at:
        raise Refused("Protokollet är inte publicerat.")
    first = {} if feedback.registered_at else {"registered_at": at}
    return _receive(feedback, first, registry_number, by=None, seen=seen, at=at)


def _receive(feedback, first, registry_number, *, by, seen, at):
    """The first receipt stands; the registry number may come, or be put right, later."""
    number, before = {"registry_number": registry_number}, {"registry_number": feedback.registry_number}
    require_seen(feedback, number, seen)
    if not first and before == number:
        return feedback
    for field, value in (first | number).items():
        setattr(feedback, field, value)
    feedback.save(update_fields=[*first, *number])
    did = "bekräftade att återföringen är mottagen" if first else "ändrade diarienumret för återföringen"
    told = f", diarienummer {registry_number}" if registry_number else ""
    sentence = f"{by or 'Registratorn'} {did} för {feedback.organisation_name}{told}."
    journal.log("receive_feedback", feedback.minutes, sentence, by=by, at=at, before=before, after=number)
    return feedback

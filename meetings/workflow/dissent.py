"""A dissenting opinion: lodged word for word, and taken back by its author. What the secretariat typed in for
another it may put right."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from councils import journal
from councils.models import Appointment
from meetings.mail import takeovers
from meetings.models import DissentingOpinion, Stance
from meetings.workflow.letter import queue
from meetings.workflow.locks import locked_dissent, locked_item
from meetings.workflow.minutes import void_approvals
from meetings.workflow.round import follow_withdrawal
from meetings.workflow.stance_log import log_stance
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import (
    may_correct_dissent,
    may_lodge_dissent,
    may_record_item,
    may_withdraw_dissent,
    require,
)
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_seen
from rus_portal.core.standing import seats_for_dissent

OWN_VOICE = "Man instämmer i en annan organisations synpunkt, eller i den egna organisationens andra sida."


@transaction.atomic
def lodge_dissent(item, *, seat, text, by, person=None, at=None):
    """A dissenting opinion from a seat, word for word.

    Members lodge their own. The secretariat may enter one for the `person` who held the seat on the day
    of the meeting. The organisation is that of the seat: there is no other way to name one.
    """
    item = locked_item(item)
    at = at or timezone.now()
    _require_seat(item, seat, person or by, by)
    dissent = _written(item, seat, person or by, text, by=by, at=at)
    did = "lämnade en avvikande synpunkt"
    journal.log("lodge_dissent", item, f"{capfirst(dissent.whose)} {did}.", by=by, at=at)
    tell_approvers(dissent, did, by=by, at=at)
    return dissent


@transaction.atomic
def join_dissent(dissent, *, seat, by, person=None, at=None):
    """From a seat with another voice, with the same words (instämmer): by those who may lodge their own."""
    dissent, at = locked_dissent(dissent), at or timezone.now()
    item, first = dissent.item, dissent.joins or dissent
    _require_seat(item, seat, person or by, by)
    if dissent.withdrawn_at or first.withdrawn_at:
        raise Refused("Synpunkten är återtagen. Lämna en egen i stället.")
    if first.is_voice_of(seat):
        raise Refused(f"{capfirst(first.whose)} står redan för synpunkten. {OWN_VOICE}")
    if item.dissents.standing().filter(seat=seat).exists():
        raise Refused("Det finns redan en avvikande synpunkt från den platsen på punkten.")
    joined = _written(item, seat, person or by, first.text, by=by, at=at, joins=first)
    did = f"instämde i den avvikande synpunkten från {first.whose}"
    journal.log("join_dissent", item, f"{capfirst(joined.whose)} {did}.", by=by, at=at)
    tell_approvers(joined, did, by=by, at=at)
    return joined


def _require_seat(item, seat, person, by):
    """Members speak from their own seats; the secretariat notes what others who take part have said."""
    if person != by:
        require(may_record_item(by, item))
        return _require_part(item, seat, person)
    require(may_lodge_dissent(by, item))
    if seat not in seats_for_dissent(by, item):
        raise Refused("Du har inte den platsen i rådet.")
    return None


def _require_part(item, seat, person):
    if not item.is_on_agenda:
        raise Refused("Punkten står inte på någon utsänd dagordning.")
    held = Appointment.objects.on(item.meeting.date).filter(seat=seat, person=person)
    if item.is_position and item.meeting.taking_position(held.select_related("seat")):
        return
    if seat.is_substitute and item.is_position and held.exists():
        raise Refused(f"{person} tjänstgör inte för någon. Anteckna det i närvaron först.")
    raise Refused("Bara den som tar del i ställningstagandet kan lämna en avvikande synpunkt på det.")


def _written(item, seat, person, text, *, by, at, joins=None):
    facts = {"text": text.strip(), "organisation_name": seat.organisation.name, "joins": joins}
    dissent = DissentingOpinion(item=item, seat=seat, person=person, lodged_at=at, lodged_by=by, **facts)
    refuse_again(dissent, "lodged_at")
    dissent.full_clean()
    dissent.save()
    return dissent


@transaction.atomic
def correct_dissent(item, seat, *, by, text, seen=None, at=None):
    """The secretariat puts right what it typed in for another, from that seat, or notes anew what it took
    back itself. No words are ever edited: the new ones stand in the place of those taken back. `seen` are the
    marks of what the writer saw."""
    item, at = locked_item(item), at or timezone.now()
    standing = item.dissents.standing().with_author().filter(seat=seat).first()
    dissent = standing or item.dissents.taken_back(seat)
    if dissent is None:
        raise Refused("Synpunkten är återtagen, så den kan inte rättas.")
    dissent.item = item
    require(may_correct_dissent(by, dissent))
    require_seen(dissent, {"text": text.strip()}, seen, now={"text": dissent.said})
    if standing and text.strip() == dissent.text:
        return dissent
    _require_part(item, seat, dissent.person)
    if standing:
        dissent.withdrawn_at, dissent.withdrawn_by = at, by
        dissent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    new = _written(item, seat, dissent.person, text, by=by, at=at)
    did = "rättade den avvikande synpunkt som det antecknat"
    did = did if standing else "antecknade åter en avvikande synpunkt som det tagit bort"
    journal.log("correct_dissent", item, f"Kansliet {did} åt {dissent.whose}.", by=by, at=at)
    _tell_author(dissent, new.text, by=by, at=new.lodged_at)
    return new


def _tell_author(dissent, after, *, by, at):
    what = f"dig som avvikande synpunkt på ”{dissent.item.title}”"
    told = {"before": dissent.text, "after": after, "by": by, "at": at}
    queue(takeovers.put_right(dissent, dissent.item.meeting, [dissent.person], what, **told))


@transaction.atomic
def withdraw_dissent(dissent, *, by, at=None):
    dissent = locked_dissent(dissent)
    require(may_withdraw_dissent(by, dissent))
    withdraw(dissent, by=by, at=at or timezone.now())
    sentence = f"{capfirst(dissent.whose)} {_took_back(dissent)}."
    if by != dissent.person:
        sentence = f"Kansliet tog bort den avvikande synpunkt som det antecknat åt {dissent.whose}."
        _tell_author(dissent, "", by=by, at=dissent.withdrawn_at)
    journal.log("withdraw_dissent", dissent.item, sentence, by=by, at=dissent.withdrawn_at)
    return dissent


def withdraw(dissent, *, by, at):
    """What follows when a dissenting opinion no longer stands. Asks no one: the verb that calls it does."""
    dissent.withdrawn_at, dissent.withdrawn_by = at, by
    dissent.save(update_fields=["withdrawn_at", "withdrawn_by", "fell"])
    follow_withdrawal(dissent)
    _take_up_again(dissent, by=by, at=at)
    tell_approvers(dissent, _took_back(dissent), by=by, at=at)


def _took_back(dissent):
    """Those who joined words that still stand take back that they did."""
    if dissent.is_joining:
        return f"tog tillbaka sitt instämmande i den avvikande synpunkten från {dissent.joins.whose}"
    return "tog tillbaka sin avvikande synpunkt"


def tell_approvers(dissent, what, *, by, at):
    """Those who have approved minutes that said otherwise."""
    why = f"{capfirst(dissent.whose)} {what} på ”{dissent.item}”."
    void_approvals(dissent.item.meeting, why, by=by, at=at)


def _take_up_again(dissent, *, by, at):
    """After a confirmed dissent was withdrawn while the item waits: the stance is under way again."""
    item = dissent.item
    stance = item.stances.filter(seat=dissent.seat, confirmed_at__isnull=False).first()
    if stance is None or not item.is_open_for_stances:
        return
    before, stance.status, stance.dissent_text = stance.status, Stance.Status.UNDER_WAY, ""
    stance.seat = stance.confirmed_at = stance.confirmed_by = None
    stance.recorded_at, stance.recorded_by = at, by
    stance.save()
    log_stance(stance, before)

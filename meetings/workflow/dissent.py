"""A dissenting opinion: lodged word for word, and taken back by its author."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import Appointment
from meetings.models import DissentingOpinion, Stance
from meetings.workflow.locks import locked_dissent, locked_item
from meetings.workflow.minutes import void_approvals
from meetings.workflow.stance_log import log_stance
from rus_portal.core.permissions import may_lodge_dissent, may_record_meeting, may_withdraw_dissent, require
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import seats_for_dissent


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
    journal.log("lodge_dissent", item, f"{seat.organisation} lämnade en avvikande synpunkt.", by=by, at=at)
    tell_approvers(dissent, "lämnade en avvikande synpunkt", by=by, at=at)
    return dissent


@transaction.atomic
def withdraw_dissent(dissent, *, by, at=None):
    dissent = locked_dissent(dissent)
    require(may_withdraw_dissent(by, dissent))
    withdraw(dissent, by=by, at=at or timezone.now())
    sentence = f"{dissent.organisation} tog tillbaka sin avvikande synpunkt."
    journal.log("withdraw_dissent", dissent.item, sentence, by=by, at=dissent.withdrawn_at)
    return dissent


def withdraw(dissent, *, by, at):
    """What follows when a dissenting opinion no longer stands. Asks no one: the verb that calls it does."""
    dissent.withdrawn_at, dissent.withdrawn_by = at, by
    dissent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _take_up_again(dissent, by=by, at=at)
    tell_approvers(dissent, "tog tillbaka sin avvikande synpunkt", by=by, at=at)


def tell_approvers(dissent, what, *, by, at):
    """Those who have approved minutes that said otherwise."""
    why = f"{dissent.organisation} {what} på ”{dissent.item}”."
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

"""What was lodged before a meeting by somebody who does not have the seat on its day stands, until whoever
has it then takes it over or lets it fall (docs/adr/0021)."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.mail import letters
from meetings.models import DissentingOpinion, Stance
from meetings.workflow.dissent import tell_approvers, withdraw
from meetings.workflow.letter import queue
from meetings.workflow.locks import locked_dissent, locked_item
from meetings.workflow.stance import give
from rus_portal.core.permissions import may_take_over_dissent, may_take_over_stance, require
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import seats_confirming, seats_taking_over


@transaction.atomic
def take_over_dissent(dissent, *, by, at=None):
    """The same words, from now on by the one who has the seat on the day of the meeting."""
    dissent, at = locked_dissent(dissent), at or timezone.now()
    require(may_take_over_dissent(by, dissent))
    item, seat = dissent.item, seats_taking_over(by, dissent)[0]
    if item.dissents.standing().filter(seat=seat).exclude(pk=dissent.pk).exists():
        raise Refused("Från din plats finns redan en synpunkt på punkten. Låt den här falla i stället.")
    _set_aside(dissent, by=by, at=at)
    taken = DissentingOpinion(item=item, seat=seat, person=by, text=dissent.text, taken_over_from=dissent)
    taken.organisation_name = seat.organisation.name
    taken.lodged_at, taken.lodged_by = at, by
    taken.full_clean()
    taken.save()
    _follow(dissent, taken, at=at)
    sentence = (
        f"{by} tog över den avvikande synpunkt för {taken.organisation_name} som {dissent.person} lämnade."
    )
    journal.log("take_over_dissent", item, sentence, by=by, at=at)
    tell_approvers(taken, "bytte avsändare till sin avvikande synpunkt", by=by, at=at)
    queue([letters.taken_over(dissent, dissent.person, by, text=dissent.text, at=at)])
    return taken


@transaction.atomic
def let_dissent_fall(dissent, *, by, at=None):
    dissent, at = locked_dissent(dissent), at or timezone.now()
    require(may_take_over_dissent(by, dissent))
    withdraw(dissent, by=by, at=at)
    sentence = (
        f"{by} lät den avvikande synpunkt för {dissent.organisation_name} falla som {dissent.person} lämnade."
    )
    journal.log("let_dissent_fall", dissent.item, sentence, by=by, at=at)
    queue([letters.let_fall(dissent, dissent.person, by, text=dissent.text, at=at)])
    return dissent


@transaction.atomic
def take_over_stance(stance, *, by, at=None):
    """The organisation stands where it stood. A dissent that was announced is lodged, where the person takes
    position for the organisation."""
    stance, at = _locked_stance(stance), at or timezone.now()
    require(may_take_over_stance(by, stance))
    former, stance.recorded_by, stance.recorded_at = stance.recorded_by, by, at
    stance.save(update_fields=["recorded_by", "recorded_at"])
    sentence = f"{by} tog över den förankring för {stance.organisation} som {former} antecknade."
    journal.log("take_over_stance", stance.item, sentence, by=by, at=at)
    queue([letters.taken_over(stance, former, by, text=stance.dissent_text, at=at)])
    if stance.awaits_confirmation and seats_confirming(by, stance.item, stance.organisation):
        give(stance, by=by, at=at)
    return stance


@transaction.atomic
def let_stance_fall(stance, *, by, at=None):
    """The organisation has not stated where it stands any more."""
    stance, at = _locked_stance(stance), at or timezone.now()
    require(may_take_over_stance(by, stance))
    former, text = stance.recorded_by, stance.dissent_text
    stance.status, stance.dissent_text = Stance.Status.UNDER_WAY, ""
    stance.recorded_by, stance.recorded_at = by, at
    stance.save()
    sentence = f"{by} lät den förankring för {stance.organisation} falla som {former} antecknade."
    journal.log("let_stance_fall", stance.item, sentence, by=by, at=at)
    queue([letters.let_fall(stance, former, by, text=text, at=at)])
    return stance


def give_back(meeting, *, by, at):
    """After a move: what was taken over from somebody who has the seat again is that person's as before. Call
    with the meeting locked."""
    moved = DissentingOpinion.objects.standing().filter(item__meeting=meeting, taken_over_from__isnull=False)
    for taken in moved.with_author():
        first = taken
        while first and first.is_left:
            first = first.taken_over_from
        if first and first != taken:
            _set_aside(taken, by=by, at=at)
            first.withdrawn_at = first.withdrawn_by = None
            first.save(update_fields=["withdrawn_at", "withdrawn_by"])
            _follow(taken, first, at=at)
            sentence = f"Den avvikande synpunkten för {first.organisation_name} är åter {first.person}s."
            journal.log("give_back_dissent", first.item, sentence, by=by, at=at)


def _set_aside(dissent, *, by, at):
    dissent.withdrawn_at, dissent.withdrawn_by = at, by
    dissent.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _follow(before, after, *, at):
    """The organisation's stance points at the opinion that stands for it now."""
    confirmed = before.item.stances.filter(seat=before.seat, confirmed_at__isnull=False)
    confirmed.update(seat=after.seat, confirmed_by=after.person, confirmed_at=at)


def _locked_stance(stance):
    item = locked_item(stance.item)
    stance = Stance.objects.select_related("organisation", "recorded_by").get(pk=stance.pk)
    stance.item = item
    return stance

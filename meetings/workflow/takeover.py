"""What was lodged before a meeting by somebody who takes no position there stands, until whoever does takes
it over or lets it fall (docs/adr/0021)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from councils import journal
from councils.models import Person
from meetings.mail import takeovers
from meetings.models import DissentingOpinion, Stance
from meetings.planning.invitees import homes_of
from meetings.workflow.dissent import tell_approvers, withdraw
from meetings.workflow.letter import ask_heirs, queue
from meetings.workflow.locks import locked_dissent, locked_item, locked_items
from meetings.workflow.stance import give
from rus_portal.core.permissions import may_take_over_dissent, may_take_over_stance, require
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import seats_confirming, seats_taking_over

Fell = DissentingOpinion.Fell


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
    if dissent.is_joining:
        taken.joins = dissent.joins
    taken.full_clean()
    taken.save()
    _follow(dissent, taken, at=at)
    sentence = f"{by} tog över den avvikande synpunkt för {taken.whose} som {dissent.person} lämnade."
    journal.log("take_over_dissent", item, sentence, by=by, at=at)
    tell_approvers(taken, "bytte avsändare till sin avvikande synpunkt", by=by, at=at)
    queue([takeovers.taken_over(dissent, dissent.person, by, text=dissent.text, at=at)])
    return taken


@transaction.atomic
def let_dissent_fall(dissent, *, by, at=None):
    dissent, at = locked_dissent(dissent), at or timezone.now()
    require(may_take_over_dissent(by, dissent))
    for stance in dissent.item.stances.filter(seat=dissent.seat, confirmed_at__isnull=False):
        stance.remember()
        stance.save(update_fields=["former"])
    dissent.fell = Fell.LET_FALL
    withdraw(dissent, by=by, at=at)
    sentence = f"{by} lät den avvikande synpunkt för {dissent.whose} falla som {dissent.person} lämnade."
    journal.log("let_dissent_fall", dissent.item, sentence, by=by, at=at)
    queue([takeovers.let_fall(dissent, dissent.person, by, text=dissent.text, at=at)])
    return dissent


@transaction.atomic
def take_over_stance(stance, *, by, at=None):
    """The organisation stands where it stood. A dissent that was announced is lodged, where the person takes
    position for the organisation."""
    stance, at = _locked_stance(stance), at or timezone.now()
    require(may_take_over_stance(by, stance))
    stance.remember()
    former, stance.recorded_by, stance.recorded_at = stance.recorded_by, by, at
    stance.save(update_fields=["recorded_by", "recorded_at", "former"])
    sentence = f"{by} tog över den förankring för {stance.organisation} som {former} antecknade."
    journal.log("take_over_stance", stance.item, sentence, by=by, at=at)
    queue([takeovers.taken_over(stance, former, by, text=stance.dissent_text, at=at)])
    if stance.awaits_confirmation and seats_confirming(by, stance.item, stance.organisation):
        give(stance, by=by, at=at)
    return stance


@transaction.atomic
def let_stance_fall(stance, *, by, at=None):
    """The organisation has not stated where it stands any more."""
    stance, at = _locked_stance(stance), at or timezone.now()
    require(may_take_over_stance(by, stance))
    stance.remember()
    former, text = stance.recorded_by, stance.dissent_text
    stance.status, stance.dissent_text = Stance.Status.UNDER_WAY, ""
    stance.recorded_by, stance.recorded_at = by, at
    stance.save()
    sentence = f"{by} lät den förankring för {stance.organisation} falla som {former} antecknade."
    journal.log("let_stance_fall", stance.item, sentence, by=by, at=at)
    queue([takeovers.let_fall(stance, former, by, text=text, at=at)])
    return stance


def follow_who_serves(meeting, *, by, at):
    """After an answer or the list of attendance, which say who takes position: as after a move. Call with the
    meeting locked."""
    other = Q(dissents__fell=Fell.LET_FALL) | Q(dissents__taken_over_from__isnull=False)
    items = meeting.items.filter(other).exclude(sheet__approved_at__isnull=False).distinct()
    give_back(locked_items(*items), by=by, at=at)
    ask_heirs(meeting, at=at)


def give_back(items, *, by, at):
    """After a move: what another took over, or let fall, from somebody who takes position again is that
    person's as before. Call with the items locked, and their meetings as they are now."""
    for item in items:
        other = Q(fell=Fell.LET_FALL) | Q(withdrawn_at__isnull=True, taken_over_from__isnull=False)
        lodged = item.dissents.filter(other).with_author()
        for key in list(lodged.order_by("-lodged_at", "-pk").values_list("pk", flat=True)):
            if dissent := lodged.filter(pk=key).first():  # as those before it left it
                _give_back_dissent(dissent, by=by, at=at)
        for stance in item.stances.select_related("organisation", "recorded_by"):
            stance.item = item
            if stance.former:
                _give_back_stance(stance, by=by, at=at)


def _give_back_dissent(dissent, *, by, at):
    item, first = dissent.item, dissent
    while first and first.is_left:
        first = first.taken_over_from
    if not first or not (first.withdrawn_at or dissent.withdrawn_at):
        return
    spoken = item.dissents.standing().with_author().filter(seat=first.seat).exclude(pk=dissent.pk).first()
    if spoken and not spoken.is_left:
        return
    if spoken:  # comes back in the same way, if its author does
        _set_aside(spoken, by=by, at=at, fell=Fell.LET_FALL)
        told = {"text": spoken.text, "at": at, "is_back": False}
        queue([takeovers.given_back(spoken, spoken.person, first.person, **told)])
    if first != dissent:
        _set_aside(dissent, by=dissent.withdrawn_by or by, at=dissent.withdrawn_at or at)
    first.withdrawn_at, first.withdrawn_by, first.fell = None, None, ""
    first.save(update_fields=["withdrawn_at", "withdrawn_by", "fell"])
    _follow(dissent, first, at=at)
    sentence = f"Den avvikande synpunkten för {first.whose} är åter {first.person}s."
    journal.log("give_back_dissent", item, sentence, by=by, at=at)
    queue([takeovers.given_back(first, first.person, None, text=first.text, at=at)])


def _give_back_stance(stance, *, by, at):
    """The last that was said by somebody who speaks for the organisation on the day. What another has stated
    since in own words stands where that one is there too, and else is kept in its turn."""
    kept = next((each for each in reversed(stance.former) if _is_there(stance, each)), None)
    if kept is None or (_is_own(stance.facts, kept) and _is_there(stance, stance.facts)):
        return
    others = [each for each in [*stance.former, stance.facts] if each is not kept]
    stance.former = [each for each in others if _is_own(each, kept)]
    stance.recall(kept)
    stance.save()
    sentence = f"Förankringen för {stance.organisation} är åter den som {stance.recorded_by} antecknade."
    journal.log("give_back_stance", stance.item, sentence, by=by, at=at)
    if not stance.confirmed_at:
        queue([takeovers.given_back(stance, stance.recorded_by, None, text=stance.dissent_text, at=at)])


def _is_there(stance, facts):
    """Who said it speaks for the organisation on the day; or its author's dissent, lodged with it, stands."""
    person = Person.objects.get(pk=facts["confirmed_by_id"] or facts["recorded_by_id"])
    if facts["confirmed_by_id"]:
        lodged = stance.item.dissents.standing().filter(seat=facts["seat_id"], person=person)
        return lodged.exists()
    return stance.organisation in homes_of(person, stance.item.meeting)


def _is_own(facts, kept):
    """It says something else than what was kept, and not only that this was let fall."""
    said = ("status", "body", "held_on", "note", "dissent_text")
    is_same = all(str(facts[name]) == str(kept[name]) for name in said)
    return facts["status"] != Stance.Status.UNDER_WAY and not is_same


def _set_aside(dissent, *, by, at, fell=""):
    dissent.withdrawn_at, dissent.withdrawn_by, dissent.fell = at, by, fell
    dissent.save(update_fields=["withdrawn_at", "withdrawn_by", "fell"])


def _follow(before, after, *, at):
    """The organisation's stance points at the opinion that stands for it now."""
    confirmed = before.item.stances.filter(seat=before.seat, confirmed_at__isnull=False)
    confirmed.update(seat=after.seat, confirmed_by=after.person, confirmed_at=at)


def _locked_stance(stance):
    item = locked_item(stance.item)
    stance = Stance.objects.select_related("organisation", "recorded_by").get(pk=stance.pk)
    stance.item = item
    return stance

"""Förankring: an organisation says where it stands on an item, and its elected confirm a dissent."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from councils.journal import record
from councils.refusal import Conflict, Refused, put
from meetings.models import Preparation
from meetings.preparation import expected_organisations
from meetings.workflow.agenda import locked_item
from meetings.workflow.recording import lodge_dissent
from rus_portal.permissions import (
    home_seats,
    is_open_for_preparation,
    may_confirm_dissent,
    may_prepare,
    require,
    seats_confirming,
)

Stance = Preparation.Stance


@transaction.atomic
def record_preparation(item, organisation, *, by, stance, dissent_text="", seen=None, at=None, **facts):
    """Where the organisation stands. Says it anew if said before.

    `facts` may hold body, held_on and note. A dissent recorded by someone who takes position for the
    organisation is confirmed, and lodged, in the same act. `seen` is the `mark` of what the writer saw (""
    for nothing); a save by someone else since then is a `Conflict`.
    """
    item = locked_item(item)
    require(may_prepare(by, item, organisation))
    if organisation not in expected_organisations(item.meeting):
        raise Refused(f"{organisation} har ingen plats som tar ställning på det här mötet.")
    same = {"item": item, "organisation": organisation}
    preparation = Preparation.objects.filter(**same).first() or Preparation(**same)
    if seen is not None and seen != preparation.mark:
        raise Conflict(preparation)
    dissent_text = dissent_text.strip()
    if dissent_text and stance != Stance.WILL_DISSENT:
        raise ValidationError({"dissent_text": "Ta bort texten, eller välj att lämna avvikande synpunkt."})
    before = preparation.stance
    changed = put(preparation, {"stance": stance, "dissent_text": dissent_text})["after"]
    if changed and preparation.confirmed_at:
        raise Refused("Den avvikande synpunkten är lämnad. Läget ändras först när den är återtagen.")
    put(preparation, {field: _stripped(value) for field, value in facts.items()})
    preparation.recorded_at, preparation.recorded_by = at or timezone.now(), by
    preparation.full_clean()
    preparation.save()
    own = {seat.organisation_id for seat in home_seats(by, item.meeting)}
    _journal(preparation, before, on_behalf=organisation.pk not in own)
    if preparation.awaits_confirmation and seats_confirming(by, item, organisation):
        _give(preparation, by=by, at=preparation.recorded_at)
    return preparation


def _stripped(value):
    return value.strip() if isinstance(value, str) else value


def _journal(preparation, before, *, on_behalf=False):
    who = " Kansliet antecknade det åt organisationen." if on_behalf else ""
    sentence = f"{preparation.organisation}, förankring: {preparation.get_stance_display().lower()}.{who}"
    record(
        "record_preparation",
        preparation.item,
        sentence,
        by=preparation.recorded_by,
        at=preparation.recorded_at,
        before={"stance": str(before)},
        after={"stance": str(preparation.stance)},
    )


@transaction.atomic
def confirm_dissent(preparation, *, by, seen=None, at=None):
    """An elected makes the dissent that was announced the organisation's own. The words are those she read:
    when they have changed since `seen` she is asked to read them again."""
    item = locked_item(preparation.item)
    preparation = Preparation.objects.select_related("organisation").get(pk=preparation.pk)
    preparation.item = item
    require(may_confirm_dissent(by, preparation))
    if seen is not None and seen != preparation.mark:
        raise Refused("Texten har ändrats sedan du läste den. Läs den igen innan du bekräftar.")
    _give(preparation, by=by, at=at or timezone.now())
    return preparation


def _give(preparation, *, by, at):
    """Lodge the dissent word for word from the person's seat; one there in the same words will do."""
    item, text = preparation.item, preparation.dissent_text
    seat = seats_confirming(by, item, preparation.organisation)[0]
    spoken = item.dissents.standing().filter(seat=seat).first()
    if spoken is None:
        lodge_dissent(item, seat=seat, text=text, by=by, at=at)
    elif spoken.text != text:
        raise Refused(
            "Från din plats finns redan en synpunkt med annan text på punkten. Ta tillbaka den först."
        )
    preparation.seat, preparation.confirmed_at, preparation.confirmed_by = seat, at, by
    preparation.save(update_fields=["seat", "confirmed_at", "confirmed_by"])
    sentence = f"{preparation.organisation}: den avvikande synpunkten bekräftades."
    record("confirm_dissent", item, sentence, by=by, at=at)


def take_up_again(dissent, *, at):
    """A confirmed dissent was withdrawn while the item waits: where the organisation stands is open again.
    Called by `withdraw_dissent`, which asks for permission."""
    item = dissent.item
    preparation = item.preparations.filter(seat=dissent.seat, confirmed_at__isnull=False).first()
    if preparation is None or not is_open_for_preparation(item):
        return
    before, preparation.stance, preparation.dissent_text = preparation.stance, Stance.UNDER_WAY, ""
    preparation.seat = preparation.confirmed_at = preparation.confirmed_by = None
    preparation.recorded_at, preparation.recorded_by = at, dissent.person
    preparation.save()
    _journal(preparation, before)

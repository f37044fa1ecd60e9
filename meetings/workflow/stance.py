"""Förankring: an organisation states its stance on an item, and its elected confirm a dissent."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.mail import takeovers
from meetings.models import Stance
from meetings.planning.invitees import places_of
from meetings.positions.expected import expected_organisations
from meetings.workflow.dissent import lodge_dissent
from meetings.workflow.letter import queue
from meetings.workflow.locks import locked_item, locked_stance
from meetings.workflow.stance_log import log_stance
from rus_portal.core.permissions import (
    may_confirm_dissent,
    may_publish_stance,
    may_record_stance,
    may_withdraw_stance,
    require,
)
from rus_portal.core.refusal import Refused, put
from rus_portal.core.seen import mark, require_seen, require_untouched
from rus_portal.core.standing import home_organisations, seats_confirming
from rus_portal.core.words import day

Status = Stance.Status


@transaction.atomic
def record_stance(item, organisation, *, by, status, dissent_text="", seen=None, at=None, **facts):
    """Record the organisation's stance; replaces an earlier one.

    `facts` may hold body, held_on and note. A dissent recorded by someone who takes position for the
    organisation is confirmed, and lodged, in the same act. `seen` are the marks of what the writer saw.
    """
    item = locked_item(item)
    same = {"item": item, "organisation": organisation}
    said = Stance.objects.filter(**same).first()
    require(may_record_stance(by, item, organisation, said or taken_back(item, organisation)))
    if organisation not in expected_organisations(item.meeting):
        raise Refused(f"{organisation} har ingen plats som tar ställning på det här mötet.")
    stance = said or Stance(**same)
    dissent_text = dissent_text.strip()
    facts = {field: _stripped(value) for field, value in facts.items()}
    require_seen(stance, facts | {"status": status, "dissent_text": dissent_text}, seen)
    if dissent_text and status != Status.WILL_DISSENT:
        raise ValidationError({"dissent_text": "Ta bort texten, eller välj att lämna avvikande synpunkt."})
    if said and said.is_left:
        stance.remember()
    before, was = stance.status, _words(stance) if stance.on_behalf else ""
    changed = put(stance, {"status": status, "dissent_text": dissent_text})["after"]
    if changed and stance.confirmed_at:
        raise Refused("Den avvikande synpunkten är lämnad. Läget ändras först när den är återtagen.")
    put(stance, facts)
    stance.recorded_at, stance.recorded_by = at or timezone.now(), by
    stance.on_behalf = organisation.pk not in home_organisations(by, item.meeting)
    stance.full_clean()
    stance.save()
    log_stance(stance, before)
    if stance.on_behalf and was not in ("", _words(stance)):
        _tell_organisation(stance, was, _words(stance), by=by, at=stance.recorded_at)
    if stance.awaits_confirmation and seats_confirming(by, item, organisation):
        give(stance, by=by, at=stance.recorded_at)
    return stance


@transaction.atomic
def withdraw_stance(stance, *, by, seen=None, at=None):
    """The secretariat takes back what it typed in for an organisation, which then has not begun."""
    item = locked_item(stance.item)
    stance = Stance.objects.select_related("organisation").filter(pk=stance.pk).first()
    if stance is None:
        raise Refused("Det som var antecknat är redan borttaget.")
    require_untouched(stance, seen)
    stance.item = item
    require(may_withdraw_stance(by, stance))
    sentence = (
        f"{stance.organisation}, förankring: kansliet tog bort det som det antecknat åt organisationen."
    )
    at = at or timezone.now()
    before = {"stance": str(stance.status), "organisation_id": stance.organisation_id}
    journal.log("withdraw_stance", item, sentence, by=by, at=at, before=before)
    _tell_organisation(stance, _words(stance), "", by=by, at=at)
    stance.delete()


def taken_back(item, organisation):
    """A stance (not saved) in the place of the one that the secretariat typed in and took back itself, which
    it may note anew until the minutes are sent; None where it has taken none back."""
    told = journal.history_of(item).filter(act="withdraw_stance", before__organisation_id=organisation.pk)
    return Stance(item=item, organisation=organisation, on_behalf=True) if told.exists() else None


def _tell_organisation(stance, was, now, *, by, at):
    """Those who speak for it at the meeting."""
    meeting = stance.item.meeting
    places = [place for place in places_of(meeting) if place.seat.organisation_id == stance.organisation_id]
    people = [place.person for place in places if not place.seat.is_substitute and place.person != by]
    what = f"{stance.organisation} som förankring av ”{stance.item.title}”"
    queue(takeovers.put_right(stance, meeting, people, what, before=was, after=now, by=by, at=at))


def _words(stance):
    """All that was stated, a line for each."""
    body = " ".join(filter(None, [stance.body, stance.held_on and day(stance.held_on)]))
    return "\n".join(filter(None, [stance.get_status_display(), body, stance.dissent_text, stance.note]))


def _stripped(value):
    return value.strip() if isinstance(value, str) else value


@transaction.atomic
def publish_stance(stance, *, by, in_own_words="", seen=None, at=None):
    """The organisation lets everyone read where it stood, and what it thought in its own words; said anew if
    said before. What has been taken back is not published by whoever only meant to say it anew."""
    stance, at = locked_stance(stance), at or timezone.now()
    require(may_publish_stance(by, stance))
    words = {"in_own_words": in_own_words.strip()}
    require_seen(stance, words | {"is_published": True}, seen)
    first = {} if stance.published_at else {"published_at": at, "published_by": by}
    changed = put(stance, words)
    if not first and not changed["after"]:
        return stance
    put(stance, first)
    stance.full_clean()
    stance.save(update_fields=[*words, *first])
    did = "publicerade hur den tänkte" if first else "ändrade det den publicerat om hur den tänkte"
    sentence = f"{stance.organisation} {did}: {stance.get_status_display().lower()}."
    journal.log("publish_stance", stance.item.position, sentence, by=by, at=at, **changed)
    return stance


@transaction.atomic
def unpublish_stance(stance, *, by, seen=None, at=None):
    """What it thought is the organisation's own again. The words are kept for it."""
    stance, at = locked_stance(stance), at or timezone.now()
    require(may_publish_stance(by, stance))
    if not stance.published_at:
        raise Refused("Det är redan tillbakataget.")
    require_untouched(stance, seen, ("in_own_words",))
    stance.published_at = stance.published_by = None
    stance.save(update_fields=["published_at", "published_by"])
    sentence = f"{stance.organisation} tog tillbaka det den publicerat om hur den tänkte."
    journal.log("unpublish_stance", stance.item.position, sentence, by=by, at=at)
    return stance


@transaction.atomic
def confirm_dissent(stance, *, by, seen=None, at=None):
    """An elected holder of a seat confirms the organisation's announced dissent, in the words she read: if
    they have changed since `seen` she is asked to read them again."""
    item = locked_item(stance.item)
    stance = Stance.objects.select_related("organisation").get(pk=stance.pk)
    stance.item = item
    require(may_confirm_dissent(by, stance))
    if seen is not None and seen != mark(stance.dissent_text):
        raise Refused("Texten har ändrats sedan du läste den. Läs den igen innan du bekräftar.")
    give(stance, by=by, at=at or timezone.now())
    return stance


def give(stance, *, by, at):
    """Lodge the dissent word for word from the person's seat, unless already lodged in the same words."""
    item, text = stance.item, stance.dissent_text
    seat = seats_confirming(by, item, stance.organisation)[0]
    spoken = item.dissents.standing().filter(seat=seat).first()
    if spoken is None:
        lodge_dissent(item, seat=seat, text=text, by=by, at=at)
    elif spoken.text != text:
        raise Refused(
            "Från din plats finns redan en synpunkt med annan text på punkten. Ta tillbaka den först."
        )
    stance.seat, stance.confirmed_at, stance.confirmed_by = seat, at, by
    stance.on_behalf = False
    stance.save(update_fields=["seat", "confirmed_at", "confirmed_by", "on_behalf"])
    sentence = f"{stance.organisation}: den avvikande synpunkten bekräftades."
    journal.log("confirm_dissent", item, sentence, by=by, at=at)

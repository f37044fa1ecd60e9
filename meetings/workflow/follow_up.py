"""What came of a position: commitments, results, financing and reviews, told by those who own them."""

import io
from contextlib import contextmanager, suppress

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import Funding, FundingShare, Position, Result, Review, Undertaking
from meetings.models.follow_up import REVIEWED_THEN
from meetings.workflow.locks import locked_position
from meetings.workflow.put_right import corrected, tell_keepers
from meetings.workflow.stored_file import AWAY
from rus_portal.core import document_store
from rus_portal.core.images import as_shown
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import may_follow_up, require
from rus_portal.core.refusal import Refused, put
from rus_portal.core.seen import plain, require_seen, require_untouched, values_of
from rus_portal.core.words import day

HAPPENED = ("done_on", "happened_on", "decided_on")
AFTERWARDS = (*HAPPENED, "answer_on")  # an application has no day, and may have been sent before
TO_COME = ("due", "review_on")
PICTURE = (1600, 1600)  # pixels at most, of what may be a photo of any size


@transaction.atomic
def undertake(position, organisation, *, by, at=None, **facts):
    """What an organisation has undertaken to do; without one, the council as a whole."""
    return _tell(Undertaking, position, organisation, facts, "undertake", by=by, at=at)


@transaction.atomic
def change_undertaking(undertaking, *, by, seen=None, at=None, **facts):
    """How far it has come, or how it was meant. The journal keeps what stood."""
    return _change(undertaking, facts, "change_undertaking", by=by, seen=seen, at=at)


def tell_result(position, organisation, *, by, picture=None, at=None, **facts):
    """What came of it; `picture` is an upload, which is kept as a picture of our own making."""
    require(may_follow_up(by, position, organisation))
    with _kept(picture) as name, transaction.atomic():
        facts = facts | {"picture": name}
        return _tell(Result, position, organisation, facts, "tell_result", by=by, at=at)


def correct_result(result, *, by, picture=None, keep_picture=True, seen=None, at=None, **facts):
    """In its place comes another one that says it right; the earlier is kept. Without a new picture the one
    that is there comes along, unless that is not to be kept."""
    require(may_follow_up(by, result.position, result.organisation))
    with _kept(picture) as name, transaction.atomic():
        position = locked_position(result.position)
        result = _standing(position.results, result)
        require_seen(result, facts, seen)
        if hasattr(result, "replaced_by"):
            raise Refused("Resultatet är redan rättat. Ladda om sidan.")
        facts["picture"] = name or (result.picture.name if keep_picture else "")
        facts["picture_text"] = facts["picture_text"] if facts["picture"] else ""
        if values_of(result, facts) == facts:
            return result  # as by a second click
        facts |= {"replaces": result, "organisation_name": result.organisation_name}
        at = at or timezone.now()
        facts |= corrected(result, _stood(result), by=by, at=at)
        anew = _tell(Result, position, result.organisation, facts, "correct_result", by=by, at=at)
        tell_keepers(anew, _words(result), _words(anew), by=by, at=at)
        return anew


@transaction.atomic
def record_funding(position, *, by, shares=(), at=None, **facts):
    """`shares` are pairs of a partner and what it puts in, in whole kronor."""
    funding = _tell(Funding, position, None, facts, "record_funding", by=by, at=at)
    _share(funding, shares)
    return funding


@transaction.atomic
def change_funding(funding, *, by, shares=(), seen=None, at=None, **facts):
    locked_position(funding.position)
    read = {f"share_{each.organisation_id}": each.amount for each in funding.shares.all()}
    also = dict.fromkeys(read) | {f"share_{partner.pk}": amount for partner, amount in shares}
    funding = _change(funding, facts, "change_funding", by=by, seen=seen, at=at, also=(also, read))
    _share(funding, shares)
    return funding


@transaction.atomic
def withdraw_told(told, *, by, reason, seen=None, at=None):
    """Something wrongly published is shown no more; that it was withdrawn, and why, is."""
    position = locked_position(told.position)
    require(may_follow_up(by, position, told.organisation))
    told = _standing(type(told).objects.filter(position=position), told)
    require_untouched(told, seen)
    told.withdrawn_at, told.withdrawn_by, told.reason = at or timezone.now(), by, reason.strip()
    put_right = corrected(told, _stood(told), by=by, at=told.withdrawn_at)
    if put_right.get("corrected_at"):  # or who has put it right before is still said
        put(told, put_right)
    told.full_clean()
    told.save()
    tell_keepers(told, _words(told), "", by=by, at=told.withdrawn_at, reason=told.reason)
    sentence = f"{told.organisation_name}: {told.called} togs tillbaka. {told.reason}"
    journal.log("withdraw_told", position, sentence, by=by, at=told.withdrawn_at)
    return told


@transaction.atomic
def review_position(
    position, *, by, review_on, superseded_by=None, reviewed_on=None, text="", seen=None, at=None
):
    """When the council is to look at the position again, and by which it is replaced. Where it has looked,
    also on which day and what it found."""
    position, at = locked_position(position), at or timezone.now()
    require(may_follow_up(by, position))
    facts = {"review_on": review_on, "superseded_by": superseded_by}
    require_seen(position, facts, seen)
    _refuse_other_days(position, facts, at)
    before = values_of(position, facts)
    later = Position.objects.that_can_replace(position)
    if superseded_by and not later.filter(pk=superseded_by.pk).exists():
        only = "Bara ett senare ställningstagande från samma råd kan ersätta det här."
        raise Refused(only, about="superseded_by")
    put(position, facts)
    position.save(update_fields=list(facts))
    told = [f"Ses över den {day(review_on)}." if review_on else "Ingen dag är satt för nästa översyn."]
    if text.strip():
        if reviewed_on > timezone.localdate(at):
            raise Refused("Översynen har inte varit än. Ange den dag den gjordes.", about="reviewed_on")
        if reviewed_on < position.adopted_on:
            taken = day(position.adopted_on)
            sentence = f"Ställningstagandet togs den {taken}. En översyn görs inte före det."
            raise Refused(sentence, about="reviewed_on")
        if position.reviews.filter(reviewed_on=reviewed_on).exists():
            raise Refused(REVIEWED_THEN, about="reviewed_on")
        review = Review(
            position=position, reviewed_on=reviewed_on, text=text.strip(), noted_at=at, noted_by=by
        )
        review.full_clean()
        review.save()
        told.insert(0, f"Översynen den {day(reviewed_on)} antecknades.")
    if superseded_by:
        told.append(f"Ersatt av {superseded_by.designation}.")
    changed = [name for name in facts if plain(before[name]) != plain(facts[name])]
    if not changed and not text.strip():
        return position
    was, now = ({name: plain(each[name]) for name in changed} for each in (before, facts))
    journal.log("review_position", position, " ".join(told), by=by, at=at, before=was, after=now)
    return position


# What each act is in the journal. Whoever did it stands beside: it may be the secretariat.
SAID = {
    "undertake": "ett åtagande antecknades",
    "change_undertaking": "åtagandet ändrades",
    "tell_result": "ett resultat berättades",
    "correct_result": "resultatet rättades",
    "record_funding": "finansiering antecknades",
    "change_funding": "finansieringen ändrades",
}


ACTS = {
    Undertaking: ("undertake", "change_undertaking"),
    Result: ("tell_result", "correct_result"),
    Funding: ("record_funding", "change_funding"),
}


def _said(act, told):
    whose = f"{told.organisation_name}: "
    return f"{whose}{SAID[act]}. {str(told).removeprefix(whose)}"


def _stood(told):
    return [_said(act, told) for act in ACTS[type(told)]]


def _tell(model, position, organisation, facts, act, *, by, at):
    position, at = locked_position(position), at or timezone.now()
    require(may_follow_up(by, position, organisation))
    name = organisation.name if organisation else position.council_name
    whose = {"organisation": organisation, "organisation_name": name, "told_at": at, "told_by": by}
    _refuse_other_days(position, facts, at)
    told = model(position=position, **whose | facts)
    told.full_clean()
    refuse_again(told, "told_at", but=("picture",))
    told.save()
    journal.log(act, position, _said(act, told), by=by, at=at)
    return told


def _change(told, facts, act, *, by, seen, at, also=({}, {})):
    """`also` are values beside its own fields, new and as they stand."""
    position, at = locked_position(told.position), at or timezone.now()
    require(may_follow_up(by, position, told.organisation))
    told = _standing(type(told).objects.filter(position=position), told)
    _refuse_other_days(position, facts, at)
    new, read = also
    before = values_of(told, facts) | read
    require_seen(told, facts | new, seen, now=before)
    words, put_right = _words(told), corrected(told, _stood(told), by=by, at=at)
    put(told, facts)
    facts = facts | new
    changed = [name for name in facts if plain(before.get(name)) != plain(facts[name])]
    if not changed:
        return told
    put(told, put_right)
    told.full_clean()
    told.save()
    tell_keepers(told, words, _words(told), by=by, at=at)
    was, now = ({name: plain(each.get(name)) for name in changed} for each in (before, facts))
    journal.log(act, position, _said(act, told), by=by, at=at, before=was, after=now)
    return told


def _words(told):
    """What an organisation tells, for those who keep it there."""
    if isinstance(told, Result):
        picture = told.picture_text and f"Bild: {told.picture_text}"
        return "\n".join(filter(None, (f"{day(told.happened_on)}: {told.text}", picture)))
    if isinstance(told, Undertaking):
        due = f"Klart senast den {day(told.due)}" if told.due else ""
        done = f"Klart den {day(told.done_on)}" if told.done_on else ""
        return "\n".join(filter(None, (told.what, told.get_status_display(), due, done, told.note)))
    return str(told)


def _refuse_other_days(position, facts, at):
    """What has happened has been, and what a position led to came after it."""
    for name, on in facts.items():
        if on and name in HAPPENED and on > timezone.localdate(at):
            ahead = "Det som har hänt kan inte ha en dag som inte har varit än. Ange en tidigare dag."
            raise Refused(ahead, about=name)
        if on and name in AFTERWARDS and on < position.adopted_on:
            came = f"Ställningstagandet togs den {day(position.adopted_on)}."
            raise Refused(f"{came} Det som kom av det har inte en dag före den.", about=name)
        if on and name in TO_COME and on < position.adopted_on:
            taken = f"Ställningstagandet togs den {day(position.adopted_on)}."
            raise Refused(f"{taken} Det som ska göras efter det blir inte klart före den dagen.", about=name)


def _standing(rows, told):
    """The row as it is now, unless it has been withdrawn."""
    told = rows.select_related("organisation").get(pk=told.pk)
    if told.withdrawn_at:
        raise Refused("Uppgiften är redan tillbakatagen.")
    return told


def _share(funding, shares):
    funding.shares.all().delete()
    for partner, amount in shares:
        share = FundingShare(
            funding=funding, organisation=partner, organisation_name=partner.name, amount=amount
        )
        share.full_clean()
        share.save()


@contextmanager
def _kept(picture):
    """Its name in the store, where it is before its row is written; taken away again where no row comes."""
    if not picture:
        yield ""
        return
    content = io.BytesIO()
    as_shown(picture, PICTURE).save(content, "JPEG", quality=85, optimize=True, progressive=True)
    field = Result._meta.get_field("picture")
    try:
        name = field.generate_filename(Result(), "bild.jpg")
        name = document_store.put(field.storage, name, ContentFile(content.getvalue()))
    except document_store.trouble() as why:
        raise Refused(AWAY) from why
    try:
        yield name
    except BaseException:
        with suppress(*document_store.trouble()):
            field.storage.delete(name)
        raise

"""Correct approved minutes: the next version says what they said but for what is put right, and why. It goes
through approval again; the version before stands as it is. Positions and dissent are not corrected, and keep
their numbers."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.correction import passages
from meetings.minutes.record import compile_record
from meetings.models import CorrectedPassage, Minutes
from meetings.workflow.locks import locked_minutes
from rus_portal.core.permissions import may_correct_minutes, may_correct_passage, require
from rus_portal.core.refusal import Refused
from rus_portal.core.rich import as_plain, as_rich
from rus_portal.core.seen import require_seen, require_untouched


@transaction.atomic
def begin_correction(minutes, *, by, what, why, seen=None, at=None):
    """`minutes` are the newest approved version; `what` and `why` stand in the next one, for all who read."""
    minutes = locked_minutes(minutes)
    require_untouched(minutes, seen, ["version"])
    require(may_correct_minutes(by, minutes))
    what, why, at = what.strip(), why.strip(), at or timezone.now()
    if not (what and why):
        raise Refused("Skriv vad som rättas och varför. Det står i protokollets nästa version.")
    begun = Minutes.objects.create(
        meeting=minutes.meeting,
        version=minutes.version + 1,
        kind=minutes.kind,
        correction_note=what,
        correction_why=why,
        corrected_at=at,
        corrected_by=by,
    )
    sentence = f"Rättelse av protokollet påbörjades, version {begun.version}: {what} {why}"
    journal.log("begin_correction", begun, sentence, by=by, at=at)
    return begun


@transaction.atomic
def correct_passage(minutes, passage, text, *, by, seen=None, at=None):
    """What stands at `passage` in this version. `seen` is what the writer saw there."""
    minutes = locked_minutes(minutes)
    require(may_correct_passage(by, minutes))
    known = passages(compile_record(minutes))
    if passage not in known:
        raise Refused("Det stället kan inte rättas.")
    text = as_rich(text) if known[passage].is_prose else text
    require_seen(known[passage], {"text": text}, seen)
    at, place = at or timezone.now(), known[passage]
    if text in (place.text, as_rich(place.text) if place.is_prose else None):
        return minutes
    row = {"text": text, "corrected_at": at, "corrected_by": by}
    CorrectedPassage.objects.update_or_create(minutes=minutes, passage=passage, defaults=row)
    told = f"{place.place}, {place.label}: ”{place.words}” rättades till ”{as_plain(text)}”."
    journal.log("correct_passage", minutes, told, by=by, at=at)
    return minutes


@transaction.atomic
def abandon_correction(minutes, *, by, seen=None, at=None):
    """A correction that was begun and not sent is taken away; the version before stays the newest."""
    minutes = locked_minutes(minutes)
    require(may_correct_passage(by, minutes))
    require_untouched(minutes, seen, ["corrections"])
    before = Minutes.objects.whole().get(meeting=minutes.meeting, version=minutes.version - 1)
    sentence = f"Rättelsen av protokollet, version {minutes.version}, avbröts: {minutes.correction_note}"
    journal.log("abandon_correction", before, sentence, by=by, at=at or timezone.now())
    minutes.delete()
    return before

"""Notes on items and documents. They belong to their writer, and are not in the journal."""

from django.db import transaction
from django.utils import timezone

from councils.models import Person
from meetings.documents.copies import digest_of, reading_copy
from meetings.models import AgendaItem, Note
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import may_change_note, may_share_note, may_write_note, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_seen, require_untouched


def write_note(subject, *, by, text, shared_with=None, place=None, at=None):
    """Write a note on an item or a document that the person may see, or on a place in that document: the
    words marked there, as `PlacedNoteForm` reads them."""
    if place:
        copy = reading_copy(subject)
        if copy is None:
            raise Refused("Handlingen läses inte i sidan, så det går inte att markera i den.")
        if not (digest := digest_of(copy)):
            raise Refused("Portalens lager svarar inte. Försök igen om en stund.")
        place = place | {"sha256": digest}
    return _write(subject, place or {}, by, text, shared_with, at)


@transaction.atomic
def _write(subject, place, by, text, shared_with, at):
    require(may_write_note(by, subject.meeting))
    if shared_with:
        require(may_share_note(by, subject.meeting, shared_with))
    about = {"item": subject} if isinstance(subject, AgendaItem) else {"document": subject}
    at = at or timezone.now()
    note = Note(person=by, text=text, shared_with=shared_with, written_at=at, **about, **place)
    note.full_clean()
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    refuse_again(note, "written_at", but=("rects",))
    note.save()
    return note


@transaction.atomic
def change_note(note, *, by, text, shared_with=None, seen=None, at=None):
    seen, note = seen or note, Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    require(may_change_note(by, note))
    require_seen(note, {"text": text, "shared_with": shared_with}, seen)
    if shared_with and shared_with != note.shared_with:
        require(may_share_note(by, note.meeting, shared_with))
    note.text, note.shared_with, note.written_at = text, shared_with, at or timezone.now()
    note.full_clean()
    note.save()
    return note


@transaction.atomic
def remove_note(note, *, by, seen=None):
    note = Note.objects.select_for_update(of=("self",)).filter(pk=note.pk).first()
    if note is None:
        raise Refused("Anteckningen är redan borttagen.")
    require(may_change_note(by, note))
    require_untouched(note, seen)
    note.delete()

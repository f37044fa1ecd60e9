"""The notes a reader sees: the reader's own, and those shared within the reader's organisation."""

from dataclasses import replace
from unicodedata import normalize

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.functions import Length

from meetings.models import AgendaItem, Document, DocumentText, Note
from meetings.models.visibility import NOTHING
from rus_portal.core.inflection import WORD, as_read
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import home_seats


def notes_of(person):
    """All notes the person may read, with what is needed to show them; the newest first."""
    notes = Note.objects.visible_to(person).select_related(
        "person",
        "shared_with",
        "item__meeting__council",
        "item__council",
        "document__meeting__council",
        "document__item__council",
    )
    own = Case(When(person=person, then=Value(True)), default=Value(False), output_field=BooleanField())
    return notes.annotate(is_own=own).order_by("-written_at", "-pk")


def notes_on(person, subject):
    """Notes on an item and its documents, or on one document; the oldest first. Who may read them is asked
    only where there are any, since that is slow."""
    if isinstance(subject, Document):
        about = Q(document=subject)
    else:
        about = Q(item=subject) | Q(document__item=subject)
    if not (person.is_authenticated and _any(about)):
        return []
    notes = list(notes_of(person).filter(about).reverse())
    if about_places := [note for note in notes if note.page]:
        seen = _seen(Document, about_places, "document_id", person)
        placed([note for note in about_places if note.document_id in seen], person)
    return notes


def _seen(model, notes, key, person):
    """By their ids, what the notes are on that the person may see."""
    named = {getattr(note, key) for note in notes} - {None}
    return set(model.objects.visible_to(person).filter(pk__in=named).values_list("pk", flat=True))


def notes_in(person, versions):
    """Notes on any of these versions of a document, by their ids; those on places first, in their order."""
    about = Q(document__in=versions)
    if not (person.is_authenticated and _any(about)):
        return []
    return placed(sorted(notes_of(person).filter(about).reverse(), key=_as_read), person)


def _as_read(note):
    """Page by page and line by line; what is about no place last."""
    if not (note.page and note.rects):
        return 1, note.page or 0
    left, bottom, right, top = note.rects[0]
    return 0, note.page, -round((bottom + top) / 2), min(left, right)


def placed(notes, person):
    """Each that is about a place told where that is read: in the newest version that is open to the person,
    and whether the place is gone from it, where its words are known. A query for each time that any of their
    documents was replaced, and one for the words."""
    newest = {note.document_id: note.document_id for note in notes if note.page and note.document.meeting_id}
    shown = Document.objects.shown_to(person) if newest else NOTHING
    while found := dict(_replacing(sorted({*newest.values()}), shown)) if newest else {}:
        newest = {first: found.get(last, last) for first, last in newest.items()}
    for note in notes:
        if note.document_id in newest and note.page:
            read = note.document.meeting.url("document_reading", newest[note.document_id])
            note.place_url = f"{read}#anteckning-{note.pk}"
    replaced = [note for note in notes if note.place_url and newest[note.document_id] != note.document_id]
    words = dict(_words(sorted({newest[note.document_id] for note in replaced}))) if replaced else {}
    letters = {pk: _letters(text) for pk, text in words.items()}
    for note in replaced:
        now, note.marked_in = newest[note.document_id], note.document.version
        note.may_be_lost = now not in letters
        note.is_lost = now in letters and _letters(note.quote) not in letters[now]
    return notes


def with_lost(documents, person, notes=None):
    """Documents as they are listed, each with how many of the notes that the person may read have lost their
    places in it. `notes` where they are at hand; else asked for only where a document has been replaced."""
    if notes is None:
        replaced = [pk for each in documents if each.replaces for pk in each.versions]
        notes = notes_in(person, sorted(replaced)) if replaced else []
    lost = [note.document_id for note in notes if note.is_lost]
    if not lost:
        return documents
    return [replace(each, lost=sum(pk in each.versions for pk in lost)) for each in documents]


def _letters(text):
    """How lines and words are broken is no difference, nor how letters that stand together are drawn."""
    return "".join(WORD.findall(as_read(normalize("NFKC", text)))).lower()


@prepared
def _words(documents):
    read = DocumentText.objects.filter(document__in=documents, state=DocumentText.State.READ)
    whole = read.annotate(length=Length("text")).filter(length__lt=DocumentText.LONGEST // 2)  # not cut off
    return whole.order_by("pk").values_list("pk", "text")


@prepared
def _replacing(documents, shown):
    replacing = Document.objects.filter(shown, replaces__in=documents)
    return replacing.order_by("pk").values_list("replaces", "pk")


@prepared
def _any(about):
    return Note.objects.filter(about).order_by().values_list("pk", flat=True)[:1]


def readable(notes, person):
    """The notes with the address of their subject, empty where the person may no longer see it. Two
    queries, however many notes."""
    items = _seen(AgendaItem, notes, "item_id", person)
    documents = _seen(Document, notes, "document_id", person)
    placed([note for note in notes if note.document_id in documents], person)
    for note in notes:
        is_open = note.item_id in items or note.document_id in documents
        yield note, note.subject.get_absolute_url() if is_open else ""


def organisations_at(person, meeting):
    """The organisations the person may share a note within, each once; without a meeting none."""
    if meeting is None:
        return []
    return list(dict.fromkeys(seat.organisation for seat in home_seats(person, meeting)))

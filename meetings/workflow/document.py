"""Documents: add, replace, rename and remove them, and note who has opened a restricted one.

A file is in the store before its row is written, and no row is held while the store is waited for.
"""

import logging
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from councils import journal
from councils.models import JournalEntry
from meetings.documents.uploads.names import clean_name
from meetings.models import ConsultationFile, Document, RetellingFile
from meetings.workflow.locks import MOVED, locked_item, locked_meeting, locked_on_meeting
from meetings.workflow.minutes import void_approvals
from meetings.workflow.search import leave_to_worker
from rus_portal.core import document_store
from rus_portal.core.document_store import trouble
from rus_portal.core.permissions import (
    may_change_documents,
    may_keep,
    require,
)
from rus_portal.core.refusal import FULL, Refused, cannot_be_written, put
from rus_portal.core.seen import require_seen, require_untouched
from rus_portal.core.workdays import midnight

AWAY = "Portalens lager svarar inte. Felet är noterat. Försök igen om en stund."
KEPT_THERE = (Document, RetellingFile, ConsultationFile)  # whose files lie among the documents
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    """A file in the store: its random name there, and the name and size it came with."""

    path: str
    name: str
    size: int


@contextmanager
def stored(*files):
    """Puts the files into the store, under random names. Where there turn out to be no documents to keep they
    are taken away again."""
    kept = []
    try:
        for file in files:
            kept.append(_store(file))
        yield kept
    except BaseException:
        for each in kept:
            take_away(each.path)
        raise


def _store(file):
    field = Document._meta.get_field("file")
    try:
        path = document_store.put(field.storage, field.generate_filename(Document(), file.name), file)
    except trouble() as why:
        log.exception("A document cannot be stored")
        raise Refused(FULL if cannot_be_written(why) else AWAY) from why
    return Stored(path, clean_name(file.name), file.size)


def take_away(path):
    """Unless a row points at the file. One too many is better than one too few."""
    try:
        if not any(model.objects.filter(file=path).exists() for model in KEPT_THERE):
            Document._meta.get_field("file").storage.delete(path)
    except (DatabaseError, *trouble()):
        log.exception("The file %s is left in the store without a document", path)


def attach_document(meeting, file, *, by, item=None, at=None, **facts):
    """Add a document to an item or to the meeting. `file` is an upload or another Django `File`."""
    require(may_keep(by, meeting.council))
    with stored(file) as [kept]:
        return _attach(meeting, kept, by=by, item=item, at=at or timezone.now(), **facts)


@transaction.atomic
def _attach(meeting, file, *, by, item, at, **facts):
    document = new_document(meeting, file, item=item, added_by=by, added_at=at, **facts)
    sentence = f"Handlingen ”{document.title}” lades till."
    after = {"document": document.pk}
    _tell("attach_document", document.item or document.meeting, document, sentence, by=by, at=at, after=after)
    return document


def _tell(act, subject, document, sentence, *, by, at, **told):
    """To the journal, and to those who have approved minutes that name the documents of the item."""
    journal.log(act, subject, sentence, by=by, at=at, **told)
    if document.item:
        void_approvals(document.meeting, f"Handlingarna till ”{document.item}” ändrades.", by=by, at=at)


def new_document(meeting, file, *, item=None, **facts):
    """The `Stored` file as a document of the meeting, its item, or a proposal without one. Asks no one and
    tells no one: the verb that calls it does."""
    if item:
        whole = item = locked_item(item)
        if item.meeting != meeting:
            raise Refused(MOVED)
        meeting = item.meeting
    else:
        whole = meeting = locked_meeting(meeting)
    if whole.documents.filter(item=item).count() >= settings.DOCUMENTS_MOST:
        name = ("Punkten" if item else "Mötet") if meeting else "Förslaget"
        raise Refused(
            f"{name} har redan {settings.DOCUMENTS_MOST} handlingar, äldre versioner medräknade. "
            "Samla flera i en fil, eller ta bort någon."
        )
    facts |= {"meeting": meeting, "item": item, "name": file.name, "size": file.size}
    document = Document(file=file.path, **facts)
    document.full_clean()
    document.save()
    leave_to_worker()
    return document


@transaction.atomic
def remove_document(document, *, by, seen=None, at=None):
    """Remove a document, or the newest version of one so that the version before it applies again. What
    was sent with the summons stays: add a new version instead."""
    document = locked_on_meeting(document)
    require(may_change_documents(by, document.meeting, document.item))
    require_untouched(document, seen)
    if document.meeting.convened_at and not document.added_after_summons:
        raise Refused(
            "Handlingen har gått ut med kallelsen och står kvar. Lägg till en ny version i stället."
        )
    discard(document)
    subject, at = document.item or document.meeting, at or timezone.now()
    _tell("remove_document", subject, document, removal_told(document), by=by, at=at)


def discard(document):
    """Delete the document, and its file after the commit. Checks no permission and writes no journal."""
    if Document.objects.filter(replaces=document).exists():
        raise Refused("Handlingen har en nyare version. Ta bort den först.")
    if document.requests.unanswered().exists():
        raise Refused("Någon har begärt ut handlingen. Svara på det innan den tas bort.")
    path = document.file.name
    document.delete()
    transaction.on_commit(lambda: take_away(path))


def removal_told(document):
    if document.version == 1:
        return f"Handlingen ”{document.title}” togs bort."
    return f"Version {document.version} av handlingen ”{document.title}” togs bort."


IN_COMMON = ("kind", "title", "visibility", "legal_ground", "with_proposal")  # to all versions


AS_MINUTED = ("title", "kind")
READERS = {"visibility", "legal_ground"}


def replace_document(document, file, *, by, at=None):
    """A new version of a document. The one before it is kept, at its own address, for those who may read
    it."""
    with stored(file) as [kept]:
        return _replace(document, kept, by=by, at=at or timezone.now())


@transaction.atomic
def _replace(document, file, *, by, at):
    document = locked_on_meeting(document)
    require(may_change_documents(by, document.meeting, document.item))
    refuse_replaced(document)
    new = new_document(
        document.meeting,
        file,
        item=document.item,
        replaces=document,
        version=document.version + 1,
        added_by=by,
        added_at=at,
        **{field: getattr(document, field) for field in IN_COMMON},
    )
    sentence = f"Version {new.version} av handlingen ”{new.title}” lades till."
    after = {"document": new.pk}
    _tell("replace_document", new.item or new.meeting, new, sentence, by=by, at=at, after=after)
    return new


def copy_documents(item, new, *, by, at):
    """The newest version of each document comes along to the item that continues another. Both rows point at
    the same file in the store, and who may read it is the same for both (see `change_document`)."""
    for document in item.documents.current().order_by("added_at", "pk"):
        facts = {field: getattr(document, field) for field in (*IN_COMMON, "file", "name", "size")}
        Document.objects.create(meeting=new.meeting, item=new, added_at=at, added_by=by, **facts)


@transaction.atomic
def change_document(document, *, by, seen=None, at=None, **facts):
    """Change title, kind and readers of a document, in all its versions; its readers also wherever the same
    file is a document of the matter at another meeting. Approved minutes hold its title, so after that
    only who may read it can be corrected."""
    seen, document = seen or document, locked_on_meeting(document)
    require(may_keep(by, document.meeting.council))
    refuse_replaced(document)
    require_seen(document, facts, seen)
    told = put(document, facts)
    if not told["after"]:
        return document
    if {*AS_MINUTED} & {*told["after"]}:
        require(may_change_documents(by, document.meeting, document.item))
    document.full_clean()
    versions = [document.pk, *(version.pk for version in document.earlier)]
    Document.objects.filter(pk__in=versions).update(**{field: facts[field] for field in told["after"]})
    readers = {field: facts[field] for field in READERS & set(told["after"])}
    if readers:
        files = Document.objects.filter(pk__in=versions).values("file")
        Document.objects.filter(file__in=files).update(**readers)
    sentence = f"Uppgifterna om handlingen ”{document.title}” ändrades."
    _tell("change_document", document, document, sentence, by=by, at=at or timezone.now(), **told)
    return document


def note_openings(documents, reader, *, at=None):
    """Opening a restricted document leaves a line in the journal: one a day for each reader and version,
    however many times and in how many pieces it is fetched. Nothing is locked where there is nothing to
    note."""
    at = at or timezone.now()
    restricted = {each.pk for each in documents if each.visibility == Document.Visibility.RESTRICTED}
    if not restricted or not (new := restricted - _noted(restricted, reader, at)):
        return
    with transaction.atomic():
        # One at a time writes the lines.
        held = list(Document.objects.select_for_update(no_key=True).filter(pk__in=new).order_by("pk"))
        noted = _noted(new, reader, at)
        for document in held:
            if document.pk not in noted:
                journal.log("open_document", document, _opened(document), by=reader, at=at)


def _opened(document):
    version = "" if document.version == 1 else f", version {document.version},"
    ground = document.legal_ground
    return f"Handlingen ”{document.title}”{version} öppnades. Den är inte offentlig ({ground})."


def _noted(documents, reader, at):
    """Those, by id, that the reader has opened the same day."""
    since = midnight(timezone.localdate(at))
    entries = JournalEntry.objects.filter(act="open_document", by=reader, at__gte=since)
    of_these = entries.filter(subject_type=Document._meta.label_lower, subject_id__in=documents)
    return set(of_these.order_by().values_list("subject_id", flat=True))


def refuse_replaced(document):
    if Document.objects.filter(replaces=document).exists():
        raise Refused("Handlingen har en nyare version. Ändra den i stället.")

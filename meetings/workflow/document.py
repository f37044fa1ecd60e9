"""Documents: add, replace, rename and remove them, and note who has opened a restricted one."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import JournalEntry
from meetings.documents.office.accepting import is_office
from meetings.models import Document
from meetings.workflow.locks import locked_item, locked_meeting, locked_on_meeting
from meetings.workflow.minutes import void_approvals
from meetings.workflow.reading_copy import ask_for_copies
from meetings.workflow.search import leave_to_worker, read_anew
from meetings.workflow.stored_file import same_among, stored, take_away
from rus_portal.core.permissions import (
    may_change_documents,
    may_keep,
    require,
)
from rus_portal.core.refusal import GONE, AlreadyMade, Refused, put
from rus_portal.core.seen import require_seen, require_untouched
from rus_portal.core.workdays import midnight


def attach_document(meeting, file, *, by, item=None, at=None, **facts):
    """Add a document to an item or to the meeting. `file` is an upload or another Django `File`."""
    require(may_keep(by, meeting.council))
    with stored(file) as [kept]:
        refuse_same_file(kept, meeting=meeting, item=item, **facts)
        return _attach(meeting, kept, by=by, item=item, at=at or timezone.now(), **facts)


@transaction.atomic
def _attach(meeting, file, *, by, item, at, **facts):
    document = new_document(meeting, file, item=item, added_by=by, added_at=at, **facts)
    sentence = f"Handlingen ”{document.title}” lades till."
    after = {"document": document.pk}
    _tell("attach_document", document.item or document.meeting, document, sentence, by=by, at=at, after=after)
    return document


def refuse_same_file(kept, **facts):
    """`AlreadyMade` where the `Stored` file is there as a document of the same facts."""
    if there := same_among(Document.objects.current().filter(**facts), kept):
        raise AlreadyMade(there)


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
            raise Refused(GONE)
        meeting = item.meeting
    else:
        whole = meeting = locked_meeting(meeting)
    if whole.documents.filter(item=item).count() >= settings.DOCUMENTS_MOST:
        name = ("Punkten" if item else "Mötet") if meeting else "Förslaget"
        raise Refused(
            f"{name} har redan {settings.DOCUMENTS_MOST} handlingar, äldre versioner medräknade. "
            "Samla flera i en fil, eller ta bort någon."
        )
    facts |= {"meeting": meeting, "item": item, "name": file.name, "size": file.size, "carried": file.carried}
    document = Document(file=file.path, counted=Document.COUNTING, **facts)
    if is_office(file.name):
        document.copy_stage = Document.CopyStage.AWAITED
        transaction.on_commit(ask_for_copies)
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
    paths = filter(None, [document.file.name, document.copy.name])
    document.delete()
    transaction.on_commit(lambda: [take_away(path) for path in paths])


def removal_told(document):
    if document.version == 1:
        return f"Handlingen ”{document.title}” togs bort."
    return f"Version {document.version} av handlingen ”{document.title}” togs bort."


IN_COMMON = ("kind", "title", "visibility", "legal_ground", "with_proposal")  # to all versions


AS_MINUTED = ("title", "kind")
READERS = {"visibility", "legal_ground"}
OF_VERSION = {"shares_original"}
OF_FILE = ("file", "name", "size", "carried", "counted", "shares_original", "copy_stage", "copy", "copy_size")


def replace_document(document, file, *, by, shares_original=False, at=None):
    """A new version of a document. The one before it is kept, at its own address, for those who may read
    it."""
    with stored(file) as [kept]:
        return _replace(document, kept, by=by, at=at or timezone.now(), shares_original=shares_original)


@transaction.atomic
def _replace(document, file, *, by, at, shares_original):
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
        shares_original=shares_original,
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
        facts = {field: getattr(document, field) for field in (*IN_COMMON, *OF_FILE)}
        Document.objects.create(meeting=new.meeting, item=new, added_at=at, added_by=by, **facts)


@transaction.atomic
def change_document(document, *, by, seen=None, at=None, **facts):
    """Change title, kind and readers of a document, in all its versions; its readers also wherever the same
    file is a document of the matter at another meeting. Whether they get the file as it came is of its newest
    version alone. Approved minutes hold its title, so after that only who may read what can be corrected."""
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
    shared = {field: facts[field] for field in told["after"] if field not in OF_VERSION}
    Document.objects.filter(pk__in=versions).update(**shared)
    if own := {field: facts[field] for field in OF_VERSION & set(told["after"])}:
        same = Document.objects.filter(file=document.file.name)
        same.update(**own)
        read_anew(same)
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

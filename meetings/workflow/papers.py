"""What happens to a paper once it is there: a new version, other facts, and who has opened it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from councils.journal import record
from councils.models import JournalEntry
from councils.refusal import Refused, put
from meetings.models import Document
from meetings.workflow.agenda import new_document
from rus_portal.permissions import may_change_papers, may_keep, require

IN_COMMON = ("kind", "title", "visibility", "legal_ground", "with_proposal")  # to all versions of a paper
AS_MINUTED = {"kind", "title"}


@transaction.atomic
def replace_document(document, file, *, by, at=None):
    """A new version of a paper. The one before it is kept, at its own address, for those who may read it."""
    document, at = locked_on_meeting(document), at or timezone.now()
    require(may_change_papers(by, document.meeting))
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
    record("replace_document", new.item or new.meeting, sentence, by=by, at=at)
    return new


@transaction.atomic
def change_document(document, *, by, at=None, **facts):
    """Title, kind and readers of a paper, in all its versions. Once the minutes are approved they say what
    it is called, but who may read it can still be put right."""
    document = locked_on_meeting(document)
    require(may_keep(by, document.meeting.council))
    refuse_replaced(document)
    told = put(document, facts)
    if not told["after"]:
        return document
    if AS_MINUTED & set(told["after"]):
        require(may_change_papers(by, document.meeting))
    document.full_clean()
    versions = [document.pk, *(version.pk for version in document.earlier)]
    Document.objects.filter(pk__in=versions).update(**{field: facts[field] for field in told["after"]})
    sentence = f"Uppgifterna om handlingen ”{document.title}” ändrades."
    record("change_document", document, sentence, by=by, at=at or timezone.now(), **told)
    return document


@transaction.atomic
def note_opening(document, reader, *, at=None):
    """Opening a restricted paper leaves a line in the journal: one a day for each reader and version, however
    many times and in how many pieces it is fetched."""
    if document.visibility != Document.Visibility.RESTRICTED:
        return
    locked_document(document)
    at = at or timezone.now()
    midnight = timezone.make_aware(dt.datetime.combine(timezone.localdate(at), dt.time()))
    told = JournalEntry.objects.filter(
        act="open_document",
        subject_type=document._meta.label_lower,
        subject_id=document.pk,
        by=reader,
        at__gte=midnight,
    )
    if told.exists():
        return
    version = "" if document.version == 1 else f", version {document.version},"
    ground = document.legal_ground
    sentence = f"Handlingen ”{document.title}”{version} öppnades. Den är inte offentlig ({ground})."
    record("open_document", document, sentence, by=reader, at=at)


def refuse_replaced(document):
    if Document.objects.filter(replaces=document).exists():
        raise Refused("Handlingen har en nyare version. Ändra den i stället.")


def locked_on_meeting(document):
    """The row, of a paper that has not been lifted off its meeting with a proposal meanwhile."""
    document = locked_document(document)
    if document.meeting is None:
        raise Refused("Handlingen hör till ett förslag som inte längre har någon plats på mötet.")
    return document


def locked_document(document):
    rows = Document.objects.select_for_update(of=("self",))
    return rows.select_related("meeting__council", "item", "replaces").get(pk=document.pk)

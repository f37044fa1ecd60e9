"""What Office files carry is counted anew where it was counted by an older way (`Document.COUNTING`), by the
worker before it makes copies. Where more turns out to be hidden, the copy that was made from the old count is
withdrawn, and so is the word that readers may have the original: it was given for what was told then."""

import logging

from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import Appointment
from meetings.documents.office.accepting import carried_by
from meetings.documents.told_of_file import found_since
from meetings.mail.notices import of_recount
from meetings.models import Document
from meetings.workflow.letter import queue
from meetings.workflow.search import read_anew
from rus_portal.core.document_store import trouble

log = logging.getLogger(__name__)


def count_anew():
    """All that were counted by an older way. How many turned out to hide more."""
    older = Document.objects.counted_by_an_older_way().order_by("pk")
    return sum(_count(document) for document in older)


def _count(document):
    try:
        with document.file.open("rb") as stored:
            carried = carried_by(stored, document.name)
    except trouble():  # it is tried again the next minute
        log.exception("The file of document %s cannot be fetched", document.pk)
        return False
    return _note(document.pk, carried)


@transaction.atomic
def _note(pk, carried, at=None):
    older = Document.objects.counted_by_an_older_way().select_for_update(of=("self",))
    document = older.filter(pk=pk).first()
    if document is None:  # removed, or counted by another
        return False
    before = document.carried
    document.carried, document.counted = carried, Document.COUNTING
    if not (more := {kind: count for kind, count in carried.items() if count > before.get(kind, 0)}):
        document.save(update_fields=["carried", "counted"])
        return False
    copy = {"copy_stage": Document.CopyStage.AWAITED, "copy": "", "copy_size": 0}
    anew = copy | {"copy_tries": 0, "copy_tried_at": None, "shares_original": False}
    for name, value in anew.items():
        setattr(document, name, value)
    document.save(update_fields=["carried", "counted", *anew])
    read_anew(Document.objects.filter(pk=pk))
    _tell(document, found_since(document, more), before, at or timezone.now())
    return True


def _tell(document, sentence, before, at):
    subject = document.item or document.meeting
    told = {"before": {"carried": before}, "after": {"carried": document.carried, "document": document.pk}}
    journal.log("count_anew", subject, sentence, by=None, at=at, **told)
    council = document.meeting.council if document.meeting else document.item.council
    held = Appointment.objects.on(timezone.localdate(at)).filter(seat__council=council.office_id)
    people = dict.fromkeys([document.added_by, *(each.person for each in held.select_related("person"))])
    readers = [each for each in people if Document.objects.visible_to(each).filter(pk=document.pk).exists()]
    queue(list(of_recount(document, readers, sentence, at=at)))

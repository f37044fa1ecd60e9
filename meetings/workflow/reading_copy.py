"""The copies of Office files that readers get (`Document.given`): made by the worker, else in the
request that took the file. What did not succeed is tried again by `manage.py make_reading_copies`.

No row is held while a copy is made. Each try is counted before it begins, so that a file that stops whoever
tries it is not tried for ever.
"""

import datetime as dt
import io
import logging
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from meetings.documents.office.accepting import accepted
from meetings.documents.office.conversion import as_pdf
from meetings.documents.uploads.checks import suffix_of
from meetings.models import Document
from meetings.models.document import stored_name
from meetings.workflow.search import read_anew
from meetings.workflow.stored_file import take_away
from rus_portal.core import document_store
from rus_portal.core.document_store import trouble

AT_ONCE = 10
MOST_TRIES = 3
PAUSE = dt.timedelta(minutes=5)  # between two tries, and so long one may take
Stage = Document.CopyStage
asked_for: ContextVar = ContextVar("asked_for", default=None)
log = logging.getLogger(__name__)


@contextmanager
def made_together():
    """The copies of files that are kept meanwhile are made in one call, once the last is there: LibreOffice
    starts in seconds."""
    before = asked_for.set(asked := [])
    try:
        yield
    finally:
        asked_for.reset(before)
        if asked:
            make_copies.enqueue()


def ask_for_copies():
    if (asked := asked_for.get()) is None:
        make_copies.enqueue()
    else:
        asked.append(True)


@task()
def make_copies():
    """All that are to be made or tried again now. How many were made."""
    made = 0
    while some := _claimed():
        made += _make(some)
    return made


def _claimed():
    """A few that nobody else is making; of those that did not succeed one, for it may be what stopped the
    others."""
    now, claimed = timezone.now(), []
    waiting = Document.objects.awaiting_copy().order_by("pk")
    again = waiting.filter(copy_tried_at__lt=now - PAUSE)
    for document in [*waiting.filter(copy_tried_at=None)[:AT_ONCE]] or again[:1]:
        own = Document.objects.awaiting_copy().filter(pk=document.pk, copy_tries=document.copy_tries)
        if own.update(copy_tries=document.copy_tries + 1, copy_tried_at=now):
            document.copy_tries += 1
            claimed.append(document)
    return claimed


def _make(documents):
    """One call for all; then for each alone that did not come out of it, for one file may stop the others."""
    without = {each: _accepted(each) for each in documents if not _is_given_up(each)}
    files = {each: (each.name, copy.content) for each, copy in without.items() if copy and copy.content}
    pdfs = as_pdf(files) if settings.SOFFICE and files else {}
    if settings.SOFFICE and len(files) > 1:
        for each in files.keys() - pdfs.keys():
            pdfs |= as_pdf({each: files[each]})
    made = 0
    for document, copy in without.items():
        if document in pdfs:
            made += _keep(document, pdfs[document], ".pdf")
        elif not settings.SOFFICE or document.copy_tries >= MOST_TRIES or _is_impossible(copy):
            made += _settle(document, copy)
    return made


def _is_given_up(document):
    """Whether whoever tried it the last time was stopped by it."""
    if is_given_up := document.copy_tries > MOST_TRIES:
        log.warning("Document %s stops whoever makes its reading copy", document.pk)
        _become(document, copy_stage=Stage.FAILED)
    return is_given_up


def _is_impossible(copy):
    """Whether the file was there, and no copy can be made of it."""
    return copy is not None and copy.content is None


def _accepted(document):
    """None where the file cannot be fetched now."""
    try:
        with document.file.open("rb") as stored:
            return accepted(io.BytesIO(stored.read()), document.name, document.title)
    except trouble():
        log.exception("The file of document %s cannot be fetched", document.pk)
        return None


def _settle(document, copy):
    """Where it becomes no PDF: the accepted copy as the kind of file it is, where that has nothing more in
    it; a file that carried nothing is given as it came."""
    if copy and document.carried and copy.is_clean:
        return _keep(document, copy.content, suffix_of(document.name))
    if copy is None and document.copy_tries < MOST_TRIES:
        return 0
    is_as_it_came = not settings.SOFFICE and not document.carried
    if not is_as_it_came:
        log.warning("Document %s has no reading copy", document.pk)
    _become(document, copy_stage="" if is_as_it_came else Stage.FAILED)
    return 0


def _keep(document, content, suffix):
    store = Document._meta.get_field("copy").storage
    try:
        path = document_store.put(store, stored_name(document, f"copy{suffix}"), ContentFile(content))
    except trouble():
        log.exception("The copy of document %s cannot be stored", document.pk)
        Document.objects.awaiting_copy().filter(pk=document.pk).update(copy_tries=0)  # no fault of the file
        return 0
    if _become(document, copy_stage=Stage.MADE, copy=path, copy_size=len(content)):
        return 1
    take_away(path)  # it was removed meanwhile, or another was first
    return 0


@transaction.atomic
def _become(document, **facts):
    if not Document.objects.awaiting_copy().filter(pk=document.pk).update(**facts):
        return False
    read_anew(Document.objects.filter(pk=document.pk))
    return True

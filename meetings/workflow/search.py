"""The index of the search, made anew where something has changed, and the words taken out of documents."""

import logging
from contextlib import suppress
from traceback import clear_frames

from django.conf import settings
from django.db import DatabaseError, transaction
from django_tasks import task

from meetings.documents.words import words_in_file
from meetings.models import Document, DocumentText, Findable, Spelling, Unindexed
from meetings.search.spelling import spellings_of
from meetings.search.texts import rows_of, words_of
from meetings.triggers.unindexed import EVERYTHING, of_everything
from rus_portal.core.document_store import trouble
from rus_portal.core.waiting import waiting_at_most

AT_ONCE = 25  # wholes that a reader waits for
KEY = ("kind", "key", "part", "reading")
FIELDS = [field.name for field in Findable._meta.concrete_fields if not field.primary_key]
log = logging.getLogger(__name__)


def catch_up():
    """Before somebody searches: what has changed is indexed, where nobody else holds the database. What is
    left is not found until the worker has come to it. How many wholes are left."""
    if not Unindexed.objects.exists():
        return 0
    try:
        with waiting_at_most(0):
            index_changed(AT_ONCE)
    except DatabaseError as busy:
        clear_frames(busy.__traceback__)  # see `rus_portal.core.acting.in_passing`
    return Unindexed.objects.values("whole").distinct().count()


@transaction.atomic
def index_changed(at_most):
    """The wholes noted first, each once. Notes that come while they are read stay. How many there were."""
    noted = list(Unindexed.objects.select_for_update(skip_locked=True).order_by("pk")[: at_most * 50])
    wholes = list(dict.fromkeys(each.whole for each in noted))[:at_most]
    for whole in wholes:
        try:
            with transaction.atomic():
                _index(whole)
        except DatabaseError:
            raise
        except Exception:  # one text that cannot be indexed hides no other
            log.exception("%s cannot be indexed", whole)
            Findable.objects.filter(whole=whole).delete()
    Unindexed.objects.filter(pk__in=[each.pk for each in noted if each.whole in wholes]).delete()
    return len(wholes)


def _index(whole):
    """Only what is otherwise than it was is written."""
    before = {_key(row): row for row in Findable.objects.filter(whole=whole)}
    now = {_key(row): row for row in rows_of(whole)}
    new = {key: row for key, row in now.items() if key not in before or not _is_same(row, before[key])}
    for key in [*new, *(before.keys() - now.keys())]:  # what is new may have been in another whole
        Findable.objects.filter(**dict(zip(KEY, key, strict=True))).delete()
    Findable.objects.bulk_create(new.values())
    _spell(f"{row.title}\n{row.text}" for row in new.values())


def _spell(texts):
    Spelling.objects.bulk_create(spellings_of(texts), ignore_conflicts=True, batch_size=500)


def _key(row):
    return tuple(getattr(row, name) for name in KEY)


def _is_same(one, other):
    return all(getattr(one, name) == getattr(other, name) for name in FIELDS)


def begin_anew():
    """All is indexed from the beginning; nothing is found until it is, and no word kept that no text has."""
    with transaction.atomic():
        Findable.objects.all().delete()
        Spelling.objects.all().delete()
        DocumentText.objects.update(is_spelled=False)
        cursor = transaction.get_connection().cursor()
        for statement in of_everything({*EVERYTHING, Unindexed._meta.db_table}):
            cursor.execute(statement)


def unwatched(things, what, total=None):
    return things


def index_all_that_waits(watch=unwatched):
    """First the words of new documents, then all that has changed, a few wholes in each transaction. `watch`
    sees how far it has come."""
    read = read_documents(watch)
    spell_documents()
    count = 0
    for some in watch(iter(lambda: index_changed(AT_ONCE), 0), f"Indexerade, {AT_ONCE} åt gången"):
        count += some
    return read, count


def read_documents(watch=unwatched):
    """The words of documents that have not been read, replaced ones too, which the next are compared with.
    The file is read before anything is held."""
    unread = Document.objects.filter(words=None).order_by("pk").values_list("pk", flat=True)
    count = 0
    for pk in watch(list(unread), "Lästa handlingar", len(unread)):
        for document in Document.objects.filter(pk=pk):
            if document.given is None and document.copy_stage == Document.CopyStage.AWAITED:
                continue
            try:
                read = words_in_file(document)
            except FileNotFoundError:
                read = {"state": DocumentText.State.UNREADABLE}
            except trouble():
                log.exception("The file of document %s cannot be fetched", pk)
                return count
            with suppress(DatabaseError), transaction.atomic():  # it is gone, or another has read it
                stems = words_of(read.get("text", ""), DocumentText.MOST_STEMS)
                DocumentText.objects.create(document=document, stems=stems, **read)
                count += 1
    return count


def read_anew(documents):
    """What their readers are given is perhaps another file than the one whose words were read."""
    DocumentText.objects.filter(document__in=documents).delete()
    leave_to_worker()


def spell_documents():
    """Before what they stand in is indexed, and in no request: a long text has tens of thousands of words."""
    for pk in list(DocumentText.objects.filter(is_spelled=False).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            for document in DocumentText.objects.select_for_update(of=("self",)).filter(
                pk=pk, is_spelled=False
            ):
                _spell([document.text])
                DocumentText.objects.filter(pk=pk).update(is_spelled=True)


@task()
def index_in_worker():
    index_all_that_waits()


def leave_to_worker():
    """Once what is being written is committed; without a worker `manage.py index_search` does it."""
    if settings.TASKS_WORKER:
        transaction.on_commit(index_in_worker.enqueue)

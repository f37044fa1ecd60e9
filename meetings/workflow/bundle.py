"""Putting the documents together, once for all readers who see the same.

The first request claims the work by making the row; the others wait for it. Small files are made in the
request, large ones as a task, which writes its progress to the row. Work that failed, or has shown no
progress for a while and is taken to be dead, is started anew by the next request. While the store is away
nothing is claimed: who asks is told at once (`document_store.trouble`), and the next request tries anew.
"""

import datetime as dt
import io
import logging
import tempfile
from bisect import bisect_left
from contextlib import contextmanager, suppress
from itertools import accumulate

from django.contrib.auth.models import AnonymousUser
from django.core.files import File
from django.db import OperationalError
from django.utils import timezone
from django_tasks import task
from pypdf import PdfWriter

from councils.models import Person
from meetings import pdf
from meetings.documents.bundle import contents_for, look
from meetings.models import Bundle, Meeting
from meetings.models.bundle import stored_name
from rus_portal.core import document_store, inlay
from rus_portal.core.document_store import trouble
from rus_portal.core.retention import period
from rus_portal.core.waiting import waiting_at_most

LARGE_FILES = 10 * 1024 * 1024
LARGE_PAGES = 40
SILENCE = dt.timedelta(minutes=3)
NOTED_AGAIN = dt.timedelta(days=1)  # that it is asked for
log = logging.getLogger(__name__)


class UnlikeTheWeb(Exception):
    """The worker's settings, or its edition of the portal, make another file of the same contents."""


def ask_for(contents, *, by, item=None):
    """The bundle: made, failed or under way. `item` as in `contents_for`."""
    bundle, claimed = claim(contents.key, contents.meeting, len(contents.parts))
    if claimed:
        with given_up(bundle):
            if is_large(contents):
                make_bundle.enqueue(bundle.key, contents.meeting.pk, item and item.pk, by.pk, look())
            else:
                _make(bundle, contents)
        bundle.refresh_from_db()
    return bundle


def claim(key, meeting, total):
    """The row of that key, and whether it is for the caller to make the file."""
    now = timezone.now()
    fresh = {"meeting": meeting, "total": total, "alive_at": now, "asked_at": now}
    bundle, claimed = Bundle.objects.get_or_create(key=key, defaults=fresh)
    if not claimed:
        if now - bundle.asked_at > NOTED_AGAIN:
            with suppress(OperationalError), waiting_at_most(0):  # who reads waits for nobody who writes
                Bundle.objects.filter(pk=bundle.pk).update(asked_at=now)
        claimed = _take_over(bundle, now)
    return bundle, claimed


@contextmanager
def given_up(bundle):
    """Where the store is away the claim is given up; of another fault the row tells."""
    try:
        yield
    except trouble():
        Bundle.objects.filter(pk=bundle.pk, made_at=None).delete()
        raise
    except Exception:
        _failed(bundle)
        raise


def _failed(bundle):
    now = timezone.now()
    Bundle.objects.filter(pk=bundle.pk, made_at=None).update(failed_at=now, alive_at=now)


def forget(bundle):
    """Remove it: the next request starts anew. A file that cannot be removed now is removed at night."""
    bundle.delete()
    with suppress(*trouble()):
        bundle.file.delete(save=False)


def forget_bundles():
    """Those that nobody has asked for so long; the next request makes them anew. Returns how many."""
    old = list(Bundle.objects.filter(asked_at__lt=timezone.now() - period("papers")))
    for bundle in old:
        forget(bundle)
    return len(old)


def is_large(contents):
    """Too large for a reader to wait for without seeing progress."""
    laid_in = [each for each in contents.open_ones if each.is_laid_in]
    if sum(each.given.size for each in laid_in) > LARGE_FILES:
        return True
    pages = len(contents.parts)
    for each in laid_in:
        _read(each)
        pages += len(each.leaves)
        if pages > LARGE_PAGES:
            return True
    return False


def _take_over(bundle, now):
    """True for the one request that may restart work that died or failed."""
    if bundle.made_at or now - bundle.alive_at <= SILENCE:
        return False
    unheard = Bundle.objects.filter(pk=bundle.pk, made_at=None, alive_at=bundle.alive_at)
    return unheard.update(alive_at=now, failed_at=None, done=0) == 1


@task()
def make_bundle(key, meeting_pk, item_pk, person_pk, seen_as=None):
    """What the person may see is worked out again: if it has changed, nothing is made. `seen_as` is the look
    that whoever asked would give it."""
    bundle = Bundle.objects.filter(key=key, made_at=None).first()
    if bundle is None:
        return
    meeting = Meeting.objects.select_related("council", "secretary").get(pk=meeting_pk)
    item = meeting.items.get(pk=item_pk) if item_pk else None
    person = Person.objects.get(pk=person_pk) if person_pk else AnonymousUser()
    with given_up(bundle):
        contents = contents_for(person, meeting, item)
        if contents and contents.key == key:
            _make(bundle, contents)
        elif seen_as in (None, look()):
            _failed(bundle)
        else:
            raise UnlikeTheWeb("Another DEMO, PORTAL_URL or edition than that of the web processes")


def _make(bundle, contents):
    keep(bundle, lambda made, tell: _put_together(contents, made, tell))


def keep(bundle, put_together, name=""):
    """Make the file with `put_together(made, tell)` and keep it; `name` has its ending. Where that fails the
    row says so. True where it was this run that made it."""
    own = Bundle.objects.filter(pk=bundle.pk, made_at=None)
    try:
        with tempfile.TemporaryFile() as made:
            put_together(made, lambda done: own.update(done=done, alive_at=timezone.now()))
            made.seek(0)
            store = Bundle._meta.get_field("file").storage
            bundle.file = document_store.put(store, stored_name(bundle, name), File(made))
    except trouble():
        raise
    except Exception:
        log.exception("Bundle %s could not be made", bundle.pk)
        _failed(bundle)
        return False
    if not (first := own.update(file=bundle.file.name, made_at=timezone.now(), failed_at=None)):
        store.delete(bundle.file.name)  # taken to be dead: another run was started, and finished first
    forget_bundles()
    return bool(first)


def _put_together(contents, made, tell):
    """Starts over for each document that proves unreadable only when its pages are laid in."""
    for documents in contents.everything:
        for enclosed in documents:
            if enclosed.is_laid_in and not enclosed.leaves:
                _read(enclosed)
        tell(0)
    while True:
        printed = pdf.bundle_pdf(contents, _by_item(contents, tell))
        writer = PdfWriter(clone_from=io.BytesIO(printed))
        if _lay_in(contents, writer):
            break
    writer.write(made)


def _by_item(contents, tell):
    """Turns pages set into items done. Setting pages takes nearly all the time; the last item is done only
    when the uploaded pages are laid in. A cover of several pages makes the count a little early."""
    pages = [sum(len(each.leaves) for each in documents) for documents in contents.everything]
    ends = list(accumulate(1 + each for each in pages))[1:]
    told = 0

    def hear(page):
        nonlocal told
        done = min(bisect_left(ends, page), len(ends) - 1)
        if done > told:
            told = done
            tell(done)

    return hear


def _lay_in(contents, writer):
    """False when a document had to be left out after all, so that the printed pages must be made again."""
    places = writer.named_destinations
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(writer.pages)}
    for enclosed in contents.open_ones:
        if not enclosed.leaves:
            continue
        first = pages[places[enclosed.anchor].page.idnum]
        try:
            with enclosed.given.file.open() as file:
                inlay.lay_in(writer, first, file, enclosed.given.name)
        except inlay.Unreadable as why:
            enclosed.leaves, enclosed.instead = [], str(why)
            return False
    return True


def _read(enclosed):
    try:
        with enclosed.given.file.open() as file:
            enclosed.leaves = inlay.leaves_of(file, enclosed.given.name)
    except inlay.Unreadable as why:
        enclosed.instead = str(why)
    except FileNotFoundError:
        enclosed.instead = "Filen saknas i portalens lager."

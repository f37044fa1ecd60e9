"""What is sealed when minutes are approved, and the time stamps that are added to the seals afterwards.

Printing, sealing and stamping take their time: nothing here but the last step holds the database.
"""

import hashlib
import logging
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from councils import journal
from meetings.minutes.enclosed import enclosed_in
from meetings.models import Minutes, SealedPaper, TimeStamp
from meetings.models.seal import WHOLE
from meetings.pdf import approved_papers, verification_mark
from meetings.sealed import sealed_bytes, sealed_paper, with_stamps
from meetings.workflow.locks import locked_minutes
from rus_portal.core import sealing
from rus_portal.core.address import address
from rus_portal.core.document_store import trouble
from rus_portal.core.refusal import Refused
from rus_portal.core.words import moment

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sheet:
    """What the minutes say with one more approval, and on sealed paper where it is the last: the minutes, and
    the extract of each item by its number. `enclosed` are the documents in the file."""

    record: dict
    content: bytes | None = None
    extracts: dict | None = None
    holder: str = ""  # of the seal
    enclosed: tuple = ()


def sealed_sheet(minutes, record):
    """Printed and sealed, before anything is locked. No appendix lies in a file where something is masked:
    nobody has looked for the same words in it."""
    place = urljoin(settings.PORTAL_URL, address("verification_of", minutes.pk))
    enclosed = [] if record.get("masked") else enclosed_in(record)
    try:
        mark = verification_mark(place, sealing.holder())
        content, extracts = approved_papers(record, enclosed, mark)
        sealed = sealing.sealed(content, f"Justerat protokoll{minutes.part}")
        extracts = {item: sealing.sealed(paper, "Protokollsutdrag") for item, paper in extracts.items()}
    except trouble() as away:
        raise Refused("Bilagorna går inte att nå just nu. Försök igen om en stund.") from away
    except sealing.SealAway as away:
        log.exception("The seal cannot be set")
        raise Refused(
            "Sigillet går inte att sätta just nu, så inget är justerat. Försök igen om en stund."
        ) from away
    return Sheet(record, sealed, extracts, sealing.holder(), tuple(each["document"] for each in enclosed))


def keep_papers(minutes, papers, is_open=False):
    """With the minutes, while they are approved or published. Returns the checksum of each by the number of
    its item."""
    papers = [
        SealedPaper(minutes=minutes, item=item, is_open=is_open, content=content, sha256=_sum(content))
        for item, content in papers.items()
    ]
    SealedPaper.objects.bulk_create(papers)
    return {str(paper.item): paper.sha256 for paper in papers}


def _sum(content):
    return hashlib.sha256(content).hexdigest()


def stamp_soon(minutes):
    """By the worker, where there is one; else `manage.py stamp_seals` does it in the night."""
    if settings.TASKS_WORKER and settings.SEAL and settings.SEAL_TIMESTAMP_URL:
        stamp_minutes.enqueue(minutes.pk)


@task()
def stamp_minutes(pk):
    """Each file of the minutes that has no time stamp yet gets one. Returns how many did."""
    minutes = Minutes.objects.select_related("meeting__council", "item").get(pk=pk)
    files = [(WHOLE, False), *minutes.papers.values_list("item", "is_open")]
    stamped = set(minutes.stamps.values_list("item", "is_open"))
    return sum(bool(add_time_stamp(minutes, *file)) for file in files if file not in stamped)


def add_time_stamp(minutes, item=WHOLE, is_open=False, *, at=None):
    """Proofs and a time stamp, as a row of their own: what was sealed stands as it is. None where somebody
    else was first, or the file bears no seal."""
    which = {"item": item, "is_open": is_open}
    nth = minutes.stamps.filter(**which).count() + 1
    sealed = sealed_paper(minutes, **which) if item or is_open else sealed_bytes(minutes)
    before = with_stamps(sealed, minutes, **which)
    if sealing.judged(before) is None:
        return None
    after = sealing.stamped(before)
    return _keep_stamp(minutes, which, nth, before, after, at or timezone.now())


@transaction.atomic
def _keep_stamp(minutes, which, nth, before, after, at):
    minutes = locked_minutes(minutes)
    if minutes.stamps.filter(**which).count() + 1 != nth:
        return None
    if not after.startswith(before):
        raise sealing.SealAway("The time stamp would change what was sealed")
    kept = which | {"nth": nth, "tail": after[len(before) :], "stamped_at": at}
    named = f"protokollet{minutes.part}"
    stamp = TimeStamp.objects.create(minutes=minutes, sha256=_sum(after), **kept)
    file = f"Protokollsutdraget för punkt {which['item']}" if which["item"] else f"Filen med {named}"
    sentence = f"{file}{', öppen version,' if which['is_open'] else ''} fick en tidsstämpel {moment(at)}."
    journal.log("add_time_stamp", minutes, sentence, by=None, at=at, after={"file": stamp.sha256})
    return stamp

"""What was sealed when minutes were approved: their record, their file and the extracts. Nobody is given
anything that is not what it was then."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from councils.models import JournalEntry
from meetings.minutes.record import as_sealed, checksum, compile_record
from meetings.models import Document, Minutes, SealedFile, SealedPaper, TimeStamp
from meetings.models.seal import WHOLE
from rus_portal.core.prepared import prepared

log = logging.getLogger(__name__)


class Forged(Exception):
    """Approved minutes whose record or file is not what was sealed. Nobody is given them."""


def seal(minutes):
    """What the journal keeps of approved minutes, in its chain: whoever forges a record, or a file with its
    checksum, would have to write the journal anew too. It also has whose `seal` they bear, and the
    checksums of the extracts, as `papers`, and which documents lie in the file, as `enclosed`."""
    return {"record": checksum(minutes.record), "file": minutes.sha256}


def record_of(minutes):
    """What the minutes say: their sealed record, or what is compiled while they are drafts."""
    if not minutes.is_sealed:
        return compile_record(minutes)
    kept_of(minutes)
    return as_sealed(minutes.record)


def kept_of(minutes):
    """What the journal keeps of approved minutes, once their row is found to be the same."""
    first = next(iter(_seals(minutes.pk)), None)  # minutes are sealed once
    if not first or minutes.sha256[:12] not in first.sentence:
        raise _alarm(minutes)
    # 0.2.0 kept no more in the journal than the beginning of the file's checksum.
    if any(first.after.get(key, kept) != kept for key, kept in seal(minutes).items()):
        raise _alarm(minutes)
    return first.after


@prepared
def _seals(minutes):
    told = JournalEntry.objects.filter(act="seal_minutes", subject_type=Minutes._meta.label_lower)
    return told.filter(subject_id=minutes).order_by("pk")[:1]


def sealed_bytes(minutes):
    """The file of approved minutes. It is compared with its checksum each time, which takes a thousandth of a
    second: triggers hold it as long as nobody has lifted them."""
    kept_of(minutes)
    return _genuine(minutes)


def _genuine(minutes):
    for sealed in _sealed(minutes.pk):
        sealed.minutes = minutes
        if sealed.is_genuine:
            return bytes(sealed.content)
    raise _alarm(minutes)


@prepared
def _sealed(minutes):
    return SealedFile.objects.filter(pk=minutes)


def sealed_paper(minutes, item, is_open=False):
    """The extract of that item, or what everyone reads where something is masked; None of minutes that were
    sealed before extracts were."""
    kept = (open_kept_of if is_open else kept_of)(minutes).get("papers", {})
    if str(item) not in kept:
        return None
    paper = SealedPaper.objects.filter(minutes=minutes, item=item, is_open=is_open).first()
    if paper is None or hashlib.sha256(paper.content).hexdigest() != kept[str(item)]:
        raise _alarm(minutes)
    return bytes(paper.content)


def open_kept_of(minutes):
    """The same of the version that everyone reads, where something in it is masked."""
    told = JournalEntry.objects.filter(act="publish_minutes", subject_type=Minutes._meta.label_lower)
    entry = told.filter(subject_id=minutes.pk).order_by("pk").first()
    if not entry or entry.after.get("open_record") != checksum(minutes.open_record):
        raise _alarm(minutes)
    return entry.after


def open_record_of(minutes):
    """What everyone reads of approved minutes in which something is masked."""
    kept_of(minutes)
    open_kept_of(minutes)
    return as_sealed(minutes.open_record)


def reads_whole(minutes, person):
    """With nothing masked."""
    if not minutes.is_masked:
        return True
    whole = Minutes.objects.whole_to(person, minutes.meeting)
    return Minutes.objects.filter(whole, pk=minutes.pk).exists()


def withholds(minutes, person, kept):
    """An appendix lies in the sealed file that the person may not read: it was open to all then, and is no
    longer."""
    if not (enclosed := kept.get("enclosed")):
        return False
    read = Q(visibility=Document.Visibility.PUBLIC) | Document.objects.shown_to(person, minutes.meeting)
    return Document.objects.filter(read, pk__in=enclosed).count() < len(enclosed)


def record_for(minutes, person):
    """What the minutes say to that person, and what the journal keeps of that (nothing of drafts)."""
    if not minutes.is_sealed:
        return compile_record(minutes), {}
    kept = kept_of(minutes)
    if reads_whole(minutes, person):
        whole = {"sum": minutes.sha256, "withheld": withholds(minutes, person, kept)}
        return as_sealed(minutes.record), kept | whole
    opened = open_kept_of(minutes)
    told = {"seal": kept.get("seal", ""), "sum": opened["papers"][str(WHOLE)]}
    return as_sealed(minutes.open_record), opened | told


def recorded_for(item, minutes, person):
    """What the minutes tell of the item on its own page: as recorded, unless it is corrected or masked."""
    if minutes.is_sealed and (minutes.version > 1 or minutes.is_masked):
        record, _ = record_for(minutes, person)
        return next((each for each in record["sections"] if each.get("item") == item.number), {})
    told = {"discussion": item.discussion, "note": item.minutes_note}
    return told | {"further_handling": item.further_handling}


def file_for(minutes, person, item=WHOLE):
    """The sealed file, or the extract of an item, that the person reads; None where none was sealed, or more
    lies in it than the person may read."""
    is_open = not reads_whole(minutes, person)
    if is_open or item:
        sealed = sealed_paper(minutes, item, is_open)
    else:
        sealed = None if withholds(minutes, person, kept_of(minutes)) else _genuine(minutes)
    return sealed and with_stamps(sealed, minutes, item, is_open)


def with_stamps(content, minutes, item=WHOLE, is_open=False):
    """The sealed file with all that was added to its end since."""
    for stamp in _stamps(minutes.pk, item, is_open):
        content += bytes(stamp.tail)
        if hashlib.sha256(content).hexdigest() != stamp.sha256:
            raise _alarm(minutes)
    return content


def sum_with_stamps(minutes, sealed):
    """The SHA-256 of the whole file, which was `sealed` before anything was added to its end."""
    stamps = _stamps(minutes.pk, WHOLE, sealed != minutes.sha256)
    return [sealed, *(stamp.sha256 for stamp in stamps)][-1]


@prepared
def _stamps(minutes, item, is_open):
    return TimeStamp.objects.filter(minutes=minutes, item=item, is_open=is_open).order_by("nth")


def _alarm(minutes):
    log.critical("Minutes %s are not what was sealed", minutes.pk)
    return Forged(str(minutes))


def one_by_one():
    """All approved minutes, of which one at a time is held in memory: they bring their files with them."""
    for pk in Minutes.objects.filter(approved_at__isnull=False).order_by("pk").values_list("pk", flat=True):
        yield Minutes.objects.get(pk=pk)


def forged(watch=iter):
    """All approved minutes that are not what was sealed, read one at a time; `watch` sees each."""
    for minutes in watch(one_by_one()):
        try:
            with_stamps(sealed_bytes(minutes), minutes)
            for item in map(int, kept_of(minutes).get("papers", ())):
                with_stamps(sealed_paper(minutes, item), minutes, item)
            for item in map(int, open_kept_of(minutes)["papers"] if minutes.is_masked else ()):
                with_stamps(sealed_paper(minutes, item, True), minutes, item, True)
        except Forged:
            yield minutes


@dataclass(frozen=True)
class Known:
    """A file that the portal has sealed: of which minutes, and of which item where it is an extract."""

    minutes: Minutes
    item: int
    is_open: bool = False
    stamped_at: datetime | None = None

    @property
    def section(self):
        return next((each for each in self.minutes.record["sections"] if each.get("item") == self.item), None)

    @property
    def correction(self):
        """The newest approved version, where that is a later one."""
        later = Minutes.objects.whole().filter(
            meeting=self.minutes.meeting_id, version__gt=self.minutes.version
        )
        return later.filter(approved_at__isnull=False).order_by("version").last()


def known(checksum):
    """The file with that SHA-256, or None. Whoever asks has the file: nothing is told that does not stand in
    it."""
    minutes = Minutes.objects.filter(approved_at__isnull=False).select_related("meeting__council", "item")
    if sealed := minutes.filter(sha256=checksum).first():
        return Known(sealed, _item_of(sealed))
    for model in (SealedPaper, TimeStamp):
        found = model.objects.filter(sha256=checksum).values("minutes", "item", "is_open").first()
        if found:
            stamp = TimeStamp.objects.filter(sha256=checksum).first()
            of = minutes.get(pk=found["minutes"])
            return Known(
                of, found["item"] or _item_of(of), found["is_open"], stamp.stamped_at if stamp else None
            )
    return None


def _item_of(minutes):
    """Of a § by itself the file is the extract."""
    return minutes.item.number if minutes.item else WHOLE

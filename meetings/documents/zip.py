"""handlingar.zip: the documents one reader may see, as the files they are, in a folder for each item."""

import logging
import re
import shutil
import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import PurePath

from django.utils import timezone

LONGEST = 60
log = logging.getLogger(__name__)
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def zip_of(contents, agenda=None):
    """An open file with the archive. `agenda` is the bytes of the summons, which is put first."""
    with ExitStack() as on_failure:
        file = on_failure.enter_context(tempfile.TemporaryFile())
        with zipfile.ZipFile(file, "w") as archive:  # not packed: PDF, office files and photos already are
            if agenda:
                archive.writestr(_entry("Kallelse.pdf", _made(contents.meeting)), agenda)
            for name, enclosed in _named(contents):
                _add(archive, name, enclosed)
        file.seek(0)
        on_failure.pop_all()
    return file


def _add(archive, name, enclosed):
    document = enclosed.document
    if enclosed.given is None:
        archive.writestr(_entry(name, document.added_at), f"{enclosed.instead}\r\n{enclosed.address}\r\n")
        return
    try:
        stored = enclosed.given.file.open()
    except FileNotFoundError:  # one lost file must not stop the others
        log.error("The file of document %s is missing in the storage", document.pk)
        return
    with stored, archive.open(_entry(name, document.added_at), "w", force_zip64=True) as kept:
        shutil.copyfileobj(stored, kept)


def _named(contents):
    """The name of each document that is open, with its folder and the number it has on the cover. Where
    nothing is given of it a note says why."""
    for folder, everything in _folders(contents):
        width = max(2, len(str(len(everything))))
        for number, enclosed in enumerate(everything, 1):
            if enclosed.document:
                suffix = PurePath(enclosed.given.name).suffix if enclosed.given else ".txt"
                yield f"{folder}{number:0{width}} {safe(enclosed.listed.title)}{suffix}", enclosed


def _folders(contents):
    yield "", contents.enclosed
    for part in contents.parts:
        yield f"{part.number:02} {safe(part.item.title)}/" if contents.is_whole else "", part.enclosed


def safe(title):
    """The title as a name that Windows, macOS and Linux all take; a number stands before it."""
    return " ".join(NOT_IN_NAMES.sub(" ", title).split())[:LONGEST].strip(" .") or "Utan namn"


def _made(meeting):
    return meeting.convened_at or meeting.planned_at


def _entry(name, at):
    entry = zipfile.ZipInfo(name, timezone.localtime(at).timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry

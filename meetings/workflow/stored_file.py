"""Files in the store: each is there before its row is written, and no row is held while the store is waited
for."""

import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest

from django.db import DatabaseError, transaction

from meetings.documents.office.accepting import carried_by
from meetings.documents.uploads.names import clean_name
from meetings.models import ConsultationFile, Document, RetellingFile
from rus_portal.core import document_store
from rus_portal.core.document_store import trouble
from rus_portal.core.refusal import FULL, Refused, cannot_be_written

AWAY = "Portalens lager svarar inte. Felet är noterat. Försök igen om en stund."
# Whose files lie among the documents.
KEPT_THERE = ((Document, "file"), (Document, "copy"), (RetellingFile, "file"), (ConsultationFile, "file"))
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    """A file in the store: its random name there, the name and size it came with, and what it carries."""

    path: str
    name: str
    size: int
    carried: dict


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
    name = clean_name(file.name)
    carried = carried_by(file, name)
    try:
        path = document_store.put(field.storage, field.generate_filename(Document(), file.name), file)
    except trouble() as why:
        log.exception("A document cannot be stored")
        raise Refused(FULL if cannot_be_written(why) else AWAY) from why
    return Stored(path, name, file.size, carried)


def same_among(rows, kept):
    """The first of the rows whose file is the one that was kept just now: its name, its size and every byte.
    The store is read, so ask before anything is locked: what is sent twice comes one after the other."""
    for row in rows.filter(name=kept.name, size=kept.size).order_by("pk"):
        with suppress(*trouble()), row.file.storage.open(kept.path) as new, row.file.open() as there:
            if file_digest(new, "sha256").digest() == file_digest(there, "sha256").digest():
                return row
    return None


def new_among(kept, rows):
    """Those that none of the rows has yet; of the others nothing is left."""
    there = [each for each in kept if same_among(rows, each)]
    for each in there:
        take_away(each.path)
    return [each for each in kept if each not in there]


def forget_files(files):
    """These rows, and what they have in the store once that is done."""
    paths = [each.file.name for each in files]
    files.delete()
    transaction.on_commit(lambda: [take_away(path) for path in paths])


def take_away(path):
    """Unless a row points at the file. One too many is better than one too few."""
    try:
        if not any(model.objects.filter(**{field: path}).exists() for model, field in KEPT_THERE):
            Document._meta.get_field("file").storage.delete(path)
    except (DatabaseError, *trouble()):
        log.exception("The file %s is left in the store without a document", path)

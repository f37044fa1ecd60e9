"""Which file of a document is read in the page."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models.fields.files import FieldFile

from meetings.documents.uploads.checks import suffix_of
from rus_portal.core.document_store import trouble


@dataclass(frozen=True)
class Copy:
    """A PDF in the store. What is stored never changes, so its name there tells which bytes it has."""

    file: FieldFile
    name: str
    size: int


def digest_of(copy):
    """The SHA-256 of its bytes, read once; "" while the store is away."""
    try:
        return cache.get_or_set(f"sha256:{copy.file.name}", lambda: _digest(copy.file), timeout=None)
    except trouble():
        return ""


def _digest(file):
    with file.open("rb") as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest()


def reading_copy(document):
    """The file of the document that is read in the page; None of one that can only be downloaded."""
    if suffix_of(document.name) == ".pdf":
        return Copy(document.file, document.name, document.size)
    return None

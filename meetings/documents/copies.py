"""Which file of a document is read in the page."""

from dataclasses import dataclass

from django.db.models.fields.files import FieldFile

from meetings.documents.uploads.checks import suffix_of


@dataclass(frozen=True)
class Copy:
    """A PDF in the store. What is stored never changes, so its name there tells which bytes it has."""

    file: FieldFile
    name: str
    size: int


def reading_copy(document):
    """The file of the document that is read in the page; None of one that can only be downloaded."""
    if suffix_of(document.name) == ".pdf":
        return Copy(document.file, document.name, document.size)
    return None

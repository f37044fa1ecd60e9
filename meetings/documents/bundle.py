"""What handlingar.pdf contains for one reader: the agenda, a cover for each item and, after it, its
documents.

The same two rules as everywhere decide: `documents_for` lists documents, `visible_to` opens them.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from django.conf import settings

from meetings.agenda.rows import items_for, on_the_agenda, rows_of, with_times
from meetings.documents.listing import ListedDocument, documents_for
from meetings.documents.told_of_file import instead_of
from meetings.models import AgendaItem, Document, Meeting
from meetings.pdf import bundle_text
from rus_portal.core import inlay
from rus_portal.core.address import whole
from rus_portal.core.press import edition, style

EDITION = b"2"  # of how uploaded pages are laid in: raise it, and every file is made anew


def look():
    """What decides, besides the contents, how the file looks: it must be the same in all processes."""
    told = f"{settings.DEMO} {settings.PORTAL_URL}"
    return hashlib.sha256(EDITION + edition() + told.encode()).hexdigest()


@dataclass
class Enclosed:
    """A document in its place. `leaves` are the sheets its pages are laid on; without any, `instead` says
    why. `document` is None where the reader may only know that the document exists."""

    listed: ListedDocument
    document: Document | None
    leaves: list[inlay.Leaf] = field(default_factory=list)
    instead: str = ""

    @property
    def anchor(self):
        return f"handling-{self.document.pk}" if self.document else ""

    @property
    def address(self):
        return whole(self.listed.url)

    @cached_property
    def given(self):
        return self.document.given if self.document else None

    @property
    def is_laid_in(self):
        suffix = PurePath(self.given.name).suffix.lower() if self.given else ""
        return suffix in inlay.LAID_IN and not self.instead


@dataclass(frozen=True)
class Part:
    """An item with its cover and documents. `number` is set also before the summons."""

    number: int
    item: AgendaItem
    enclosed: list[Enclosed]

    @property
    def name(self):
        return f"Punkt {self.number}"


@dataclass(frozen=True)
class Contents:
    meeting: Meeting
    parts: list[Part]
    enclosed: list[Enclosed]  # the meeting's own
    is_whole: bool  # of the meeting, not one item

    @property
    def everything(self):
        """Lists of documents in the order of the pages: of the meeting itself, then of each item."""
        return [self.enclosed, *(part.enclosed for part in self.parts)]

    @property
    def open_ones(self):
        return [each for part in self.everything for each in part if each.document]

    @cached_property
    def key(self):
        """The same for all readers who see the same, and another as soon as any of the contents change."""
        told = hashlib.sha256(EDITION + style() + bundle_text(self).encode())
        for enclosed in self.open_ones:
            path = enclosed.given.file.name if enclosed.given else enclosed.instead
            told.update(f"\0{path}".encode())  # a stored file never changes
        return told.hexdigest()


def contents_for(person, meeting, item=None):
    """What the person may see of the meeting, or of one of its items; None where that is nothing. A meeting
    that is retold has none, as it has no summons: see `summons_for`."""
    if meeting.source:
        return None
    items = items_for(person, meeting)
    agenda = on_the_agenda(meeting, items)
    documents = documents_for(person, meeting)
    rows, _ = rows_of(meeting, agenda, documents)
    chosen = rows if item is None else [row for row in rows if row.item.pk == item.pk]
    if not chosen:
        return None
    opened = _opened(person, meeting)
    parts = []
    for row in with_times(chosen):
        parts.append(Part(row.item.place, row.item, [_enclosed(listed, opened) for listed in row.documents]))
    own = [_enclosed(listed, opened) for listed in documents[None] if listed.url] if item is None else []
    return Contents(meeting, parts, own, is_whole=item is None)


def _opened(person, meeting):
    """The documents the person may read, by their addresses."""
    documents = Document.objects.visible_to(person, meeting)
    for document in documents:
        document.meeting = meeting
    return {document.get_absolute_url(): document for document in documents}


def _enclosed(listed, opened):
    enclosed = Enclosed(listed, opened.get(listed.url))
    if enclosed.document and not enclosed.given:
        enclosed.instead = instead_of(enclosed.document)
    return enclosed


@dataclass(frozen=True)
class Sum:
    """What the links say about the file before it is made."""

    count: int
    size: int


def sum_of(*lists):
    """The sum of those (see `meetings.documents.listing`) that the reader may open; None for none."""
    sizes = [listed.size for documents in lists for listed in documents if listed.url]
    return Sum(len(sizes), sum(sizes)) if sizes else None

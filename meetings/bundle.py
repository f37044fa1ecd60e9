"""What stands in handlingar.pdf for one reader: the agenda, a cover for each item and, after it, its papers.

Papers come through the same two doors as everywhere: `papers_for` lists them, `visible_to` opens them.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from django.conf import settings

from meetings.agenda import items_for, on_the_agenda, rows_of
from meetings.models import AgendaItem, Document, Meeting
from meetings.papers import Paper, papers_for
from rus_portal import inlay, pdf

EDITION = b"1"  # of the way the pages of others are laid in: a new one makes every file anew


@dataclass
class Enclosed:
    """A paper in its place. `leaves` are the sheets its pages lie on; where it has none, `instead` says why.
    `document` is None where the reader may only know that the paper exists."""

    paper: Paper
    document: Document | None
    leaves: list[inlay.Leaf] = field(default_factory=list)
    instead: str = ""

    @property
    def anchor(self):
        return f"handling-{self.document.pk}" if self.document else ""

    @property
    def address(self):
        return settings.PORTAL_URL + self.paper.url

    @property
    def is_laid_in(self):
        suffix = PurePath(self.document.name).suffix.lower() if self.document else ""
        return suffix in inlay.LAID_IN and not self.instead


@dataclass(frozen=True)
class Part:
    """An item with its cover and papers. `number` is what it is called, also before the summons."""

    number: int
    item: AgendaItem
    papers: list[Enclosed]

    @property
    def name(self):
        return f"Punkt {self.number}"


@dataclass(frozen=True)
class Contents:
    meeting: Meeting
    parts: list[Part]
    papers: list[Enclosed]  # the meeting's own
    is_whole: bool  # of the meeting, not one item

    @property
    def everything(self):
        """Lists of papers in the order of the pages: of the meeting itself, then of each item."""
        return [self.papers, *(part.papers for part in self.parts)]

    @property
    def open_papers(self):
        return [paper for papers in self.everything for paper in papers if paper.document]

    @cached_property
    def key(self):
        """The same for all who see the same, and another as soon as anything of it changes."""
        told = hashlib.sha256(EDITION + pdf.style() + pdf.bundle_text(self).encode())
        for paper in self.open_papers:
            told.update(f"\0{paper.document.file.name}".encode())  # a stored file never changes
        return told.hexdigest()


def contents_for(person, meeting, item=None):
    """What the person may see of the meeting, or of one of its items; None where that is nothing."""
    items = items_for(person, meeting)
    agenda = on_the_agenda(meeting, items)
    papers = papers_for(person, meeting)
    rows, _ = rows_of(meeting, agenda, papers)
    numbers = {row.item.pk: nth for nth, row in enumerate(rows, 1)}
    chosen = rows if item is None else [row for row in rows if row.item.pk == item.pk]
    if not chosen:
        return None
    opened = _opened(person, meeting)
    parts = []
    for row in chosen:
        row.item.starts = row.slot and row.slot.starts
        number = row.item.number if meeting.convened_at else numbers[row.item.pk]
        parts.append(Part(number, row.item, [_enclosed(paper, opened) for paper in row.papers]))
    own = [_enclosed(paper, opened) for paper in papers[None] if paper.url] if item is None else []
    return Contents(meeting, parts, own, is_whole=item is None)


def _opened(person, meeting):
    """The papers the person may read, by their addresses."""
    documents = Document.objects.visible_to(person).filter(meeting=meeting)
    for document in documents:
        document.meeting = meeting
    return {document.get_absolute_url(): document for document in documents}


def _enclosed(paper, opened):
    return Enclosed(paper, opened.get(paper.url))


@dataclass(frozen=True)
class Sum:
    """What the links say of the file before anyone asks for it."""

    count: int
    size: int


def sum_of(*lists):
    """Of the papers (see `meetings.papers`) that the reader may open; None where there are none."""
    sizes = [paper.size for papers in lists for paper in papers if paper.url]
    return Sum(len(sizes), sum(sizes)) if sizes else None

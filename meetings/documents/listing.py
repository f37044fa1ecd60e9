"""The documents of a meeting, or of a proposal, as one reader sees them: open, or only that there is one."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.utils import timezone

from meetings.agenda.marks import marked_documents
from meetings.documents.copies import comparison_of, reading_copy
from meetings.documents.told_of_file import instead_of
from meetings.minutes.enclosed import public_title
from meetings.models import AgendaItem, Document
from meetings.models.visibility import EVERYTHING
from meetings.triggers.generation import kept_for_all
from rus_portal.core.prepared import prepared
from rus_portal.core.words import day

AUDIENCE = {
    Document.Visibility.PUBLIC: "",
    Document.Visibility.COUNCIL: "Bara rådet",
    Document.Visibility.RESTRICTED: "Bara rådet, {}",
}


@dataclass(frozen=True)
class Version:
    pk: int
    number: int
    added: dt.datetime
    url: str


@dataclass(frozen=True)
class ListedDocument:
    """The newest version of a document, and those it replaces. `url` is empty where the reader may only know
    that the document exists; `note` says what came after the summons."""

    title: str
    pk: int = 0
    url: str = ""
    page_url: str = ""  # of the page it is read in
    is_readable: bool = False  # there, and not only downloaded
    filetype: str = ""
    size: int = 0
    note: str = ""
    audience: str = ""
    version: int = 1
    added_at: dt.datetime | None = None
    replaces: tuple[Version, ...] = ()
    compared_url: str = ""  # where it is read beside the newest of these
    is_read: bool = False
    notes_url: str = ""
    lost: int = 0  # how many of the reader's notes have lost their places in it
    instead: str = ""  # why there is nothing to read
    original_url: str = ""  # where the readers may have the file as it came, besides what they read
    original_type: str = ""
    request_url: str = ""  # where to ask for one that is not open to the reader

    @property
    def versions(self):
        """By their ids, those that are open to the reader."""
        return {self.pk, *(version.pk for version in self.replaces)}


def documents_for(user, meeting, item=None):
    """All documents of the meeting, or of one item, by the id of their item (None: the meeting's own). Two
    queries, and one more once for all until something is written.

    Show a list only where its item, or for the meeting's own its agenda, is visible to the same reader.
    """
    listed = _listed(meeting.pk)
    of_item = EVERYTHING if item is None else Q(item=item)
    # By their ids, those that are open to the reader, and whether each has been read.
    opened = dict(_opened(meeting, of_item, Document.objects.shown_to(user, meeting), user.pk))
    found = defaultdict(list)
    for of, document in listed:
        if item is None or of == item.pk:
            found[of].append(document.as_met(opened))
    return found


@kept_for_all
def _listed(meeting):
    """(the id of its item, document) of all, in the order they first came."""
    documents = Document.objects.filter(meeting=meeting).select_related("meeting__council")
    found = versions_of(documents.order_by("added_at", "pk"))
    return tuple((versions[0].item_id, _Listed.of(*versions)) for versions in found)


@prepared
def _opened(meeting, of_item, shown, person):
    opened = Document.objects.filter(of_item, shown, meeting=meeting)
    return marked_documents(opened, person).order_by().values_list("pk", "is_read")


def documents_of(user, proposal):
    """The documents of a proposal that the reader may open. One query."""
    documents = Document.objects.visible_to(user).filter(item=proposal).select_related("meeting__council")
    documents = marked_documents(documents, user.pk).order_by("added_at", "pk")
    opened = {document.pk: document.is_read for document in documents}
    return [_Listed.of(*versions).as_met(opened) for versions in versions_of(documents)]


def versions_of(documents):
    """The versions of each document, newest first; the documents in the order they first came."""
    found: dict = {}
    for document in documents:
        found[document.pk] = [document, *found.pop(document.replaces_id, [])]
    return sorted(found.values(), key=lambda versions: (versions[-1].added_at, versions[-1].pk))


@dataclass(frozen=True)
class _Listed:
    """A document with all its versions, open, and what is told of it to those for whom it is not."""

    open: ListedDocument
    closed: ListedDocument

    @classmethod
    def of(cls, newest, *replaced):
        meeting = newest.meeting
        file, original = newest.given, newest.original_beside
        closed = ListedDocument(
            public_title(newest), request_url=meeting.url("paper_ask", newest.pk) if meeting else ""
        )
        as_open = ListedDocument(
            title=newest.title,
            pk=newest.pk,
            url=newest.get_absolute_url(),
            page_url=meeting.url("document_reading", newest.pk) if meeting else "",
            is_readable=bool(meeting and reading_copy(newest)),
            filetype=file.filetype if file else "",
            size=file.size if file else 0,
            instead="" if file else instead_of(newest),
            original_url=newest.original_url if original else "",
            original_type=original.filetype if original else "",
            note=late_note(newest, *replaced),
            audience=AUDIENCE[newest.visibility].format(newest.legal_ground) if meeting else "",
            version=newest.version,
            added_at=newest.added_at,
            replaces=tuple(
                Version(each.pk, each.version, each.added_at, each.get_absolute_url()) for each in replaced
            ),
            compared_url=comparison_of(newest, replaced[0]) if replaced else "",
            notes_url=meeting.url("document_notes", newest.pk) if meeting else "",
        )
        return cls(as_open, closed)

    def as_met(self, opened):
        """By a reader to whom these versions are open, by id, each with whether it has been read."""
        newest = self.open
        if newest.pk not in opened:
            return self.closed
        replaces = tuple(version for version in newest.replaces if version.pk in opened)
        if not opened[newest.pk] and len(replaces) == len(newest.replaces):
            return newest
        compared_url = newest.compared_url if newest.replaces[:1] == replaces[:1] else ""
        return replace(newest, is_read=opened[newest.pk], replaces=replaces, compared_url=compared_url)


def late_note(newest, *replaced):
    """What came after the summons: the document itself, or only its newest version. "" when neither did."""
    first = replaced[-1] if replaced else newest
    if first.added_after_summons:
        return f"Tillkom efter kallelsen {_day(first)}"
    if newest.added_after_summons:
        return f"Ny version efter kallelsen {_day(newest)}"
    return ""


def _day(document):
    return day(timezone.localtime(document.added_at))


def with_documents_counted(meeting):
    """The items on the agenda, in its order, each with the number of its documents."""
    counted = Count("documents", filter=Q(documents__replaced_by=None))
    items = meeting.items.exclude(stage=AgendaItem.Stage.WITHDRAWN)
    return items.annotate(document_count=counted).order_by("order", "pk")

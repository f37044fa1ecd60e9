"""The documents of a meeting, or of a proposal, as one reader sees them: open, or only that there is one."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils import timezone

from meetings.agenda.marks import marked_documents
from meetings.documents.copies import reading_copy
from meetings.documents.told_of_file import instead_of
from meetings.minutes.enclosed import public_title
from meetings.models import AgendaItem, Document
from meetings.models.visibility import EVERYTHING
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
    """All documents of the meeting, or of one item, by the id of their item (None: the meeting's own). One
    query.

    Show a list only where its item, or for the meeting's own its agenda, is visible to the same reader.
    """
    of_item = EVERYTHING if item is None else Q(item=item)
    documents = _documents(meeting, of_item, Document.objects.shown_to(user, meeting), user.pk)
    for document in documents:
        document.meeting = meeting
    return _by_item(documents)


@prepared
def _documents(meeting, of_item, shown, person):
    visible = Document.objects.filter(shown, pk=OuterRef("pk"))
    documents = Document.objects.filter(of_item, meeting=meeting).annotate(is_open=Exists(visible))
    return marked_documents(documents, person).order_by("added_at", "pk")


def documents_of(user, proposal):
    """The documents of a proposal that the reader may open. One query."""
    documents = Document.objects.visible_to(user).filter(item=proposal).annotate(is_open=Value(True))
    documents = marked_documents(documents.select_related("meeting__council"), user.pk)
    return _by_item(documents.order_by("added_at", "pk"))[proposal.pk]


def _by_item(documents):
    """By the time they came."""
    found = defaultdict(list)
    for versions in versions_of(documents):
        found[versions[0].item_id].append(_met(*versions))
    return found


def versions_of(documents):
    """The versions of each document, newest first; the documents in the order they first came."""
    found: dict = {}
    for document in documents:
        found[document.pk] = [document, *found.pop(document.replaces_id, [])]
    return sorted(found.values(), key=lambda versions: (versions[-1].added_at, versions[-1].pk))


def _met(newest, *replaced):
    meeting = newest.meeting
    if not newest.is_open:
        return ListedDocument(public_title(newest), request_url=meeting.url("paper_ask", newest.pk))
    file, original = newest.given, newest.original_beside
    return ListedDocument(
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
            Version(each.pk, each.version, each.added_at, each.get_absolute_url())
            for each in replaced
            if each.is_open
        ),
        is_read=newest.is_read,
        notes_url=meeting.url("document_notes", newest.pk) if meeting else "",
    )


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

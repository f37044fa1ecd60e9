"""What one reader has read of a meeting's agenda, and what has come since."""

import math
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from meetings.models import AgendaItem, Meeting, ReadMark
from rus_portal.core.permissions import may_mark_read

WORDS_A_MINUTE = 200  # an adult reading Swedish prose silently, a low estimate
UNREAD, CHANGED, READ = "unread", "changed", "read"


def tracks_reading(person, meeting):
    """From the summons until the meeting is closed; after that one reads the minutes."""
    return meeting.stage == Meeting.Stage.CONVENED and bool(may_mark_read(person, meeting))


def marked_items(items, person):
    """Items annotated with the mark of the person, given by id, for the functions below. No extra query."""
    mark = _marks_of(person).filter(item=OuterRef("pk"))
    return items.annotate(
        read_at=Subquery(mark.values("at")), read_revision=Subquery(mark.values("revision"))
    )


def marked_documents(documents, person):
    return documents.annotate(is_read=Exists(_marks_of(person).filter(document=OuterRef("pk"))))


def _marks_of(person):
    """The public has none, and the database is not asked for them."""
    return ReadMark.objects.filter(person=person).order_by() if person else ReadMark.objects.none()


def state_of(item):
    """Whether an item from `marked_items` is unread, changed since it was read, or read. What is recorded
    at the meeting changes the row too, but does not count: the minutes tell it."""
    if item.read_at is None:
        return UNREAD
    is_open = item.stage == AgendaItem.Stage.ON_AGENDA
    return CHANGED if is_open and item.read_revision < item.revision else READ


def is_new(document, item):
    """A document that was added after its item was last read and has not been opened; of the meeting's own
    (item None), one that has not been opened. Documents of an unread item are not marked apart from it."""
    if document.is_read or item is None:
        return not document.is_read
    return item.read_at is not None and document.added_at > item.read_at


@dataclass(frozen=True)
class Progress:
    """How far the reader has come, and the item to go on with (None when all is read)."""

    read: int
    total: int
    following: AgendaItem | None
    minutes: int


def progress(items):
    unread = [item for item in items if state_of(item) != READ]
    following = unread[0] if unread else None
    return Progress(len(items) - len(unread), len(items), following, minutes_to_read(unread))


def minutes_to_read(items):
    """About how long the texts of the items take; their documents are not counted."""
    read = [field.name for field in AgendaItem.FIELDS if field.read]
    words = sum(len(getattr(item, name).split()) for item in items for name in read)
    return math.ceil(words / WORDS_A_MINUTE)

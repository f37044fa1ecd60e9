"""A reader's marks of what has been read. They concern nobody else, so they are not in the journal."""

from django.db import transaction
from django.utils import timezone

from meetings.models import ReadMark
from rus_portal.core.permissions import may_mark_read, require
from rus_portal.core.prepared import prepared


@transaction.atomic
def mark_read(meeting, *, by, items=(), documents=(), minutes=(), at=None):
    """Mark these things of the meeting as read, as they are now. Pass only what the person may see."""
    require(may_mark_read(by, meeting))
    at = at or timezone.now()
    marks = {
        "item": [ReadMark(person=by, item=item, revision=item.revision, at=at) for item in items],
        "document": [ReadMark(person=by, document=document, at=at) for document in documents],
        "minutes": [ReadMark(person=by, minutes=each, at=at) for each in minutes],
    }
    for kind, rows in marks.items():
        _keep(kind, rows)


def _keep(kind, rows):
    """In the place of those from before."""
    ReadMark.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["revision", "at"], unique_fields=["person", kind]
    )


def look_at(item, documents, *, by):
    """The person opens the item. Writes only where something is new or changed. `documents` are those
    of `documents_for`."""
    known = [mark.at for mark in _marks(by, item) if mark.revision >= item.revision]
    newest = max((document.added_at for document in documents if document.added_at), default=None)
    if not known or (newest and newest > known[0]):
        mark_read(item.meeting, by=by, items=[item])


@prepared
def _marks(person, item):
    return ReadMark.objects.filter(person=person, item=item)


def look_at_put_right(position, told, *, by):
    """The person reads on the page of the position what has been put right there, which `told` are. Then it
    is not said on the own page any more; what is put right after the newest of these is."""
    newest = max(each.corrected_at for each in told)
    if not by.read_marks.filter(position=position, at__gte=newest).exists():
        _keep("position", [ReadMark(person=by, position=position, at=newest)])


def look_at_document(document, *, by):
    """However many times and in how many pieces it is fetched, it is marked once."""
    if not by.read_marks.filter(document=document).exists():
        mark_read(document.meeting, by=by, documents=[document])


def look_at_minutes(minutes, *, by):
    if not by.read_marks.filter(minutes=minutes).exists():
        mark_read(minutes.meeting, by=by, minutes=[minutes])


@transaction.atomic
def mark_unread(meeting, *, by, items=(), documents=()):
    require(may_mark_read(by, meeting))
    by.read_marks.filter(item__in=items).delete()
    by.read_marks.filter(document__in=documents).delete()

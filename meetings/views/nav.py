"""The secretariat's tabs: the same on the meeting and on every page of it, in the order they are needed."""

from meetings.models import AgendaItem
from rus_portal.core.permissions import (
    may_change_meeting,
    may_keep,
    may_open_sitting,
    may_prepare,
    may_record_meeting,
)
from rus_portal.core.prepared import prepared

# Where a page without a tab of its own belongs, by the first part of its address below the meeting's.
BELONGS = {"": "meeting", "installning": "meeting", "punkter": "agenda", "avslut": "sitting"}


def nav(person, meeting, path):
    """The pages as (label, address, here): "page" for the one at `path`, "true" for one that it is below."""
    if not (kept := may_keep(person, meeting.council)):
        return []
    prepared, changes = may_prepare(person, meeting), may_change_meeting(person, meeting)
    records = may_record_meeting(person, meeting)
    called, minuted = prepared and meeting.convened_at, prepared and meeting.stage == meeting.Stage.HELD
    first = records and next_to_record(meeting)
    pages = [
        ("Mötet", "meeting", kept and meeting.get_absolute_url()),
        ("Uppgifter", "meeting_facts", changes and meeting.url("meeting_facts")),
        ("Dagordning", "agenda", prepared and meeting.url("agenda")),
        ("Handlingar", "meeting_documents", kept and meeting.url("meeting_documents")),
        ("Kallelse", "summons", changes and meeting.url("summons")),
        ("Svar", "answers", called and meeting.url("answers")),
        ("Förankring", "stances", called and meeting.url("stances")),
        ("Utskick", "letters", called and meeting.url("letters")),
        ("Mötesdag", "sitting", may_open_sitting(person, meeting) and meeting.url("sitting")),
        ("Närvaro", "attendance", records and meeting.url("attendance")),
        ("Formalia", "formalities", records and meeting.url("formalities")),
        ("Utfall", "item_outcome", first and first.url("item_outcome")),
        ("Protokoll", "minutes", minuted and meeting.url("minutes")),
        ("Återföring", "feedback_all", minuted and meeting.is_minuted and meeting.url("feedback_all")),
        ("Arkivera", "archive", minuted and meeting.is_published and meeting.url("archive")),
        ("Historik", "meeting_history", kept and meeting.url("meeting_history")),
    ]
    offered = [(label, name, url) for label, name, url in pages if url]
    here = _belongs(meeting, path, offered)
    marks = ["page" if url == path else "true" if name == here else "" for _, name, url in offered]
    return [(label, url, mark) for (label, _, url), mark in zip(offered, marks, strict=True)]


def _belongs(meeting, path, offered):
    """The name of the tab that the page at `path` is below."""
    if path.endswith("/utfall/"):
        return "item_outcome"
    parts = {url.removeprefix(meeting.get_absolute_url()).split("/")[0]: name for _, name, url in offered}
    part = path.removeprefix(meeting.get_absolute_url()).split("/")[0]
    return (parts | BELONGS).get(part)


def next_to_record(meeting):
    """The first item without an outcome; the first of all when every item has one. Not one whose § is
    approved already."""
    items = _on_the_agenda(meeting)
    waiting = [item for item in items if item.stage == AgendaItem.Stage.ON_AGENDA]
    left = [item for item in items if item.pk not in meeting.minuted_items]
    first = next(iter([*waiting, *left]), None)
    if first:
        first.meeting = meeting
    return first


@prepared
def _on_the_agenda(meeting):
    return AgendaItem.objects.filter(meeting=meeting).on_the_agenda().order_by("order", "pk")

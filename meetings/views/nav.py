"""The secretary's menu of one meeting: the pages available now, in the order they are needed."""

from meetings.models import AgendaItem
from rus_portal.core.permissions import (
    may_change_meeting,
    may_keep,
    may_open_sitting,
    may_prepare,
    may_record_meeting,
)
from rus_portal.core.prepared import prepared


def nav(person, meeting, here):
    """The pages as (label, address, is it this one); `here` is the name of the page that is shown."""
    kept, prepared = may_keep(person, meeting.council), may_prepare(person, meeting)
    changes, records = may_change_meeting(person, meeting), may_record_meeting(person, meeting)
    minuted = meeting.stage == meeting.Stage.HELD
    first = records and next_to_record(meeting)
    pages = [
        ("Uppgifter", "meeting_facts", changes and meeting.url("meeting_facts")),
        ("Dagordning", "agenda", prepared and meeting.url("agenda")),
        ("Handlingar", "meeting_documents", kept and meeting.url("meeting_documents")),
        ("Kallelse", "summons", changes and meeting.url("summons")),
        ("Svar", "answers", prepared and meeting.convened_at and meeting.url("answers")),
        ("Utskick", "letters", prepared and meeting.convened_at and meeting.url("letters")),
        ("Mötesdag", "sitting", may_open_sitting(person, meeting) and meeting.url("sitting")),
        ("Närvaro", "attendance", records and meeting.url("attendance")),
        ("Formalia", "formalities", records and meeting.url("formalities")),
        ("Utfall", "item_outcome", first and first.url("item_outcome")),
        ("Protokoll", "minutes", prepared and minuted and meeting.url("minutes")),
        ("Återföring", "feedback_all", prepared and meeting.is_minuted and meeting.url("feedback_all")),
    ]
    return [(label, address, name == here) for label, name, address in pages if address]


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

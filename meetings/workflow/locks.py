"""The rows a verb locks until its transaction ends, as they are now. Always in this order: council, meeting,
item, minutes, the rest."""

from meetings.models import AgendaItem, Document, GuestLink, Meeting, Minutes
from rus_portal.core.refusal import Refused


def locked_meeting(meeting):
    """The row as it stands now, held until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("council").get(pk=meeting.pk)


def locked_item(item):
    """The row as it stands now, held until the transaction ends."""
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__council")
    return rows.get(pk=item.pk)


def locked_on_meeting(document):
    """The row; refused if the document has meanwhile left its meeting with its proposal."""
    document = locked_document(document)
    if document.meeting is None:
        raise Refused("Handlingen hör till ett förslag som inte längre har någon plats på mötet.")
    return document


def locked_document(document):
    rows = Document.objects.select_for_update(of=("self",))
    return rows.select_related("meeting__council", "item", "replaces").get(pk=document.pk)


def locked_link(link):
    rows = GuestLink.objects.select_for_update(of=("self",))
    return rows.select_related("item__meeting__council", "made_by").get(pk=link.pk)


def locked_minutes(minutes):
    rows = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__council")
    return rows.get(pk=minutes.pk)

"""The summons as a PDF, with what one reader may see of the agenda."""

from meetings import pdf
from meetings.agenda.rows import items_for, on_the_agenda, rows_of, with_times
from meetings.documents.listing import documents_for
from rus_portal.core.permissions import may_follow


def summons_for(person, meeting):
    """The bytes of the PDF, or None where the person may not see anything of the agenda. A meeting that is
    retold has none: what went out to it is not known."""
    agenda = [] if meeting.source else on_the_agenda(meeting, items_for(person, meeting))
    if not agenda:
        return None
    rows, _ = rows_of(meeting, agenda, documents_for(person, meeting))
    for row in with_times(rows):
        row.item.listed = row.documents
    return pdf.summons_pdf(meeting, agenda, whom_to_ask=bool(may_follow(person, meeting)))


def summons_of(person, contents):
    """The same of what has been gathered for handlingar.zip."""
    for part in contents.parts:
        part.item.listed = [each.listed for each in part.enclosed]
    items = [part.item for part in contents.parts]
    return pdf.summons_pdf(contents.meeting, items, whom_to_ask=bool(may_follow(person, contents.meeting)))

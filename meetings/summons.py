"""The summons on paper, with what one reader may see of the agenda."""

from meetings.agenda import items_for, on_the_agenda, rows_of
from meetings.papers import papers_for
from rus_portal import pdf
from rus_portal.permissions import may_take_part


def summons_for(person, meeting):
    """The bytes of the PDF, or None where the person may not see anything of the agenda."""
    agenda = on_the_agenda(meeting, items_for(person, meeting))
    if not agenda:
        return None
    rows, _ = rows_of(meeting, agenda, papers_for(person, meeting))
    for row in rows:
        row.item.starts = row.slot and row.slot.starts
        row.item.papers = row.papers
    return pdf.summons_pdf(meeting, agenda, whom_to_ask=bool(may_take_part(person, meeting)))

"""The papers of a meeting as they are read in the page, one after the other; what is found in them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render

from meetings.documents.copies import reading_copy
from meetings.documents.download import handed_out
from meetings.documents.reading import found_in, papers_for, place_of, state_of_text
from meetings.documents.told_of_file import instead_of
from meetings.views.document import opened
from meetings.views.lookups import document_or_404, meeting_or_404
from rus_portal.core.asked import LONGEST
from rus_portal.core.inflection import sought


@login_not_required
def papers(request, council, date):
    """All papers of the meeting, or what is found in them."""
    meeting = meeting_or_404(request, council, date)
    found = papers_for(request.user, meeting)
    if not found:
        raise Http404
    asked = request.GET.get("q", "").strip()[:LONGEST]
    rows = [(paper, (), "") for paper in found]
    if words := sought(asked, set):
        rows = [row for row in found_in(found, words) if row[1] or row[2]]
    context = {"meeting": meeting, "rows": rows, "asked": asked, "longest": LONGEST}
    return render(request, "meetings/document_list.html", context)


@login_not_required
def reading(request, council, date, pk):
    """One paper, or an earlier version of it."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    copy, place = reading_copy(document), place_of(document, papers_for(request.user, meeting))
    if document.item:
        document.item.meeting = meeting
    context = {
        "meeting": meeting,
        "document": document,
        "item": document.item,
        "copy": copy,
        "copy_url": meeting.url("document_copy", pk) if copy else "",
        "is_scanned": state_of_text(document) == "scanned",
        "given": document.given,
        "instead": "" if document.given else instead_of(document),
        "place": place,
        "number": place.paper.item.place if place and document.item else None,
        "newer": place.newest.page_url if place and place.newest.pk != pk else "",
        "papers_url": meeting.url("papers"),
        "asked": request.GET.get("q", "").strip()[:LONGEST],
        "longest": LONGEST,
    }
    return render(request, "meetings/document_reading.html", context)


@login_not_required
def copy(request, council, date, pk):
    """The file that the page shows. The right is checked for every part fetched."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    if (found := reading_copy(document)) is None:
        raise Http404
    return opened(request, meeting, document, handed_out(request, document, found))

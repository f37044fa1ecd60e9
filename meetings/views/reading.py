"""The papers of a meeting as they are read in the page, one after the other; what is found in them."""

import json
from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render

from meetings.documents.comparison import compare
from meetings.documents.copies import digest_of, reading_copy
from meetings.documents.download import handed_out
from meetings.documents.reading import found_in, papers_for, place_of, state_of_text
from meetings.documents.told_of_file import instead_of
from meetings.forms.note import PlacedNoteForm
from meetings.positions.passage import read_at
from meetings.reader.notes import notes_in, with_lost
from meetings.views.document import opened
from meetings.views.lookups import document_or_404, document_or_none, meeting_or_404
from rus_portal.core.asked import LONGEST
from rus_portal.core.inflection import sought
from rus_portal.core.permissions import may_write_note


@login_not_required
def papers(request, council, date):
    """All papers of the meeting, or what is found in them."""
    meeting = meeting_or_404(request, council, date)
    found = papers_for(request.user, meeting)
    listed = with_lost([paper.listed for paper in found], request.user)
    found = [replace(paper, listed=own) for paper, own in zip(found, listed, strict=True)]
    if not found:
        raise Http404
    asked = request.GET.get("q", "").strip()[:LONGEST]
    rows = [(paper, (), "") for paper in found]
    if asked:
        rows = [row for row in found_in(found, sought(asked, set)) if row[1] or row[2]]
    rows = [(paper, passage, note, read_at(paper.url, passage)) for paper, passage, note in rows]
    context = {"meeting": meeting, "rows": rows, "asked": asked, "longest": LONGEST}
    context["is_found"] = any(passage for _, passage, *_ in rows)
    return render(request, "meetings/document_list.html", context)


@login_not_required
def reading(request, council, date, pk):
    """One paper, or an earlier version of it."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    copy, row = reading_copy(document), papers_for(request.user, meeting)
    place = place_of(document, row)
    if document.item:
        document.item.meeting = meeting
    notes = notes_in(request.user, place.newest.versions if place else {pk})
    for note in notes:
        note.told = place_told(note, document, copy)
        note.is_lost &= bool(place and place.newest.pk == pk)  # it was looked for in the newest
    context = {
        "meeting": meeting,
        "document": document,
        "notes": notes,
        "note_form": PlacedNoteForm(person=request.user, meeting=meeting)
        if may_write_note(request.user, meeting)
        else None,
        "item": document.item,
        "copy": copy,
        "copy_url": meeting.url("document_copy", pk) if copy else "",
        "compared_url": meeting.url("document_comparison", pk)
        if copy and compared(request, document)
        else "",
        "is_scanned": state_of_text(document) == "scanned",
        "given": document.given,
        "instead": "" if document.given else instead_of(document),
        "place": place,
        "papers": row if place else [],
        "number": place.paper.item.place if place and document.item else None,
        "newer": place.newest.page_url if place and place.newest.pk != pk else "",
        "papers_url": meeting.url("papers"),
        "longest": LONGEST,
    }
    return render(request, "meetings/document_reading.html", context)


def compared(request, document):
    """The version that it replaces, where the reader may open that and it can be shown too; else None."""
    earlier = document.replaces
    if earlier is None or reading_copy(earlier) is None:
        return None
    return document_or_none(request, document.meeting, earlier.pk)


@login_not_required
def comparison(request, council, date, pk):
    """A paper beside the version that it replaces."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    earlier = compared(request, document)
    if earlier is None or reading_copy(document) is None:
        raise Http404
    context = {"meeting": meeting, "document": document, "sides": [earlier, document]}
    context["words"] = compare(earlier, document)
    return render(request, "meetings/document_comparison.html", context)


def place_told(note, document, copy):
    """What reader.js draws of it, where it is about a place: as it was marked where it is this very file, or
    else where its words are found."""
    if not (note.page and copy):
        return ""
    is_here = note.document_id == document.pk and note.sha256 == digest_of(copy)
    told = {"page": note.page, "quote": note.quote, "before": note.quote_before, "after": note.quote_after}
    return json.dumps(told | {"rects": note.rects if is_here else []})


@login_not_required
def copy(request, council, date, pk):
    """The file that the page shows. The right is checked for every part fetched."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    if (found := reading_copy(document)) is None:
        raise Http404
    return opened(request, meeting, document, handed_out(request, document, found))

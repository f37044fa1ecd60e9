"""A reader's notes: on an item, on a document, and all of them together."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from meetings.forms.note import NoteForm, PlacedNoteForm
from meetings.reader.notes import notes_of, notes_on, placed, readable
from meetings.views.lookups import document_or_404, item_or_404, meeting_or_404
from meetings.workflow import note as verbs
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import may_change_note, may_write_note, require
from rus_portal.core.seen import marks_in

ON_A_PAGE = 30


def of_item(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    return _on(request, meeting, item, f"{item.url('item')}#anteckningar")


def of_document(request, council, date, pk):
    """The document itself is a file, so this is the page about it; who reads it goes on doing that."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    back = meeting.url("document_reading" if "reading" in request.POST else "document_notes", pk)
    return _on(request, meeting, document, back, PlacedNoteForm)


def _on(request, meeting, subject, back, kind=NoteForm):
    """Back from there, or where it is about a place to the page where the document is read."""
    require(may_write_note(request.user, meeting))
    form = kind(posted(request), person=request.user, meeting=meeting)
    if form.is_valid():
        note = attempt(form, verbs.write_note, subject, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, said(note, "Anteckningen är sparad."))
            [placed_note] = placed([note], request.user)
            return redirect(placed_note.place_url or back)
    context = {"meeting": meeting, "subject": subject, "notes": notes_on(request.user, subject)}
    return form_page(request, "meetings/note_list.html", form, **context)


def notes(request):
    page = Paginator(notes_of(request.user), ON_A_PAGE).get_page(request.GET.get("sida"))
    context = {"page": page, "notes": list(readable(list(page), request.user))}
    return render(request, "meetings/note_all.html", context)


def _note_or_404(request, pk):
    note = get_object_or_404(notes_of(request.user), pk=pk)
    require(may_change_note(request.user, note))
    return note


def note(request, pk):
    note = _note_or_404(request, pk)
    form = NoteForm(posted(request), person=request.user, meeting=note.meeting, saved=note)
    if form.is_valid():
        attempt(form, verbs.change_note, note, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Anteckningen är sparad.")
            return redirect("notes")
    return form_page(request, "meetings/note_form.html", form, note=note)


@require_POST
def removal(request, pk):
    note = _note_or_404(request, pk)
    act(request, "Anteckningen är borttagen.", verbs.remove_note, note, seen=marks_in(request.POST))
    return redirect("notes")

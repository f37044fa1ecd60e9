"""A reader's own marks of what has been read on a meeting."""

from django.core.exceptions import BadRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from meetings.agenda.marks import progress, tracks_reading
from meetings.agenda.rows import items_for, on_the_agenda
from meetings.models import AgendaItem, Document
from meetings.views.lookups import meeting_or_404
from meetings.workflow.read_mark import mark_read, mark_unread
from rus_portal.core.permissions import may_mark_read, require


def begin(request, council, date):
    """Where the summons leads: to the next item that its reader has not read; else to the meeting."""
    meeting = meeting_or_404(request, council, date)
    if not tracks_reading(request.user, meeting):
        return redirect(meeting)
    agenda = on_the_agenda(meeting, items_for(request.user, meeting))
    return redirect(progress(agenda).following or meeting)


@require_POST
def marks(request, council, date):
    """`read` or `unread` names items by number, `opened` or `unopened` documents by id, `all` everything.

    Redirects to the agenda, never to the item: opening that marks it as read.
    """
    meeting = meeting_or_404(request, council, date)
    require(may_mark_read(request.user, meeting))
    items = AgendaItem.objects.visible_to(request.user, meeting).on_the_agenda()
    documents = Document.objects.visible_to(request.user, meeting)
    if "all" in request.POST:
        mark_read(meeting, by=request.user, items=items, documents=documents)
        return redirect("mine" if request.POST["all"] == "mitt" else meeting)
    for verb, item_key, document_key in ((mark_read, "read", "opened"), (mark_unread, "unread", "unopened")):
        verb(
            meeting,
            by=request.user,
            items=items.filter(number__in=_numbers(request, item_key)),
            documents=documents.filter(pk__in=_numbers(request, document_key)),
        )
    return redirect(meeting)


def _numbers(request, key):
    named = request.POST.getlist(key)
    if not all(each.isdecimal() and len(each) < 10 for each in named):
        raise BadRequest
    return named

"""Somebody asks for a paper that is not open to them, and the secretariat answers."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from meetings.documents.download import handed_to_reader
from meetings.forms.paper_request import RequestAnswerForm, RequestForm
from meetings.minutes.enclosed import public_title
from meetings.models import AgendaItem, Document, PaperRequest
from meetings.views.guest import secret_address
from meetings.views.lookups import meeting_or_404, next_or_404
from meetings.workflow.paper_request import (
    APPEALABLE,
    answer_request,
    ask_for_paper,
    request_address,
    revoke_handed,
)
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import may_follow


@login_not_required
def ask(request, council, date, pk):
    meeting = meeting_or_404(request, council, date)
    document = _known_or_404(request.user, meeting, pk)
    form = RequestForm(posted(request))
    if form.is_valid() and (asked := form.attempt(request, ask_for_paper, document, **form.cleaned_data)):
        messages.success(request, "Din begäran är lämnad.")
        return redirect(request_address(asked))
    context = {"meeting": meeting, "named": public_title(document), "contact": settings.CONTACT_EMAIL}
    return form_page(request, "meetings/paper_ask.html", form, **context)


def _known_or_404(user, meeting, pk):
    """A document of the meeting that the person may know of: its newest version, that has been sent out."""
    rows = Document.objects.filter(pk=pk, meeting=meeting, meeting__convened_at__isnull=False).current()
    document = next_or_404(rows.select_related("item"))
    document.meeting = meeting
    items = AgendaItem.objects.filter(AgendaItem.objects.shown_to(user, meeting)).on_the_agenda()
    if document.item and not items.filter(pk=document.item_id).exists():
        raise Http404
    if document.item is None and not (meeting.is_published or may_follow(user, meeting)):
        raise Http404
    return document


@secret_address
def of_asker(request, token):
    """The answer, once there is one; of no use to anybody without the address."""
    asked = _asked(token)
    context = {"asked": asked, "token": token, "appealable": APPEALABLE}
    context["named"] = asked.document and public_title(asked.document)
    return render(request, "meetings/paper_request_of.html", context)


@secret_address
def handed(request, token):
    """What was handed out, for as long as it is kept who asked."""
    asked = _asked(token)
    if asked.handed is None or asked.forgotten_at:
        raise Http404
    return handed_to_reader(request, asked.handed)


def _asked(token):
    rows = PaperRequest.objects.opened_by(token)
    return get_object_or_404(rows.select_related("meeting__council", "document", "handed"))


def answer(request, pk):
    """For the secretariat: read it and answer it."""
    asked = _own_or_404(request.user, pk)
    form = RequestAnswerForm(posted(request), document=asked.document, copies=asked.copies())
    if form.is_valid():
        attempt(form, answer_request, asked, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Svaret är lämnat.")
            return redirect(asked)
    context = {"asked": asked, "appealable": APPEALABLE}
    return form_page(request, "meetings/paper_request.html", form, **context)


@require_POST
def revocation(request, pk):
    """For the secretariat: what was handed out is to be read there no more."""
    asked = _own_or_404(request.user, pk)
    done = "Länken är indragen. Det som redan är hämtat finns kvar hos den som hämtade det."
    act(request, done, revoke_handed, asked)
    return redirect(asked)


def _own_or_404(user, pk):
    rows = PaperRequest.objects.visible_to(user).select_related("meeting__council", "document", "handed")
    return get_object_or_404(rows, pk=pk)

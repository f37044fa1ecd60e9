"""The documents of a proposal: its writer adds and removes them; those who follow it download them."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings.documents.download import handed_out, handed_to_reader, is_opened
from meetings.documents.told_of_file import told_of_file
from meetings.forms.document import TitledFilesForm
from meetings.models import Document
from meetings.views.document import attach_all, taken
from meetings.views.proposal import proposal_or_404
from meetings.workflow import proposal_document as verbs
from meetings.workflow.document import note_openings
from rus_portal.core.acting import act, done_already, form_page, posted
from rus_portal.core.permissions import may_fetch_original, may_write_proposal, require


def documents(request, pk):
    item = proposal_or_404(request, pk)
    require(may_write_proposal(request.user, item))
    form = TitledFilesForm(posted(request), request.FILES or None)
    if form.is_valid():
        attach_all(form, partial(verbs.attach_to_proposal, item, by=request.user))
    if form.is_bound and (answer := taken(request, form, reverse("proposal_documents", args=[pk]))):
        return answer
    documents = visible(request).current().filter(item=item).order_by("added_at", "pk")
    rows = [{"document": each, "told": told_of_file(each)} for each in documents]
    return form_page(request, "meetings/proposal_documents.html", form, item=item, rows=rows)


def document(request, pk, document):
    """A document as a file. If it now belongs to a meeting or another proposal, redirects there."""
    document = get_object_or_404(visible(request), item__isnull=False, pk=document)
    if document.meeting or document.item_id != pk:
        return redirect(document)
    return _opened(request, document, handed_to_reader(request, document))


def original(request, pk, document):
    """The file as it came."""
    document = get_object_or_404(visible(request), item=pk, pk=document)
    if document.meeting:
        return redirect(document.original_url)
    require(may_fetch_original(request.user, document))
    return _opened(request, document, handed_out(request, document))


def _opened(request, document, response):
    if is_opened(request, response):
        note_openings([document], request.user)
    return response


@require_POST
def removal(request, pk, document):
    document = visible(request).filter(item=pk, pk=document).first()
    if document is None:
        return done_already(request, reverse("proposal_documents", args=[pk]))
    act(request, f"”{document.title}” är borttagen.", verbs.remove_from_proposal, document)
    return redirect("proposal_documents", pk)


def visible(request):
    return Document.objects.visible_to(request.user).select_related("meeting__council", "item")

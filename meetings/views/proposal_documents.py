"""The papers of a proposal: its writer adds and removes them; who follows it is handed the file."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings.downloads import handed_out
from meetings.forms.papers import TitledFilesForm
from meetings.models import Document
from meetings.views.papers import attach_all, taken
from meetings.views.proposals import proposal_or_404
from meetings.workflow import proposal_documents as verbs
from meetings.workflow.papers import note_opening
from rus_portal.acts import act, form_page, posted
from rus_portal.permissions import may_write_proposal, require


def documents(request, pk):
    item = proposal_or_404(request, pk)
    require(may_write_proposal(request.user, item))
    form = TitledFilesForm(posted(request), request.FILES or None)
    if form.is_valid():
        attach_all(form, partial(verbs.attach_to_proposal, item, by=request.user))
    if form.is_bound and (answer := taken(request, form, reverse("proposal_documents", args=[pk]))):
        return answer
    papers = visible(request).current().filter(item=item).order_by("added_at", "pk")
    return form_page(request, "meetings/proposal_documents.html", form, item=item, rows=list(papers))


def document(request, pk, document):
    """As a file. Where it has gone on to a meeting or to another proposal since, it has its address there."""
    paper = get_object_or_404(visible(request), item__isnull=False, pk=document)
    if paper.meeting or paper.item_id != pk:
        return redirect(paper)
    response = handed_out(request, paper)
    if response.status_code < 400:
        note_opening(paper, request.user)
    return response


@require_POST
def removal(request, pk, document):
    paper = get_object_or_404(visible(request), item=pk, pk=document)
    act(request, f"”{paper.title}” är borttagen.", verbs.remove_from_proposal, paper)
    return redirect("proposal_documents", pk)


def visible(request):
    return Document.objects.visible_to(request.user).select_related("meeting__council", "item")

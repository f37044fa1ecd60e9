"""Documents: the secretariat adds, changes, replaces and removes them; its readers download the
file."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from councils.journal import history_of
from meetings.agenda.marks import tracks_reading
from meetings.documents.copies import comparison_of
from meetings.documents.download import handed_out, handed_to_reader, is_opened
from meetings.documents.listing import late_note, versions_of, with_documents_counted
from meetings.documents.told_of_file import told_of_file
from meetings.forms.document import DocumentsForm, FactsForm, VersionForm
from meetings.views.lookups import document_or_404, item_or_404, meeting_or_404
from meetings.workflow import document as verbs
from meetings.workflow.document import change_document, note_openings, replace_document
from meetings.workflow.read_mark import look_at_document
from meetings.workflow.reading_copy import made_together
from rus_portal.core.acting import act, attempt, form_page, in_passing, posted
from rus_portal.core.permissions import may_change_documents, may_fetch_original, may_keep, require
from rus_portal.core.refusal import AlreadyMade, Refused, told_by_database
from rus_portal.core.seen import marks_in


@login_not_required
def document(request, council, date, pk):
    """One version of a document, as its readers are given it. The right is checked for every part fetched."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    return opened(request, meeting, document, handed_to_reader(request, document))


@login_not_required
def document_original(request, council, date, pk):
    """The file as it came."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    require(may_fetch_original(request.user, document))
    return opened(request, meeting, document, handed_out(request, document))


def opened(request, meeting, document, response):
    """The response with a file of the document, for one who may see it: it is noted as opened."""
    if is_opened(request, response):
        if tracks_reading(request.user, meeting):
            in_passing(response, look_at_document, document, by=request.user)
        note_openings([document], request.user)
    return response


def item_documents(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    return documents_page(request, meeting, item_or_404(request, meeting, number))


def meeting_documents(request, council, date):
    """Documents that belong to the meeting as a whole."""
    return documents_page(request, meeting_or_404(request, council, date), None)


def documents_page(request, meeting, item):
    require(may_keep(request.user, meeting.council))
    form = DocumentsForm(posted(request), request.FILES or None)
    if form.is_valid():
        attach_all(form, partial(verbs.attach_document, meeting, item=item, by=request.user))
    if form.is_bound and (answer := taken(request, form, documents_address(meeting, item))):
        return answer
    documents = versions_of(meeting.documents.filter(item=item).order_by("added_at", "pk"))
    context = {
        "meeting": meeting,
        "item": item,
        "rows": [_row(*versions) for versions in documents],
        "items": [] if item else with_documents_counted(meeting),
        "may_change": may_change_documents(request.user, meeting, item),
    }
    return form_page(request, "meetings/documents_form.html", form, **context)


def _row(newest, *earlier):
    note, told = late_note(newest, *earlier), told_of_file(newest)
    compared_url = comparison_of(newest, earlier[0]) if earlier else ""
    facts = {"note": note, "told": told, "read": newest.given, "compared_url": compared_url}
    return {"document": newest} | facts


def attach_all(form, attach):
    """Each file by itself: one that is refused does not stop the others. One that is there already counts as
    kept."""
    added, form.there = [], []
    with made_together():
        for file, facts in form.documents():
            try:
                with told_by_database():
                    added.append(attach(file, **facts))
            except AlreadyMade:
                form.there.append(file)
            except Refused as no:
                form.kept.remove(file)
                form.refused.append(f"”{file.name}” lades inte till. {no.sentence}")
    if not form.kept:
        form.add_error("files", form.refused)
    form.told = told_of_files(added)


def told_of_files(documents):
    """What whoever has uploaded them should know of what they carry."""
    for document in documents:
        document.refresh_from_db()
    told = [(document.title, told_of_file(document)) for document in documents]
    return [f"”{title}”: {sentence}" for title, sentence in told if sentence]


def documents_address(meeting, item):
    return item.url("item_documents") if item else meeting.url("meeting_documents")


def taken(request, form, back):
    """The response to uploaded files: to a script what happened to its file, to a browser the page that lists
    them; None where the form must be shown again."""
    sentences = [
        sentence
        for errors in form.errors.as_data().values()
        for error in errors
        if error.code != "again"
        for sentence in error.messages
    ]
    if request.headers.get("X-Requested-With") == "fetch":
        sentences += [] if form.errors else form.refused
        told = {"sentences": sentences, "told": form.told}
        return JsonResponse(told, status=422 if form.errors else 200)
    if form.errors:
        return None
    messages.success(request, told_of_count(len(form.kept) - len(form.there), len(form.there)))
    for sentence in form.told:
        messages.warning(request, sentence)
    for sentence in form.refused:
        messages.error(request, sentence)
    return redirect(back)


def told_of_count(added, there):
    told = ["Handlingen är tillagd." if added == 1 else f"{added} handlingar är tillagda."] if added else []
    if there:
        told += ["Handlingen finns redan." if there == 1 else f"{there} handlingar finns redan."]
    return " ".join(told)


def document_facts(request, council, date, pk):
    """What a document is called, what it is and who may read it; and who has opened a restricted one."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    require(may_keep(request.user, meeting.council))
    form = FactsForm(posted(request), saved=document)
    if form.is_valid():
        changed = attempt(form, change_document, document, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"”{changed.title}” är sparad.")
            return redirect(documents_address(meeting, document.item))
    context = {"meeting": meeting, "document": document, "history": history_of(document)}
    context["back"] = documents_address(meeting, document.item)
    return form_page(request, "meetings/document_facts.html", form, **context)


def document_versions(request, council, date, pk):
    """A new version, and the existing ones."""
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    require(may_change_documents(request.user, meeting, document.item))
    form = VersionForm(posted(request), request.FILES or None)
    back = documents_address(meeting, document.item)
    if form.is_valid():
        new = attempt(form, replace_document, document, by=request.user, **form.cleaned_data)
        if new:
            messages.success(request, f"Version {new.version} av ”{new.title}” är tillagd.")
            for sentence in told_of_files([new]):
                messages.warning(request, sentence)
            return redirect(back)
    context = {"meeting": meeting, "document": document, "back": back}
    context["versions"] = [document, *document.earlier]
    for version in context["versions"]:
        version.compared_url = comparison_of(version, version.replaces) if version.replaces else ""
    context["is_replaced"] = hasattr(document, "replaced_by")
    return form_page(request, "meetings/document_versions.html", form, **context)


@require_POST
def document_removal(request, council, date, pk):
    meeting = meeting_or_404(request, council, date)
    document = document_or_404(request, meeting, pk)
    done, saw = f"”{document.title}” är borttagen.", marks_in(request.POST)
    act(request, done, verbs.remove_document, document, seen=saw)
    return redirect(documents_address(meeting, document.item))

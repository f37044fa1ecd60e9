"""All documents at once: handlingar.pdf and handlingar.zip, of a meeting or of one of its items."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from meetings.documents.bundle import contents_for
from meetings.documents.summons import summons_for
from meetings.documents.zip import zip_of
from meetings.views.lookups import item_or_404, meeting_or_404
from meetings.workflow.bundle import ask_for, forget
from meetings.workflow.document import note_opening
from rus_portal.core.permissions import may_keep


@login_not_required
def meeting_bundle(request, council, date):
    """Available when the summons is; to the secretariat also before."""
    meeting = meeting_or_404(request, council, date)
    contents = _contents_or_404(request, meeting)
    bundle = ask_for(contents, by=request.user)
    back, filename = meeting.get_absolute_url(), f"handlingar-{meeting.date}.pdf"
    return _bundle(request, contents, bundle, back, filename)


@login_not_required
def item_bundle(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    contents = _contents_or_404(request, meeting, item)
    bundle = ask_for(contents, by=request.user, item=item)
    filename = f"handlingar-{meeting.date}-punkt-{number}.pdf"
    return _bundle(request, contents, bundle, item.get_absolute_url(), filename)


@login_not_required
def meeting_zip(request, council, date):
    meeting = meeting_or_404(request, council, date)
    contents = _contents_or_404(request, meeting)
    _note_openings(request, contents)
    archive = zip_of(contents, agenda=summons_for(request.user, meeting))
    return _file(archive, f"handlingar-{meeting.date}.zip", as_attachment=True)


@login_not_required
def item_zip(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    contents = _contents_or_404(request, meeting, item)
    if not contents.open_ones:
        raise Http404
    _note_openings(request, contents)
    return _file(zip_of(contents), f"handlingar-{meeting.date}-punkt-{number}.zip", as_attachment=True)


def _contents_or_404(request, meeting, item=None):
    is_open = item or meeting.convened_at or may_keep(request.user, meeting.council)
    contents = contents_for(request.user, meeting, item) if is_open else None
    if contents is None:
        raise Http404
    return contents


def _note_openings(request, contents):
    """Restricted documents opened in this way are noted too."""
    for document in contents.open_ones:
        note_opening(document.document, request.user)


def _bundle(request, contents, bundle, back, filename):
    """The file; or while it is made how far it has come; or that it could not be made."""
    if bundle.made_at:
        _note_openings(request, contents)
        try:
            same = get_conditional_response(request, etag=f'"{bundle.key}"')
            return same or _file(bundle.file.open(), filename, etag=bundle.key)
        except FileNotFoundError:  # removed by another process: the page reloads and starts anew
            forget(bundle)
    page = {"bundle": bundle, "meeting": bundle.meeting, "back": back}
    response = render(request, "meetings/bundle_waiting.html", page, status=500 if bundle.failed_at else 202)
    response["Cache-Control"] = "no-store"
    return response


def _file(file, filename, *, etag="", as_attachment=False):
    response = FileResponse(file, filename=filename, as_attachment=as_attachment)
    response["Cache-Control"] = "private, no-cache"
    if etag:
        response["ETag"] = f'"{etag}"'
    return response

"""All documents at once: handlingar.pdf and handlingar.zip, of a meeting or of one of its items."""

import logging
from functools import partial, wraps

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import render

from meetings.documents.bundle import contents_for
from meetings.documents.download import unavailable
from meetings.documents.summons import summons_of
from meetings.documents.zip import zip_of
from meetings.views.lookups import item_or_404, meeting_or_404
from meetings.workflow.bundle import ask_for, forget
from meetings.workflow.document import note_openings
from rus_portal.core.document_store import trouble
from rus_portal.core.permissions import may_keep
from rus_portal.core.ranges import ranged, streamed

log = logging.getLogger(__name__)


def told_of_store(view):
    """While the store is away the reader is told so at once, of all the documents together."""

    @wraps(view)
    def told(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except trouble():
            log.exception("The documents at %s cannot be fetched", request.path)
            return unavailable(request, "handlingarna")

    return told


@login_not_required
@told_of_store
def meeting_bundle(request, council, date):
    """Available when the summons is; to the secretariat also before."""
    meeting = meeting_or_404(request, council, date)
    contents = _contents_or_404(request, meeting)
    back, filename = meeting.get_absolute_url(), f"handlingar-{meeting.file_stem}.pdf"
    return _bundle(request, contents, back, filename)


@login_not_required
@told_of_store
def item_bundle(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    contents = _contents_or_404(request, meeting, item)
    filename = f"handlingar-{meeting.file_stem}-punkt-{number}.pdf"
    return _bundle(request, contents, item.get_absolute_url(), filename, item=item)


@login_not_required
@told_of_store
def meeting_zip(request, council, date):
    meeting = meeting_or_404(request, council, date)
    contents = _contents_or_404(request, meeting)
    archive = zip_of(contents, agenda=summons_of(request.user, contents))
    _note_openings(request, contents)
    return _archive(archive, f"handlingar-{meeting.file_stem}.zip")


@login_not_required
@told_of_store
def item_zip(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    contents = _contents_or_404(request, meeting, item)
    if not contents.open_ones:
        raise Http404
    archive = zip_of(contents)
    _note_openings(request, contents)
    return _archive(archive, f"handlingar-{meeting.file_stem}-punkt-{number}.zip")


def _contents_or_404(request, meeting, item=None):
    is_open = item or meeting.convened_at or may_keep(request.user, meeting.council)
    contents = contents_for(request.user, meeting, item) if is_open else None
    if contents is None:
        raise Http404
    return contents


def _note_openings(request, contents):
    """Restricted documents opened in this way are noted too; not by whoever asks for the size alone."""
    if request.method == "GET":
        note_openings([each.document for each in contents.open_ones], request.user)


def _bundle(request, contents, back, filename, item=None):
    """The file; or while it is made how far it has come; or that it could not be made."""
    bundle = ask_for(contents, by=request.user, item=item)
    if bundle.made_at:
        try:
            made = partial(streamed, bundle.file.open, filename=filename)
            answer = ranged(request, bundle.file.size, bundle.key, made)
            answer["Cache-Control"] = "private, no-cache"
            _note_openings(request, contents)
            return answer
        except FileNotFoundError:  # removed by another process: the page reloads and starts anew
            forget(bundle)
    page = {"bundle": bundle, "meeting": bundle.meeting, "back": back}
    response = render(request, "meetings/bundle_waiting.html", page, status=500 if bundle.failed_at else 202)
    response["Cache-Control"] = "no-store"
    return response


def _archive(file, filename):
    response = FileResponse(file, filename=filename, as_attachment=True)
    response["Cache-Control"] = "private, no-cache"
    return response

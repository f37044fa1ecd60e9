"""One document as a file. An upload never runs or is shown as a page of ours: browsers always save it and
never guess its type, and even opened by mistake it is sandboxed."""

import logging
from functools import partial
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from meetings.documents.told_of_file import instead_of
from meetings.documents.uploads.checks import media_type
from meetings.models import Document
from rus_portal.core.document_store import trouble
from rus_portal.core.ranges import ranged, streamed

log = logging.getLogger(__name__)


def handed_to_reader(request, document):
    """The response with what its readers are given of it (`Document.given`), for one whose
    right has been checked."""
    if file := document.given:
        return handed_out(request, document, file)
    is_awaited = document.copy_stage == Document.CopyStage.AWAITED
    page = {"document": document, "told": instead_of(document), "is_awaited": is_awaited}
    response = render(request, "meetings/document_awaited.html", page, status=202 if is_awaited else 410)
    response["Cache-Control"] = "no-store"
    return response


def etag_of(file):
    """Of the very bytes: what is stored has a random name of its own, and is never written over. A device
    keeps it with the file."""
    return Path(file.file.name).stem


def handed_out(request, document, file=None):
    """The response with that file of it, else the very file that was uploaded."""
    file = file or document
    if settings.DOCUMENTS_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.DOCUMENTS_ACCEL + file.file.name
    else:
        try:
            etag = etag_of(file)
            response = ranged(request, file.size, etag, partial(streamed, file.file.open))
        except trouble():
            log.exception("The file of document %s cannot be fetched", document.pk)
            return unavailable(request, f"”{document.title}”")
    response["Content-Type"] = media_type(file.name)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"  # the right is checked at each use
    return response


def is_opened(request, response):
    """Whether its reader now has the file, and no page instead of it, nor its size alone."""
    return request.method == "GET" and response.status_code < 400 and response.status_code != 202


def unavailable(request, what):
    """The page that says that the store is away, for a reader whose right has been checked."""
    return render(request, "meetings/document_unavailable.html", {"what": what}, status=503)

"""One document as a file. An upload never runs or is shown as a page of ours: browsers always save it and
never guess its type, and even opened by mistake it is sandboxed."""

import logging
from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from meetings.documents.uploads.checks import media_type
from rus_portal.core.document_store import trouble
from rus_portal.core.ranges import ranged, streamed

log = logging.getLogger(__name__)


def handed_out(request, document, copy=None):
    """The response with the document, or with the copy that is read in the page, for a reader whose right has
    been checked."""
    given = copy or document
    if settings.DOCUMENTS_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.DOCUMENTS_ACCEL + given.file.name
    else:
        try:
            etag = f"{document.pk}-{given.size}"
            response = ranged(request, given.size, etag, partial(streamed, given.file.open))
        except trouble():
            log.exception("The file of document %s cannot be fetched", document.pk)
            return unavailable(request, f"”{document.title}”")
    response["Content-Type"] = media_type(given.name)
    response["Content-Disposition"] = content_disposition_header(True, given.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"  # the right is checked at each use
    return response


def unavailable(request, what):
    """The page that says that the store is away, for a reader whose right has been checked."""
    return render(request, "meetings/document_unavailable.html", {"what": what}, status=503)

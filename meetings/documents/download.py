"""One document as a file. An upload never runs or is shown as a page of ours: browsers always save it and
never guess its type, and even opened by mistake it is sandboxed."""

import logging
import re

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from meetings.documents.uploads.checks import media_type
from rus_portal.core.document_store import trouble

log = logging.getLogger(__name__)
PIECE = 64 * 1024
RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})|bytes=-(\d{1,12})")


def handed_out(request, document):
    """The response with the document, for a reader whose right has been checked."""
    if settings.DOCUMENTS_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.DOCUMENTS_ACCEL + document.file.name
    else:
        try:
            response = sent(request, document)
        except trouble():
            log.exception("The file of document %s cannot be fetched", document.pk)
            return unavailable(request, f"”{document.title}”")
    response["Content-Type"] = media_type(document.name)
    response["Content-Disposition"] = content_disposition_header(True, document.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"  # the right is checked at each use
    return response


def unavailable(request, what):
    """The page that says that the store is away, for a reader whose right has been checked."""
    return render(request, "meetings/document_unavailable.html", {"what": what}, status=503)


def sent(request, document):
    """The whole file, or the part of it that is asked for."""
    etag = f'"{document.pk}-{document.size}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    part = asked_for(request, document.size, etag)
    if part is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{document.size}"})
    response = FileResponse(
        Part(document.file.open(), part), status=200 if len(part) == document.size else 206
    )
    response.block_size = PIECE
    response["Content-Length"] = len(part)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    if response.status_code == 206:
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{document.size}"
    return response


def asked_for(request, size, etag):
    """Which bytes, as a range; None where the file lacks them. Anything but one plain range gives all."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or request.headers.get("If-Range", etag) != etag:
        return range(size)
    first, last, tail = asked.groups()
    if tail is not None:
        return range(max(0, size - int(tail)), size) or None
    return range(int(first), min(int(last) + 1, size) if last else size) or None


class Part:
    """Some bytes of a file, to be read in order."""

    def __init__(self, file, part):
        file.seek(part.start)
        self.file, self.left = file, len(part)
        self.close = file.close

    def read(self, most):
        piece = self.file.read(min(most, self.left))
        self.left -= len(piece)
        return piece

"""A file handed out, whole or the part of it that is asked for (RFC 9110, chapter 14)."""

import re

from django.http import FileResponse, HttpResponse
from django.utils.cache import get_conditional_response

PIECE = 64 * 1024
RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})|bytes=-(\d{1,12})")


def ranged(request, size, etag, made):
    """The response with the file of that size. `etag` names these very bytes, without its quotes;
    `made(part)` gives the response with some of them."""
    etag = f'"{etag}"'
    if unchanged := get_conditional_response(request, etag=etag):
        unchanged["ETag"] = etag
        return unchanged
    part = asked_for(request, size, etag)
    if part is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = made(part)
    response["Content-Length"] = len(part)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    if len(part) < size:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response


def streamed(opened, part, filename=""):
    """Those bytes of the file that `opened()` gives, piece by piece."""
    response = FileResponse(Part(opened(), part), filename=filename)
    response.block_size = PIECE
    return response


def asked_for(request, size, etag):
    """Which bytes, as a range; None where the file lacks them. Anything but one plain range, asked for with
    GET, gives all."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return range(size)
    first, last, tail = asked.groups()
    if tail is not None:
        return range(max(0, size - int(tail)), size) or None
    if last and int(last) < int(first):
        return range(size)
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

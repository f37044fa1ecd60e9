"""What is too long for a request to print is printed by the worker, while its reader sees how far it has come
(docs/adr/0032).

The text lies in the cache until it is printed, beside a note of how many pages are set, then its paper for
an hour: all machines share the cache, while each keeps papers of its own. Where the note has grown old the
next who asks has it begun anew. Without a worker a request prints whatever it needs.
"""

import logging
import time
from urllib.parse import urljoin

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.shortcuts import render
from django_tasks import task

from rus_portal.core import papers, pdf

HOUR = 3600
SILENCE = 180  # seconds without a sign of life: the worker is taken to be dead
FAILED = b"failed"
log = logging.getLogger(__name__)


class PrintingMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        before = pdf.left_to_worker.set(settings.TASKS_WORKER)
        try:
            return self.get_response(request)
        finally:
            pdf.left_to_worker.reset(before)

    def process_exception(self, request, exception):
        """The page of a paper that is being printed. Whoever gets it has been asked for the right to the
        text."""
        if not isinstance(exception, pdf.Long):
            return None
        told = [ask_for(html) for html in exception.htmls]
        failed = FAILED in told
        back = urljoin(request.path, ".." if request.path.endswith("/") else ".")
        page = {"failed": failed, "pages": 0 if failed else sum(map(int, told)), "back": back}
        response = render(request, "printing.html", page, status=500 if failed else 202)
        response["Cache-Control"] = "no-store"
        if not failed:
            response["Retry-After"] = "3"
        return response


def ask_for(html):
    """How many pages are set, or that it failed. The first who asks has it begun."""
    key = pdf.key_of(html)
    try:
        told, at = cache.get(_note(key), (b"0", 0))
        if (paper := cache.get(_paper(key))) is not None:  # printed on another machine
            return told if papers.keep(f"{key}.pdf", paper) else FAILED
        if time.time() - at < SILENCE:
            return told
        cache.set(_text(key), html, HOUR)
        _tell(key, b"0")
    except (OSError, DatabaseError):
        log.exception("The paper %s could not be handed over", key)
        return FAILED
    print_long.enqueue(key)
    return b"0"


@task()
def print_long(key):
    """Asked for twice it is printed once: the second finds no text."""
    if (html := cache.get(_text(key))) is None:
        return
    pages = 0

    def hear(page):
        nonlocal pages
        pages = max(pages, page)  # those with the number of pages on them are set once more
        _tell(key, b"%d" % pages)

    try:
        cache.set(_paper(key), pdf.printed_long(html, hear), HOUR)
    except Exception:
        log.exception("The paper %s could not be printed", key)
        _tell(key, FAILED)
    else:
        cache.delete(_text(key))


def _tell(key, told):
    cache.set(_note(key), (told, time.time()), HOUR)


def _note(key):
    return f"printing:{key}:note"


def _text(key):
    return f"printing:{key}:text"


def _paper(key):
    return f"printing:{key}:paper"

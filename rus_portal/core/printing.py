"""What is too long for a request to print is printed by the worker, while its reader sees how far it has come
(docs/adr/0032).

The text lies in the folder of papers until it is printed, beside a note of how many pages are set. Where the
note has grown old the next who asks has it begun anew. Without a worker a request prints whatever it needs.
"""

import logging
from urllib.parse import urljoin

from django.conf import settings
from django.shortcuts import render
from django_tasks import task

from rus_portal.core import papers, pdf

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
    note, text = f"{key}.note", f"{key}.text"
    told, age = papers.note(note)
    if age < SILENCE:
        return told
    if not (papers.keep(text, html.encode()) and papers.keep(note, b"0")):
        return FAILED
    print_long.enqueue(key)
    return b"0"


@task()
def print_long(key):
    """Asked for twice it is printed once: the second finds the paper."""
    note, text = f"{key}.note", f"{key}.text"
    if (html := papers.found(text)) is None:
        return
    pages = 0

    def hear(page):
        nonlocal pages
        pages = max(pages, page)  # those with the number of pages on them are set once more
        papers.keep(note, b"%d" % pages)

    try:
        pdf.printed_long(html.decode(), hear)
    except Exception:
        log.exception("The paper %s could not be printed", key)
        papers.keep(note, FAILED)
    else:
        papers.forget(note, text)

"""How a page calls a verb, and what it answers when the verb says no."""

import hashlib
import logging
from contextlib import suppress
from functools import partial, wraps
from inspect import getclosurevars, isfunction
from traceback import clear_frames
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rus_portal.core.edit_form import last_told
from rus_portal.core.once_more import said
from rus_portal.core.ranges import ranged
from rus_portal.core.refusal import AlreadyMade, Conflict, Refused, told_by_database
from rus_portal.core.waiting import later, waiting_at_most

NOT_ANY_MORE = "Det är redan gjort, eller går inte längre."
READS = {"GET", "HEAD"}
PATIENCE = 20  # seconds: the reader has the page meanwhile
log = logging.getLogger(__name__)


def posted(request):
    return request.POST if request.method == "POST" else None


def sent_from(page):
    """For a view that takes only what is sent, and where it refuses shows the page anew at its own address:
    whoever opens that, as when they come back, is led to `page`, where the form stands."""

    def of(view):
        taking = require_POST(view)

        @wraps(taking)
        def taking_or_leading_back(request, **where):
            return redirect(page, **where) if request.method in READS else taking(request, **where)

        return taking_or_leading_back

    return of


def attempt(form, verb, *args, **facts):
    """Call the verb with what the form holds. If it refuses, the reason is in `form.errors` afterwards; sent
    once more, it gives what was made the first time."""
    try:
        with told_by_database():
            return verb(*args, **facts)
    except AlreadyMade as no:
        return no.made
    except Conflict as conflict:
        form.meet(conflict, facts.get("by"))
    except Refused as no:
        form.take_up(ValidationError({no.about: no.sentence} if no.about else no.sentence))
    except ValidationError as breach:
        form.take_up(breach)


def act(request, done, verb, *args, form=None, **facts):
    """Call the verb for an act that needs no form, and say how it went: `done`, or why not (returns None).
    With `form`, a small one on a long page, why not is in its errors instead, to be told where it stands.
    What happened meanwhile has a page of its own. Whoever is not allowed it any more, though a page of ours
    offered it, as after a second press, is told so there too."""
    tell = partial(form.add_error, None) if form is not None else partial(messages.error, request)
    try:
        with told_by_database():
            thing = verb(*args, by=request.user, **facts)
    except AlreadyMade as no:
        thing = no.made
    except Conflict:
        raise
    except PermissionDenied as no:
        if not page_with_the_form(request):
            raise
        tell(f"{NOT_ANY_MORE} {no}")
        return None
    except Refused as no:
        tell(" ".join([no.sentence, *(need.sentence for item, need in no.missing)]))
        return None
    except ValidationError as no:
        tell(" ".join(no.messages))
        return None
    if done:
        messages.success(request, said(thing, done))
    return thing


def in_passing(response, write, *args, **facts):
    """What reading leaves behind, as a mark that something is read. The reader never waits for it: where
    another holds the row or the database it is written once the response is sent. Where it cannot be written
    at all, as when the disk is full, that is logged. `write` opens its own transaction, and only where there
    is something to write."""
    try:
        with waiting_at_most(0):
            write(*args, **facts)
    except DatabaseError as busy:
        # The error is a circle that holds its cursor. Whoever has the lock would, when the garbage collector
        # comes by there, wait for this connection to let go of the cursor while it waits for the lock.
        clear_frames(busy.__traceback__)
        response._resource_closers.append(partial(later, partial(_afterwards, write, *args, **facts)))
    return response


def _afterwards(write, *args, **facts):
    try:
        with waiting_at_most(PATIENCE):
            write(*args, **facts)
    except Exception:  # nobody else would hear of it
        log.exception("What reading leaves behind could not be written")


def page_with_the_form(request):
    """The address of the page that a form was sent from; empty where it is unknown or not one of ours."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    return urlsplit(came_from)._replace(scheme="", netloc="", fragment="").geturl() or "/"


def was_offered(request):
    """A page of ours offered it, and another tab or another person may have come before."""
    return request.method == "POST" and bool(page_with_the_form(request))


def done_already(request, page):
    """Where what a page of ours offered to act upon is not there any more, as after a second press: says so
    on `page`. There is no such page for whoever comes otherwise."""
    if not was_offered(request):
        raise Http404
    messages.error(request, NOT_ANY_MORE)
    return redirect(page)


def takes_only_what_is_sent(view):
    """Whether it is one of `require_POST`, whose address nobody can open."""
    return isfunction(view) and getclosurevars(view).nonlocals.get("request_method_list") == ["POST"]


def _page_to_read(request, thing):
    """The page that the act was sent from; where that was itself an answer to what was sent, the page of the
    thing, as it is made while it is a draft."""
    own = getattr(thing, "making_url", "") or getattr(thing, "get_absolute_url", str)()
    for page in filter(None, (page_with_the_form(request), own)):
        with suppress(Resolver404):
            if not takes_only_what_is_sent(resolve(urlsplit(page).path).func):
                return page
    return reverse("start")


class ConflictMiddleware:
    """An act without a form, sent from a page that had not seen what happened meanwhile: 409."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Conflict):
            return None
        context = {
            "last": last_told(request.user, exception.saved),
            "back": _page_to_read(request, exception.saved),
        }
        return render(request, "409.html", context, status=409)


def pdf_response(request, content, filename):
    """The paper in the browser's own viewer; `filename` is proposed to those who save it."""
    headers = {"Content-Disposition": content_disposition_header(False, filename)}

    def made(part):
        some = content[part.start : part.stop]
        return HttpResponse(some, content_type="application/pdf", headers=headers)

    return ranged(request, len(content), hashlib.sha256(content).hexdigest(), made)


def form_page(request, template, form, **context):
    """The page with its form: 409 where something else is saved than the writer saw, 422 where something must
    be put right."""
    if form.errors and (saved := overtaken_by(form)):
        form = form.anew(saved)
        by = form.last["by"] if isinstance(form.last, dict) else getattr(form.last, "by", None)
        form.is_own = by == request.user
    status = 409 if form.conflict or form.is_late else 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def overtaken_by(form):
    """What is saved now, where the writer of the form has not seen it; else None. Errors then come second:
    they may be no faults of the writer's."""
    return form.conflict.saved if form.conflict else form.saved if form.is_overtaken() else None

"""Each answer is counted, and told to a log for programs, by the name of its page: not by its address, which
may hold what somebody searched for."""

import logging
import re
import secrets
import time

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import request_finished
from django.dispatch import receiver

from rus_portal.logs import asked, session, session_mark
from rus_portal.operation import metrics

GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
log = logging.getLogger(__name__)


def measured(get_response):
    if not (metrics.is_on() or settings.LOG_FORMAT == "json"):
        raise MiddlewareNotUsed

    def middleware(request):
        began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        asked.set(given if GIVEN.fullmatch(given) else secrets.token_hex(8))
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        session.set(session_mark(key) if key else "")
        response = get_response(request)
        response.headers["X-Request-ID"] = asked.get()
        _tell(request, response, time.perf_counter() - began)
        return response

    return middleware


@receiver(request_finished)
def forget(**kwargs):
    """Not before: that something was refused is a line after the answer has left all middleware."""
    asked.set("")
    session.set("")


def _tell(request, response, seconds):
    page, status = _page(request), str(response.status_code)
    if metrics.is_on():
        metrics.count(page, request.method if request.method in METHODS else "other", status, seconds)
    if settings.LOG_FORMAT == "json":
        facts = {"page": page, "method": request.method, "status": response.status_code}
        log.info("Answered", extra=facts | {"ms": round(seconds * 1000, 1)})


METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def _page(request):
    """One that was kept, or that does not exist, was never looked up."""
    if request.resolver_match:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "kept or none"

"""A public page is made once for all who are nobody in particular, and made anew as soon as it may be another
(docs/adr/0029).

Each process keeps its own, under the address and what the database says at that moment: the generation, which
every write to what such a page may read moves on, the day, and how many of today's meetings have ended.
"""

import hashlib
from contextlib import nullcontext

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import set_response_etag

from meetings.triggers.generation import TABLE, one_generation
from rus_portal.core.address import address
from rus_portal.signin.way import READS

# What a public page asks for in its address. With anything else there it is made each time, and not kept.
ASKED_FOR = {"q", "delar", "slag", "mal", "fokus", "rad", "ar", "org", "avviker", "utfall", "sida", "dag"}
ASKED_FOR |= {"av", "lage", "saknas"}  # of the follow-up
LONGEST_QUERY = 500
LARGEST = 150_000  # bytes, of a page or a paper: 150 of them are at most 22 MB
NOT_KEPT = None, None
# A browser or a proxy may keep the page, and asks each time whether it still holds.
ASK_AGAIN = "no-cache"
OF_SOMEONE = "private, no-cache"
# By the clock alone a page changes when a meeting ends (`meetings.models.meeting.over`), and at midnight.
GENERATION = (
    "SELECT mark, (SELECT count(*) FROM meetings_meeting WHERE end_date = %s AND end_time <= %s)"  # noqa: S608
    f" FROM {TABLE} ORDER BY id"
)


def public_pages(get_response):
    def middleware(request):
        if not _is_from_nobody(request):
            with one_generation() if request.method in READS else nullcontext():
                return _said_of_keeping(get_response(request), OF_SOMEONE)
        # Asked before the page is made: an older page is never kept under a newer generation.
        key, begun = _key(request) if _may_be_kept(request) else NOT_KEPT
        if key and (kept := caches["pages"].get(key)):
            content, headers = kept
            return HttpResponse(content, headers=headers)
        with one_generation(begun):
            response = get_response(request)
        if _is_for_all(request, response):
            response.headers.setdefault("Cache-Control", ASK_AGAIN)
            if not response.has_header("ETag"):  # a paper names its bytes itself, whole or in part
                set_response_etag(response)
            if key and request.method == "GET" and len(response.content) <= LARGEST:
                caches["pages"].set(key, (response.content, dict(response.items())))
        return _said_of_keeping(response, OF_SOMEONE if response.cookies else ASK_AGAIN)

    return middleware


def _said_of_keeping(response, usual):
    """Whatever says nothing of it could be kept for long: where a thing has moved, a file in pieces, what is
    not there yet."""
    response.headers.setdefault("Cache-Control", usual)
    return response


def _is_from_nobody(request):
    """Reads, and has neither a session nor a message that waits for it."""
    named = {settings.SESSION_COOKIE_NAME, settings.MESSAGES_COOKIE_NAME}
    return request.method in READS and not named & request.COOKIES.keys()


def _may_be_kept(request):
    """Whole, of the kind that is asked for again, and not where the database is looked at each time."""
    if "Range" in request.headers or request.path_info.startswith(address("health")):
        return False
    query = request.META["QUERY_STRING"]
    return not query or (len(query) <= LONGEST_QUERY and request.GET.keys() <= ASKED_FOR)


def _key(request):
    """With the generation, which a database that is away or in the way of others does not tell."""
    now = timezone.localtime()
    try:
        told = _generation(now.date(), now.time())
    except Error:
        return NOT_KEPT
    if not told:
        return NOT_KEPT
    asked = request.scheme, request.get_host(), request.get_full_path(), now.date(), told
    return hashlib.sha256(repr(asked).encode()).hexdigest(), tuple((mark,) for mark, _ in told)


def _generation(day, time):
    with connection.cursor() as cursor:
        operations = connection.ops
        values = [operations.adapt_datefield_value(day), operations.adapt_timefield_value(time)]
        cursor.execute(GENERATION, values)
        return cursor.fetchall()


def _is_for_all(request, response):
    """Found and whole, with nothing of anyone's: no cookie (so no form of ours), no secret in its address.
    Its view says nothing else of keeping it."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and request.resolver_match
        and "token" not in request.resolver_match.kwargs
        and response.get("Cache-Control", ASK_AGAIN) == ASK_AGAIN
    )

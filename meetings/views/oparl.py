"""The programming interface: the same to everyone, without cookies, to be read and never written."""

from dataclasses import fields
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import resolve
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from meetings.follow_up.lists import LISTINGS
from meetings.models import OparlObject
from meetings.oparl.description import described
from meetings.oparl.listing import Wrong, asked_in, page_of, told
from meetings.oparl.objects import SCHEMA, SYSTEM, TYPES, list_link
from meetings.open import OPEN
from meetings.reader.registry import Event
from meetings.workflow.oparl import told_all
from rus_portal.core.address import address, whole

METHODS = "GET, HEAD, OPTIONS"
LISTED = set(TYPES) - {"system"}
OF_COUNCILS = {"meeting", "consultation"}
SOON = 60  # seconds, until the worker has come to what is left


def spoken(view):
    """Answers in JSON whatever happens, to those who read."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=OPEN | _allowed())
        if request.method not in ("GET", "HEAD"):
            return _wrong(405, "Gränssnittet går bara att läsa.", f"Use {METHODS}.", **_allowed())
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return _wrong(404, "Det finns ingenting på den adressen.", "No such object or list.")
        except Wrong as wrong:
            return _wrong(400, str(wrong), "A parameter has a value that cannot be read.")

    return login_not_required(csrf_exempt(answered))


def _allowed():
    return {"Allow": METHODS, "Access-Control-Allow-Methods": METHODS}


def _answer(said, status=200, **headers):
    dumps = {"ensure_ascii": False, "separators": (",", ":")}
    return JsonResponse(said, status=status, json_dumps_params=dumps, headers=OPEN | headers)


def _wrong(status, sentence, debug, **headers):
    said = {"type": f"{SCHEMA}Error", "message": sentence, "debug": debug}
    return _answer(said, status, **{"Cache-Control": "no-store"} | headers)


def told_now(view):
    """Nothing is said while something is left to tell: a client would take it for all there is."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        if told_all():
            return view(request, *args, **kwargs)
        after = {"Retry-After": str(SOON)}
        return _wrong(503, "Uppgifterna läses in. Försök igen om en minut.", "Being told anew.", **after)

    return answered


@spoken
@told_now
def system(request):
    return _object(SYSTEM)


@spoken
@told_now
def oparl_object(request, kind, key):
    return _object(f"{kind}/{key}")


def _object(name):
    row = OparlObject.objects.filter(name=name).first()
    if row is None:
        raise Http404
    return _answer(told(row), **{"Last-Modified": http_date(row.modified.timestamp())})


@spoken
@told_now
def oparl_list(request, kind):
    if kind not in LISTED:
        raise Http404
    return _answer(page_of(kind, asked_in(request.GET), list_link(kind)))


@spoken
@told_now
def oparl_own_list(request, key, kind):
    """What there is of one council."""
    own = OparlObject.objects.filter(name=f"organization/{key}", is_deleted=False)
    if kind not in OF_COUNCILS or not own.exists():
        raise Http404
    return _answer(page_of(kind, asked_in(request.GET), whole(address("oparl_own_list", key, kind)), key))


@spoken
def description(request):
    followed = {each.key: [column.key for column in each.columns_for_programs] for each in LISTINGS.values()}
    return _answer(described(followed, [each.name for each in fields(Event)]))


@spoken
def nothing(request, rest=""):
    """Whatever else is asked for below the interface: each object and list has one address, with a slash."""
    path = f"{request.path_info}/"
    if rest and not rest.endswith("/") and resolve(path).view_name != request.resolver_match.view_name:
        asked = request.META["QUERY_STRING"]
        return HttpResponsePermanentRedirect(f"{path}?{asked}" if asked else path, headers=OPEN)
    raise Http404

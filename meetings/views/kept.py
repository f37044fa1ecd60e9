"""What a reader's own device keeps: which of it is no longer open to them (static/js/worker.js asks)."""

import json
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meetings.agenda.rows import on_the_agenda
from meetings.documents.bundle import contents_for
from meetings.documents.download import etag_of
from meetings.models import AgendaItem, Document
from meetings.views.lookups import meeting_or_404, newest_minutes, sheet_of
from meetings.workflow.document import OF_FILE
from rus_portal.core.own_device import EVERYONE
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import read_from

MOST = 200


@csrf_exempt  # it changes nothing
@login_not_required
@require_POST
def still_open(request):
    """The posted addresses, each with the seats it was read from and the ETag it was kept with, that open
    nothing more to the reader; and those of meetings that have been cancelled."""
    kept, now = asked(request), Now(request)
    gone, cancelled = list(kept)[MOST:], []  # of too much the rest is let go: a device keeps nothing unasked
    for address, mark in list(kept.items())[:MOST]:
        try:
            meeting = opened(now, address, *mark.rpartition(" ")[::2])
        except (Http404, Resolver404, PermissionDenied):
            gone.append(address)
        else:
            cancelled += [address] if meeting.cancelled_at else []
    request.user.is_authenticated  # noqa: B018  said for whom also where nothing was asked for
    return JsonResponse({"gone": gone, "cancelled": cancelled})


def asked(request):
    try:
        kept = json.loads(request.body)
        return {str(address): str(mark) for address, mark in kept.items()}
    except (ValueError, AttributeError) as wrong:
        raise BadRequest from wrong


class Now:
    """What the reader may open at each meeting: no more of it than tells that, asked for once however many of
    its addresses are kept."""

    def __init__(self, request):
        user = request.user
        items, documents = AgendaItem.objects.shown_to, Document.objects.shown_to
        self.meeting = cache(lambda council, date: meeting_or_404(request, council, date))
        self.seats = cache(lambda meeting: {str(seat) for seat in read_from(user, meeting)})
        self.items = cache(lambda meeting: {item.number: item for item in _items(items(user, meeting))})
        self.documents = cache(
            lambda meeting: {
                each.pk: etag_of(each.given) for each in _documents(documents(user, meeting)) if each.given
            }
        )
        self.minutes = cache(lambda meeting: newest_minutes(user, meeting))
        self.sheet = cache(lambda meeting, number: number and sheet_of(user, meeting, number))
        self.contents = cache(lambda meeting, item: contents_for(user, meeting, item))


@prepared
def _items(shown):
    return AgendaItem.objects.filter(shown).only("number", "stage").order_by("order", "pk")


@prepared
def _documents(shown):
    return Document.objects.filter(shown).order_by("pk").only(*OF_FILE)


def is_read_from(seats, now):
    """What was kept before pages said from which seats is thought to have been read from one."""
    return set(seats.split(",")) <= {*now, EVERYONE} if seats else bool(now)


def opened(now, address, seats, etag):
    """The meeting that the address is below, where it still opens what it opened. A page that everyone has
    may tell a reader of the council more; a file is the same to all, while it is the one they are given."""
    etag = etag.strip('"')
    route = resolve(address.partition("?")[0])
    name, where = route.url_name, route.kwargs
    if "date" not in where:
        raise Http404
    meeting = now.meeting(where["council"], where["date"])
    item = now.items(meeting).get(where["number"]) if "number" in where else None
    is_open = item is not None or "number" not in where
    is_file = name in ("document", "document_copy")
    if is_file or name == "document_reading":
        is_given = now.documents(meeting).get(where["pk"])
        is_open = bool(is_given) and (not is_file or etag in ("", is_given))
    elif is_open and name in ("bundle_pdf", "item_bundle_pdf"):
        contents = now.contents(meeting, item)
        is_open = contents is not None and etag == contents.key
    elif name in ("minutes", "minutes_pdf", "extract_pdf"):
        is_open = is_open and bool(now.minutes(meeting) or now.sheet(meeting, where.get("number")))
    elif name == "summons_pdf":
        is_open = bool(on_the_agenda(meeting, now.items(meeting).values()))
    if not is_open or (not is_file and not is_read_from(seats, now.seats(meeting))):
        raise Http404
    return meeting

"""What a reader's own device keeps: which of it is no longer open to them (static/js/worker.js asks)."""

import json

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meetings.agenda.rows import items_for, on_the_agenda
from meetings.documents.bundle import contents_for
from meetings.models import Document
from meetings.views.lookups import item_or_404, meeting_or_404, minutes_or_404

MOST = 200


@csrf_exempt  # it changes nothing
@login_not_required
@require_POST
def still_open(request):
    """The posted addresses, each with the ETag it was kept with, that open nothing more to the reader; and
    those of meetings that have been cancelled."""
    kept = asked(request)
    gone, cancelled = list(kept)[MOST:], []  # of too much the rest is let go: a device keeps nothing unasked
    for address, etag in list(kept.items())[:MOST]:
        try:
            meeting = opened(request, address, etag)
        except (Http404, Resolver404, PermissionDenied):
            gone.append(address)
        else:
            cancelled += [address] if meeting.cancelled_at else []
    request.user.is_authenticated  # noqa: B018  said for whom also where nothing was asked for
    return JsonResponse({"gone": gone, "cancelled": cancelled})


def asked(request):
    try:
        kept = json.loads(request.body)
        return {str(address): str(etag) for address, etag in kept.items()}
    except (ValueError, AttributeError) as wrong:
        raise BadRequest from wrong


def opened(request, address, etag):
    """The meeting that the address is below, where it still opens what it opened."""
    route = resolve(address.partition("?")[0])
    name, where = route.url_name, route.kwargs
    if "date" not in where:
        raise Http404
    meeting = meeting_or_404(request, where["council"], where["date"])
    item = item_or_404(request, meeting, where["number"]) if "number" in where else None
    if name == "document":
        get_object_or_404(Document.objects.visible_to(request.user, meeting), pk=where["pk"])
    elif name in ("bundle_pdf", "item_bundle_pdf"):
        contents = contents_for(request.user, meeting, item)
        if not contents or etag.strip('"') != contents.key:
            raise Http404
    elif name in ("minutes", "minutes_pdf", "extract_pdf"):
        minutes_or_404(request, meeting)
    elif name == "summons_pdf" and not on_the_agenda(meeting, items_for(request.user, meeting)):
        raise Http404
    return meeting

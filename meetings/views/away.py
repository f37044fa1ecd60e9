"""What is not found below the address of a meeting: why, as far as the reader may be told."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.models import AgendaItem, Meeting
from meetings.models.meeting import of_day
from meetings.views.lift import lifted
from meetings.views.lookups import ItemAway, MinutesAway
from rus_portal.core.permissions import denied_at, may_follow


class AwayMiddleware:
    """An item that was lifted off tells what became of it, and minutes that are not read now why; whoever has
    a seat in the council on other days than the meeting's is told of the day, whether or not there is
    anything at the address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Http404):
            return None
        if isinstance(exception, ItemAway):
            page = lifted(request, exception.meeting, **exception.which)
            if page:
                return page
            if there := _renumbered(request, exception):
                return there
        told = exception.reason if isinstance(exception, MinutesAway) else ""
        reason = told or _of_another_day(request.user, request.resolver_match.kwargs)
        return render(request, "404.html", {"reason": reason}, status=404) if reason else None


def _renumbered(request, away):
    """What was sent to an address from before the summons goes on to the item's own (docs/adr/0087)."""
    match, number = request.resolver_match, away.which.get("number", 0)
    if number <= AgendaItem.UNNUMBERED:
        return None
    sent = away.meeting.agenda_versions.order_by("number").first()
    key = sent and sent.content.get("addresses", {}).get(str(number))
    items = AgendaItem.objects.visible_to(request.user).filter(pk=key, meeting=away.meeting)
    item = items.first() if key else None
    if item is None or item.number == number:
        return None
    there = reverse(match.view_name, kwargs=match.kwargs | {"number": item.number})
    query = request.GET.urlencode()
    return redirect(f"{there}?{query}" if query else there, preserve_request=request.method == "POST")


def _of_another_day(user, where):
    if not ({"council", "date"} <= where.keys() and user.is_authenticated):
        return ""
    meetings = Meeting.objects.visible_to(user).select_related("council")
    meeting = meetings.filter(of_day(where["date"]), council__slug=where["council"]).first()
    if meeting is None or may_follow(user, meeting):
        return ""
    told = denied_at(meeting, user, "").reason
    return told and f"{told} Det som hör till mötet visas för dem som har en plats i rådet då."

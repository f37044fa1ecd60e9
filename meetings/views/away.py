"""What is not found below the address of a meeting: why, as far as the reader may be told."""

from django.http import Http404
from django.shortcuts import render

from meetings.models import Meeting
from meetings.models.meeting import of_day
from meetings.views.lift import lifted
from meetings.views.lookups import ItemAway
from rus_portal.core.permissions import denied_at, may_follow


class AwayMiddleware:
    """An item that was lifted off tells what became of it; and whoever has a seat in the council on other
    days than the meeting's is told of the day, whether or not there is anything at the address."""

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
        reason = _of_another_day(request.user, request.resolver_match.kwargs)
        return render(request, "404.html", {"reason": reason}, status=404) if reason else None


def _of_another_day(user, where):
    if not ({"council", "date"} <= where.keys() and user.is_authenticated):
        return ""
    meetings = Meeting.objects.visible_to(user).select_related("council")
    meeting = meetings.filter(of_day(where["date"]), council__slug=where["council"]).first()
    return "" if meeting is None or may_follow(user, meeting) else denied_at(meeting, user, "").reason

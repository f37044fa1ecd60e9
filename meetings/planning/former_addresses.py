"""Old addresses of moved meetings redirect to the new ones for ever, and a joint meeting has one address."""

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse

from meetings.models import FormerDate, Meeting
from meetings.models.meeting import of_day


class FormerAddressMiddleware:
    """Where nothing is found below a date on which the council once was to meet, or meets at the invitation
    of another, redirect to the meeting's address, and keep what was posted."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        where = request.resolver_match and request.resolver_match.kwargs
        if response.status_code != 404 or not where or "date" not in where:
            return response
        meeting = meant(where["council"], where["date"])
        there = meeting and where | {"council": meeting.council.slug, "date": meeting.day}
        if there in (None, where):
            return response
        address = reverse(request.resolver_match.url_name, kwargs=there)
        return HttpResponsePermanentRedirect(address, preserve_request=request.method == "POST")


def meant(council, date):
    """The meeting that the council, given by its slug, joins on that day or was once to hold on it."""
    meetings = Meeting.objects.select_related("council")
    moved = FormerDate.objects.filter(of_day(date), council__slug=council).order_by("-moved_at", "-pk")
    return (
        meetings.filter(of_day(date), joint_with__slug=council).first()
        or meetings.filter(pk__in=moved.values("meeting")[:1]).first()
    )

"""Old addresses of moved meetings lead to the new ones for ever."""

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse

from meetings.models import FormerDate


class FormerAddressMiddleware:
    """Where nothing was found below a date on which the council once was to meet, go to the new date, and
    take along what was typed on a page of the old one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        where = request.resolver_match and request.resolver_match.kwargs
        if response.status_code != 404 or not where or "date" not in where:
            return response
        moved = FormerDate.objects.filter(council__slug=where["council"], date=where["date"])
        former = moved.select_related("meeting").order_by("-moved_at", "-pk").first()
        if former is None:
            return response
        there = where | {"date": former.meeting.date}
        address = reverse(request.resolver_match.url_name, kwargs=there)
        return HttpResponsePermanentRedirect(address, preserve_request=request.method == "POST")

"""Old addresses lead to the new ones for ever: of meetings that have moved, and of councils, goals and
whatever else has changed its slug. A joint meeting has one address."""

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse

from councils.models import Council, FormerSlug, Organisation, address_field
from meetings.models import FormerDate, Meeting
from meetings.models.meeting import of_day
from rus_portal.core.prepared import prepared
from strategy.models import FocusArea, Goal, Indicator, Perspective, StrategicPlan, Strategy

# What a route's own parameter names. `council` names a council in all of them.
NAMED = {
    "organisation": ("slug", Organisation),
    "strategy_edition": ("slug", Strategy),
    "goal": ("slug", Goal),
    "strategy_changes": ("slug", Strategy),
    "perspective": ("slug", Perspective),
    "focus_area": ("slug", FocusArea),
    **dict.fromkeys(("indicator", "indicator_csv", "indicator_json", "indicator_xlsx"), ("slug", Indicator)),
    "plan_edition": ("year", StrategicPlan),
}


class FormerAddressMiddleware:
    """Where nothing is found at an address that something once had, or below a date on which the council
    once was to meet, or meets at the invitation of another, redirect to where it is now, and keep what was
    posted."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or not request.resolver_match:
            return response
        route, where = request.resolver_match.url_name, request.resolver_match.kwargs
        there, query = now(route, where), _query(request)
        if (there, query) == (where, request.GET):
            return response
        address = reverse(route, kwargs=there) + (f"?{query.urlencode()}" if query else "")
        return HttpResponsePermanentRedirect(address, preserve_request=request.method == "POST")


def now(route, where):
    """The parameters of the route as they are today."""
    there = dict(where)
    for name, model in (("council", Council), NAMED.get(route, ("", None))):
        owner = FormerSlug.objects.owner(model, there[name]) if name in there else None
        there |= {name: getattr(owner, address_field(model)) or there[name]} if owner else {}
    if "date" in there and (meeting := meant(there["council"], there["date"])):
        there |= {"council": meeting.council.slug, "date": meeting.day}
    return there


def _query(request):
    """Pages about what an organisation says or decides name it after the question mark."""
    query = request.GET.copy()
    owner = FormerSlug.objects.owner(Organisation, query["organisation"]) if "organisation" in query else None
    if owner:
        query["organisation"] = owner.slug
    return query


def meant(council, date):
    """The meeting that the council, given by its slug, joins on that day or was once to hold on it."""
    day = of_day(date)
    return next(iter(_joined(council, day) or _moved(council, day)), None)


@prepared
def _joined(council, day):
    return Meeting.objects.select_related("council").filter(day, joint_with__slug=council)[:1]


@prepared
def _moved(council, day):
    moved = FormerDate.objects.filter(day, council__slug=council).order_by("-moved_at", "-pk")
    return Meeting.objects.select_related("council").filter(pk__in=moved.values("meeting")[:1])[:1]

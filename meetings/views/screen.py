"""The screen in the room, opened by a secret address, and where the meeting is for those who follow it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meetings.models import ScreenLink
from meetings.models.meeting import of_day
from meetings.planning.screen import now_of, shown_of
from meetings.views.lookups import meeting_or_404
from meetings.workflow.screen import close_screen, open_screen
from rus_portal.core.acting import act
from rus_portal.core.address import whole
from rus_portal.core.permissions import may_follow, may_open_sitting, require


@never_cache
def opening(request, council, date):
    """A new address is shown in the answer to the one who asked for it, and never again: only its hash is
    kept."""
    meeting = meeting_or_404(request, council, date)
    require(may_open_sitting(request.user, meeting))
    token = None
    if "close" in request.POST:
        act(request, "Skärmen är stängd.", close_screen, meeting)
        return redirect(meeting.url("sitting"))
    if request.method == "POST":
        token = act(request, "", open_screen, meeting)
    context = {"meeting": meeting}
    context["is_open"] = meeting.screens.filter(closed_at=None).exists()
    context["address"] = token and whole(meeting.url("screen", token))
    context["path"] = token and meeting.url("screen", token)
    return render(request, "meetings/screen_opening.html", context)


def _link_or_404(council, date, token):
    its = ScreenLink.objects.opened_by(token).filter(
        of_day(date, "meeting__"), meeting__council__slug=council
    )
    return get_object_or_404(its.select_related("meeting__council"))


@login_not_required
@require_safe
def screen(request, council, date, token):
    meeting = _link_or_404(council, date, token).meeting
    shown = shown_of(meeting)
    context = {"meeting": meeting, "shown": shown, "follows": meeting.url("screen_now", token)}
    return _fresh(render(request, "meetings/screen.html", context))


@login_not_required
@require_safe
def screen_now(request, council, date, token):
    """The part of the screen that changes; 304 as long as it is as it was."""
    meeting = _link_or_404(council, date, token).meeting
    return _part(request, "meetings/partials/screen.html", shown_of(meeting))


@require_safe
def now(request, council, date):
    """Where the meeting is, on the page of those who follow it."""
    meeting = meeting_or_404(request, council, date)
    require(may_follow(request.user, meeting))
    return _part(request, "meetings/partials/now.html", now_of(meeting), meeting=meeting)


def _part(request, template, shown, **context):
    etag = f'"{shown.mark}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return _fresh(unchanged)
    part = render_to_string(template, context | {"shown": shown}, request)
    response = JsonResponse({"html": part, "goes_on": shown.goes_on})
    response["ETag"] = etag
    return _fresh(response)


def _fresh(response: HttpResponse):
    response["Cache-Control"] = "no-cache"
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response

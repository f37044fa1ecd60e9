"""The search of all that the reader may read, and a search to follow as a feed."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from meetings.search.feed import feed
from meetings.search.page import look_up
from meetings.workflow.search import catch_up

ATOM = "application/atom+xml; charset=utf-8"


@login_not_required
@require_safe
def search(request):
    left = catch_up()
    found = look_up(request.GET, request.user)
    return render(request, "meetings/search.html", {"found": found, "left": left})


@login_not_required
@require_safe
def search_feed(request):
    """The same to all, whoever asks: what is open to everyone."""
    catch_up()
    asked = request.GET.urlencode()
    own, page = (f"{reverse(name)}?{asked}" for name in ("search_feed", "search"))
    content = feed(request.GET, settings.PORTAL_URL, own, page, "Samverkansråden")
    return HttpResponse(content, content_type=ATOM)

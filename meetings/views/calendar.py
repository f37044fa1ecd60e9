"""Meetings in people's own calendars: the public one, and each person's own behind a secret address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from councils.models import Council
from meetings.models import CalendarKey
from meetings.open import OPEN
from meetings.planning.calendar import feed_of, public_feed
from meetings.workflow import calendar as verbs
from rus_portal.core.address import whole

PUBLIC = OPEN | {"Cache-Control": "public, no-cache"}


@login_not_required
@require_safe
def public(request):
    return _entries(public_feed(), "samverkansraden.ics", PUBLIC)


@login_not_required
@require_safe
def of_council(request, council):
    council = get_object_or_404(Council, slug=council, kind=Council.Kind.COUNCIL)
    return _entries(public_feed(council), f"{council.slug}.ics", PUBLIC)


@login_not_required
@require_safe
def private(request, token):
    """The address shows what the person may see today; nothing for a person who may not sign in."""
    key = get_object_or_404(CalendarKey.objects.opened_by(token).select_related("person"))
    return _entries(feed_of(key.person), "mina-samverkansrad.ics", {"Cache-Control": "private, max-age=0"})


def _entries(content, filename, headers):
    headers = headers | {"Content-Disposition": f'inline; filename="{filename}"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@never_cache
def address(request):
    """A new address is shown in the answer to the one who asked for it, and never again: only its hash is
    kept."""
    token, earlier = None, request.user.calendar_keys.filter(revoked_at=None).exists()
    if "remove" in request.POST:
        verbs.revoke_address(by=request.user)
        messages.success(request, "Adressen är borttagen och fungerar inte längre.")
        return redirect("calendar_address")
    if request.method == "POST":
        token = verbs.new_address(by=request.user)
        last = " Den förra fungerar inte längre." if earlier else ""
        messages.success(request, f"Här är din adress.{last}")
    path = token and reverse("calendar_feed", args=[token])
    context = {
        "key": request.user.calendar_keys.filter(revoked_at=None).first(),
        "url": path and whole(path),
        "subscription": path and f"webcal://{urlsplit(settings.PORTAL_URL).netloc}{path}",
        "public_url": whole(reverse("calendar")),
    }
    return render(request, "meetings/calendar_address.html", context)

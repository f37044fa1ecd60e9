"""For the region's registry (diariet): a file of a period, and a feed for its program."""

import datetime as dt

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from councils import sheets
from councils.integration import integration_with, make_integration, note_use, revoke_integration
from councils.models import Council, Integration
from meetings.forms.registry import IntegrationForm, PeriodForm
from meetings.reader.registry import OfNoCouncil, of_period, since
from rus_portal.core.acting import act, attempt, form_page, in_passing, posted, sent_from
from rus_portal.core.permissions import may_enter_office, may_keep, may_manage_integrations, require
from rus_portal.core.standing import standing_of
from rus_portal.core.workdays import midnight

OFTEN = {"registry_feed": "60/m/key"}
COLUMNS = ["Datum", "Diarienummer", "Riktning", "Avsändare eller mottagare", "Vad det gäller", "Slag"]
COLUMNS += ["Sekretess", "Adress"]


def registry(request):
    """Where the secretariat takes out a file, and the administrator gives programs their keys."""
    require(may_enter_office(request.user))
    context = {"period": PeriodForm(councils=_kept(request.user)), **_integrations(request.user)}
    return render(request, "meetings/registry.html", context)


def _kept(person):
    councils = Council.objects.filter(kind=Council.Kind.COUNCIL, office__in=standing_of(person).keeps)
    kept = list(councils.order_by("order", "name", "pk"))
    return [*kept, OfNoCouncil()] if kept else []


def _integrations(person, form=None):
    if not may_manage_integrations(person):
        return {}
    rows = Integration.objects.select_related("made_by", "revoked_by")
    return {"integrations": rows, "form": form or IntegrationForm(), "portal_url": settings.PORTAL_URL}


@require_safe
def registry_csv(request):
    require(may_enter_office(request.user))
    form = PeriodForm(request.GET, councils=_kept(request.user))
    if not form.is_valid():
        context = {"period": form, **_integrations(request.user)}
        return render(request, "meetings/registry.html", context, status=422)
    council, first, last = (form.cleaned_data[name] for name in ("rad", "fran", "till"))
    if isinstance(council, Council):
        require(may_keep(request.user, council))
    events = of_period(council, midnight(first), midnight(last + dt.timedelta(days=1)))
    answer = StreamingHttpResponse(sheets.csv_lines(_table(events)), content_type=sheets.CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="diarium-{council.slug}-{first}--{last}.csv"'
    return answer


def _table(events):
    yield COLUMNS
    for each in events:
        yield [
            timezone.localtime(each.at).date(),
            each.registry_number,
            each.direction,
            each.party,
            each.concerning,
            each.act,
            each.legal_ground,
            each.url,
        ]


@never_cache
@sent_from("registry")
def integrations(request):
    """A new key is shown only in the response that made it: it is not stored."""
    require(may_manage_integrations(request.user))
    form = IntegrationForm(posted(request))
    context = {"period": PeriodForm(councils=_kept(request.user)), **_integrations(request.user, form)}
    if form.is_valid() and (made := attempt(form, make_integration, by=request.user, **form.cleaned_data)):
        context |= {"made": made[0], "secret": made[1], "form": IntegrationForm()}
        return render(request, "meetings/registry.html", context)
    return form_page(request, "meetings/registry.html", **context)


@require_POST
def revocation(request, pk):
    require(may_manage_integrations(request.user))
    integration = get_object_or_404(Integration, pk=pk)
    act(request, f"Nyckeln för ”{integration}” är indragen.", revoke_integration, integration)
    return redirect("registry")


@login_not_required
@require_safe
def feed(request):
    """What has happened since the cursor `efter`, for whoever has the secret of an integration."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    integration = integration_with(secret) if scheme.lower() == "bearer" else None
    if integration is None:
        return _told({"error": "The key is missing, wrong or revoked."}, 401, {"WWW-Authenticate": "Bearer"})
    key = str(integration.pk)
    if not ratelimit.consume(
        request, app="meetings", action="registry_feed", config=OFTEN, key=key, limit_get=True
    ):
        return _told({"error": "Too many requests."}, 429, {"Retry-After": "60"})
    cursor = request.GET.get("efter", "0")
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        return _told({"error": "efter is the number of the last answer."}, 400)
    events, after, is_more = since(int(cursor))
    answer = _told({"events": [each.as_json() for each in events], "efter": after, "more": is_more})
    return in_passing(answer, note_use, integration)


def _told(content, status=200, headers=None):
    """Never kept: what one key opens is not for whoever has another, or none."""
    how = {"ensure_ascii": False}
    return JsonResponse(
        content, status=status, headers={"Cache-Control": "no-store"} | (headers or {}), json_dumps_params=how
    )

"""How the installation is: for its administrator, and for the programs that watch over it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from prometheus_client import CONTENT_TYPE_LATEST

from rus_portal.core.permissions import may_watch_operation, require
from rus_portal.operation import metrics, parts
from rus_portal.operation.state import findings
from rus_portal.operation.surroundings import ask_all


@never_cache
def operation(request):
    require(may_watch_operation(request.user))
    found = findings(host=request.get_host(), is_secure=request.is_secure())
    context = {
        "to_mend": [each for each in found if each.is_to_mend],
        "others": [each for each in found if not each.is_to_mend],
        "demo": settings.DEMO,
        "now": timezone.localtime(),
    }
    return render(request, "portal/operation.html", context)


@require_POST
def trial(request):
    """Ask what is around the portal at once."""
    require(may_watch_operation(request.user))
    amiss = ask_all()
    told = f"Prövat. Fel: {len(amiss)}." if amiss else "Prövat. Allt svarar som det ska."
    messages.success(request, told)
    return redirect("operation")


@login_not_required
@never_cache
def alive(request):
    """For those who restart a process that has hung: it answers, whatever it depends on."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
def whole(request):
    """For those who watch over the installation: each part of it by name, and nothing else. A proxy asks
    `health` instead, for a web process can serve while a part is away."""
    if not metrics.may_read(request):
        return HttpResponse(status=404)
    told = parts.told()
    return JsonResponse(told, status=503 if parts.FAULT in told.values() else 200)


@login_not_required
@never_cache
def figures(request):
    if not metrics.may_read(request):
        return HttpResponse(status=404)
    return HttpResponse(metrics.told(), content_type=CONTENT_TYPE_LATEST)

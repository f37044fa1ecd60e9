"""The secretariat's work list."""

from django.shortcuts import render
from django.utils import timezone

from meetings.todo.office import worklist_of
from rus_portal.core.permissions import may_enter_office, may_retell, require


def office(request):
    """Each council's next things to do. An administrator sees them too, but only the office acts."""
    require(may_enter_office(request.user))
    found = worklist_of(request.user, timezone.localdate())
    context = {
        "worklist": found,
        "may_retell": may_retell(request.user),
        "is_administrator": request.user.standing.is_administrator,
    }
    return render(request, "portal/office.html", context)

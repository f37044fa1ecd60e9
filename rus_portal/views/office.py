"""The secretariat's work list."""

from django.shortcuts import render
from django.utils import timezone

from councils.models import Council
from meetings.todo.consulted import open_consultations
from meetings.todo.following import to_follow_up
from meetings.todo.worklist import left_behind, requested, uninvited, vacancies, work
from rus_portal.core.permissions import may_enter_office, may_keep, may_retell, require


def office(request):
    """Each council's next things to do. An administrator sees them too, but only the office acts."""
    require(may_enter_office(request.user))
    standing, today = request.user.standing, timezone.localdate()
    kept = Council.objects.filter(kind=Council.Kind.COUNCIL)
    if not standing.is_administrator:
        kept = kept.filter(office__in=standing.keeps)
    councils = list(kept)
    meetings = work(councils, today)
    left, following, asked = left_behind(councils), to_follow_up(councils, today), requested(councils, today)
    context = {
        "sections": [
            {
                "council": council,
                "may_plan": may_keep(request.user, council),
                "left_behind": left[council.pk],
                "to_follow_up": following[council.pk],
                "requested": asked[council.pk],
                "meetings": [pair for pair in meetings if pair[0].council_id == council.pk],
            }
            for council in councils
        ],
        "consultations": list(open_consultations(today)),
        "uninvited": uninvited(councils, of_office=standing.is_administrator),
        "vacancies": list(vacancies(councils)),
        "may_retell": may_retell(request.user),
        "is_administrator": standing.is_administrator,
    }
    return render(request, "portal/office.html", context)

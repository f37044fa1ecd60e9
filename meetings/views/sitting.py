"""The meeting day: the secretary's one page while the meeting goes on."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from meetings.forms.roll import AdjournmentForm, MovementForm
from meetings.models import Movement
from meetings.views.lookups import meeting_or_404
from meetings.views.roll import roll_context
from rus_portal.core.permissions import may_open_sitting, require


@never_cache
def sitting(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_open_sitting(request.user, meeting))
    items = list(meeting.items.on_the_agenda().order_by("order", "pk"))
    context = roll_context(request, meeting) | {"items": items}
    moves = Movement.objects.filter(item__meeting=meeting).order_by("item__order", "pk")
    context |= {
        "moves": moves.select_related("item", "attendance__person", "attendance__organisation"),
        "pauses": [_of(meeting, pause) for pause in meeting.adjournments.order_by("begins", "pk")],
        "is_paused": meeting.adjournments.filter(ends=None).exists(),
        "move_form": MovementForm(roll=context["roll"], items=items),
        "pause_form": AdjournmentForm(meeting=meeting),
        "shows_roll": "upprop" in request.GET or context["roll"].waiting > 0,
    }
    return render(request, "meetings/sitting.html", context)


def _of(meeting, pause):
    pause.meeting = meeting
    return pause

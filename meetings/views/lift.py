"""Lifting a matter off an agenda, the page that stays in its place, and the way back."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from meetings.forms.lift import LiftForm
from meetings.models import AgendaItem, Lift
from meetings.views.lookups import item_or_404, meeting_or_404
from meetings.workflow.lift import lift_item, return_item
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import may_keep, may_lift, on_meeting, require
from rus_portal.core.standing import standing_of


def lift(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_lift(request.user, item) and may_keep(request.user, meeting.council))
    form = LiftForm(posted(request), item=item)
    if form.is_valid():
        done = attempt(form, lift_item, item, by=request.user, **form.cleaned_data)
        if not form.errors:
            return redirect(f"{meeting.url('agenda')}?avlyft={done.pk}")
    return form_page(request, "meetings/lift_form.html", form, meeting=meeting, item=item)


@require_POST
def lift_return(request, council, date, pk):
    """Undo."""
    meeting = meeting_or_404(request, council, date)
    lifts = Lift.objects.visible_to(request.user, meeting).select_related("item")
    lift = get_object_or_404(lifts, pk=pk)
    item = act(request, f"”{lift.title}” är tillbaka där den stod.", return_item, lift)
    return redirect(f"{meeting.url('agenda')}#punkt-{item.number}" if item else meeting.url("agenda"))


def lift_of(user, meeting, number):
    """The last that was lifted off from that place, as far as the person may know, or None."""
    lifts = Lift.objects.visible_to(user, meeting).filter(number=number)
    return lifts.select_related("item", "to__council").order_by("-lifted_at", "-pk").first()


def lifted(request, meeting, number):
    """What stands at the address of an item that is not there any more: what became of it."""
    user = request.user
    lift = lift_of(user, meeting, number)
    if lift is None:
        raise Http404
    visible = (
        AgendaItem.objects.visible_to(user).filter(meeting__isnull=False).select_related("meeting__council")
    )
    item = visible.filter(pk=lift.item_id).first()
    if item and item.meeting == meeting:
        return redirect(item)
    may = on_meeting(user, meeting)
    context = {
        "meeting": meeting,
        "lift": lift,
        "item": item,
        "may": may,
        "tells_why": may.follow or meeting.council.prepared_by_id in standing_of(user).prepares,
    }
    return render(request, "meetings/lift_detail.html", context)

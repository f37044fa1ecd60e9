"""The roll call of a meeting that goes on, who came and went, and when it was adjourned."""

from django.shortcuts import redirect
from django.utils import timezone

from meetings.forms.roll import AdjournmentForm, CallForm, MovementForm
from meetings.models import Movement
from meetings.planning.roll import Roll, roll_of
from meetings.planning.sitting import agenda_of
from meetings.views.autosave import asks_by_script
from meetings.views.lookups import meeting_or_404
from meetings.views.sitting_page import at_item, press_on, refused_page, sitting_page
from meetings.workflow.adjournment import adjourn, remove_adjournment, resume
from meetings.workflow.attendance import call_out, note_movement, remove_movement
from rus_portal.core.acting import act, attempt, sent_from
from rus_portal.core.forms import PortalForm
from rus_portal.core.permissions import may_record_meeting, require
from rus_portal.core.seen import marks_in


@sent_from("sitting")
def roll(request, council, date):
    """One press. A script gets the page as it now is, and takes what has changed."""
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    form = CallForm(request.POST, roll=Roll(meeting, roll_of(meeting)))
    if form.is_valid():
        attempt(form, call_out, meeting, form.rows(), by=request.user, seen=marks_in(request.POST))
    if form.errors:
        return refused_page(request, meeting, "roll", form)
    if asks_by_script(request):
        items = agenda_of(meeting)
        return sitting_page(request, meeting, items, at_item(request, meeting, items))
    return redirect(f"{meeting.url('sitting')}?upprop#plats-{form.data.get('line', '')}")


@sent_from("sitting")
def comings(request, council, date):
    """Who came late, left or had a conflict of interest: one more, or one taken away."""
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    if "remove" in request.POST:
        its = Movement.objects.filter(item__meeting=meeting).select_related("attendance__meeting")
        form = press_on(request, its, "remove", "Det är borttaget.", remove_movement)
    else:
        roll, items = Roll(meeting, roll_of(meeting)), agenda_of(meeting)
        form = MovementForm(request.POST, roll=roll, items=items)
        if form.is_valid():
            act(request, "Det är antecknat.", note_movement, form=form, **form.cleaned_data)
    return _back(request, meeting, "comings", form, "kom-och-gick")


@sent_from("sitting")
def adjournments(request, council, date):
    """The meeting pauses, goes on, or did neither."""
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    pauses = meeting.adjournments
    if "remove" in request.POST:
        form = press_on(request, pauses, "remove", "Ajourneringen är borttagen.", remove_adjournment)
    elif "resume" in request.POST:
        now = timezone.now()
        form = press_on(request, pauses, "resume", "Mötet är återupptaget.", resume, ends=now)
    elif "now" in request.POST:
        form = PortalForm(request.POST)
        act(request, "Mötet är ajournerat.", adjourn, meeting, begins=timezone.now(), form=form)
    else:
        form = AdjournmentForm(request.POST, meeting=meeting)
        if form.is_valid():
            act(request, "Ajourneringen är antecknad.", adjourn, meeting, form=form, **form.facts())
    return _back(request, meeting, "adjournments", form, "ajournering")


def _back(request, meeting, place, form, anchor):
    if form.errors:
        return refused_page(request, meeting, place, form)
    item = at_item(request, meeting, agenda_of(meeting))
    return redirect(f"{item.url('sitting_item') if item else meeting.url('sitting')}#{anchor}")

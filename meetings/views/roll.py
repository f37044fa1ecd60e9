"""The roll call of a meeting that goes on, who came and went, and when it was adjourned."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.forms.roll import AdjournmentForm, CallForm, MovementForm
from meetings.models import Movement
from meetings.planning.roll import Roll, roll_of
from meetings.views.lookups import meeting_or_404
from meetings.workflow.adjournment import adjourn, remove_adjournment, resume
from meetings.workflow.attendance import call_out, note_movement, remove_movement
from rus_portal.core.acting import act
from rus_portal.core.permissions import may_record_meeting, require
from rus_portal.core.refusal import Refused, told_by_database
from rus_portal.core.seen import marks_in


@require_POST
def roll(request, council, date):
    """One press. A script gets the table as it now is, with why where nothing was done."""
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    form = CallForm(request.POST, roll=Roll(meeting, roll_of(meeting)))
    refused = "" if form.is_valid() else " ".join(form.errors["line"])
    try:
        with told_by_database():
            if not refused:
                call_out(meeting, form.rows(), by=request.user, seen=marks_in(request.POST))
    except Refused as no:
        refused = no.sentence
    if request.headers.get("X-Requested-With") == "fetch":
        context = roll_context(request, meeting) | {"refused": refused}
        return render(request, "meetings/partials/roll.html", context, status=409 if refused else 200)
    if refused:
        messages.error(request, refused)
    return redirect(f"{meeting.url('sitting')}?upprop#plats-{form.data.get('line', '')}")


def roll_context(request, meeting):
    return {
        "meeting": meeting,
        "roll": Roll(meeting, roll_of(meeting)),
        "may_record": may_record_meeting(request.user, meeting),
        "refused": "",
    }


@require_POST
def comings(request, council, date):
    """Who came late, left or had a conflict of interest: one more, or one taken away."""
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    if "remove" in request.POST:
        its = Movement.objects.filter(item__meeting=meeting).select_related("attendance__meeting")
        act(request, "Det är borttaget.", remove_movement, _named(its, request.POST["remove"]))
    else:
        roll, items = Roll(meeting, roll_of(meeting)), meeting.items.on_the_agenda().order_by("order", "pk")
        form = MovementForm(request.POST, roll=roll, items=items)
        if is_whole(request, form):
            facts = form.cleaned_data
            what = facts["attendance"], facts["item"], facts["kind"]
            act(request, "Det är antecknat.", note_movement, *what)
    return redirect(f"{meeting.url('sitting')}#handelser")


@require_POST
def adjournments(request, council, date):
    """The meeting pauses, goes on, or did neither."""
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    if "remove" in request.POST:
        pause = _named(meeting.adjournments, request.POST["remove"])
        act(request, "Ajourneringen är borttagen.", remove_adjournment, pause)
    elif "resume" in request.POST:
        pause = _named(meeting.adjournments, request.POST["resume"])
        act(request, "Mötet är återupptaget.", resume, pause, ends=timezone.now())
    elif "now" in request.POST:
        act(request, "Mötet är ajournerat.", adjourn, meeting, begins=timezone.now())
    else:
        form = AdjournmentForm(request.POST, meeting=meeting)
        if is_whole(request, form):
            act(request, "Ajourneringen är antecknad.", adjourn, meeting, **form.facts())
    return redirect(f"{meeting.url('sitting')}#handelser")


def _named(rows, pk):
    return get_object_or_404(rows, pk=pk if pk.isdecimal() else 0)


def is_whole(request, form):
    """Of the small forms on the page, which come back empty: what to write is said on top."""
    for sentences in form.errors.values():
        messages.error(request, " ".join(sentences))
    return form.is_valid()

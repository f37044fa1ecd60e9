"""The secretariat plans a meeting: its facts, its cancellation, its summons."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format

from councils.journal import history_of
from councils.models import Council
from councils.refusal import Conflict, Refused
from meetings import gate
from meetings.approval import approval_of, chairing
from meetings.called import called_to
from meetings.clock import clock_of
from meetings.forms.meeting import CancellationForm, MeetingForm
from meetings.models import AgendaItem
from meetings.views.doors import meeting_or_404
from meetings.views.stations import stations
from meetings.workflow import meetings
from rus_portal.acts import attempt, form_page, posted
from rus_portal.permissions import chairs, may_change_meeting, may_keep, may_send_summons, require


def new(request, council):
    council = get_object_or_404(Council, slug=council, kind=Council.Kind.COUNCIL)
    require(may_keep(request.user, council))
    form = MeetingForm(posted(request), council=council)
    if form.is_valid():
        meeting = attempt(form, meetings.plan_meeting, council, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(
                request, f"Mötet {in_words(meeting.date)} är planerat. Nu behöver det en dagordning."
            )
            return redirect(meeting.url("agenda"))
    new = {"council": council, "meeting": None, "stations": [], "versions": [], "last": None}
    return form_page(request, "meetings/meeting_form.html", form, **new)


def facts(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_change_meeting(request.user, meeting))
    form = MeetingForm(posted(request), council=meeting.council, meeting=meeting)
    if form.is_valid():
        try:
            changed = attempt(form, meetings.change_meeting, meeting, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            return facts_conflict(request, form, conflict.saved)
        if not form.errors:
            moved = changed.date != meeting.date
            done = f"Mötet är flyttat till {in_words(changed.date)}." if moved else "Uppgifterna är sparade."
            messages.success(request, done)
            return redirect(changed.url("agenda"))
    return facts_page(request, meeting, form)


def facts_page(request, meeting, form, **context):
    here = {"council": meeting.council, "meeting": meeting, "versions": [], "last": None}
    here["stations"] = stations(request.user, meeting, "meeting_facts")
    return form_page(request, "meetings/meeting_form.html", form, **here | context)


def facts_conflict(request, form, saved):
    """Both side by side; the form keeps the writer's and takes the new revision."""
    data = request.POST.copy()
    data["revision"] = saved.revision
    again = MeetingForm(data, council=saved.council, meeting=saved)
    last = history_of(saved).filter(act__in=["change_meeting", "move_meeting"]).last()
    page = facts_page(request, saved, again, versions=form.against(saved), last=last)
    page.status_code = 409
    return page


def cancellation(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_change_meeting(request.user, meeting))
    form = CancellationForm(posted(request))
    if form.is_valid():
        attempt(form, meetings.cancel_meeting, meeting, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"Mötet {in_words(meeting.date)} är inställt.")
            return redirect(meeting)
    return form_page(request, "meetings/cancellation_form.html", form, meeting=meeting)


def summons(request, council, date):
    """Whom it calls and to what; sent by POST, unless an item fails the gate."""
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    refused = ""
    if request.method == "POST":
        try:
            meetings.send_summons(meeting, by=request.user)
        except Refused as no:
            refused = no.sentence
        else:
            messages.success(
                request, "Kallelsen har gått ut. Nu läser ledamöterna dagordning och handlingar."
            )
            return redirect(meeting)
    items = list(
        meeting.items.exclude(stage=AgendaItem.Stage.WITHDRAWN)
        .select_related("primary_goal")
        .order_by("order", "pk")
    )
    clock = clock_of(meeting, items)
    context = {
        "meeting": meeting,
        "stations": stations(request.user, meeting, "summons"),
        "refused": refused,
        "checks": gate_checks(items),
        "passes": all(map(gate.passes, items)),
        "plan": list(zip(items, clock.slots, strict=True)),
        "clock": clock,
        "called": called_to(meeting),
        "may_send": may_send_summons(request.user, meeting),
        "approval": approval_of(meeting),
        "chairing": chairing(meeting),
        "leads": chairs(request.user, meeting),
    }
    return render(request, "meetings/summons_confirm.html", context, status=409 if refused else 200)


def gate_checks(items):
    """What components/gate.html shows: each item, met or with what it lacks and the way to the field."""
    checks = []
    for item in items:
        needs = gate.missing(item)
        if not needs:
            checks.append({"met": True, "label": item.title})
        for need in needs:
            address = f"{item.url('item_papers')}#id_{need.field}"
            checks.append({"met": False, "label": item.title, "problem": need.sentence, "url": address})
    return checks


def in_words(date):
    return f"den {date_format(date, 'j F Y')}"

"""What is written down of a meeting: by the secretary who was there, and by the member who dissents."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from councils.journal import history_of
from councils.refusal import Conflict
from meetings.called import called_to
from meetings.forms.attendance import AttendanceForm
from meetings.forms.recording import DissentForm, FormalitiesForm, OutcomeForm
from meetings.models import AgendaItem, DissentingOpinion
from meetings.views.doors import item_or_404, meeting_or_404
from meetings.views.stations import next_to_record, stations
from meetings.workflow import meetings
from meetings.workflow import recording as verbs
from rus_portal.acts import act, attempt, form_page, posted
from rus_portal.permissions import (
    may_lodge_dissent,
    may_record_meeting,
    require,
    seats_for_dissent,
)


def attendance(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    form = AttendanceForm(posted(request), meeting=meeting)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            attempt(form, verbs.record_attendance, meeting, form.rows(), by=request.user, revision=revision)
        except Conflict as conflict:
            return attendance_conflict(request, form, conflict.saved)
        if not form.errors:
            messages.success(request, "Närvaron är antecknad.")
            stay = form.cleaned_data["other"] or "stay" in request.POST
            return redirect(meeting.url("attendance" if stay else "formalities"))
    return recording_page(request, "meetings/attendance_form.html", form, meeting, "attendance")


def attendance_conflict(request, form, saved):
    """Both lists side by side. The form keeps the writer's, and those whom the other took up meanwhile as the
    other left them."""
    data = AttendanceForm(meeting=saved).as_posted() | request.POST.dict()
    data["revision"] = saved.attendance_revision
    again = AttendanceForm(data, meeting=saved)
    versions = form.against(saved)
    return conflict_page(request, "attendance", "record_attendance", again, saved, versions)


def conflict_page(request, here, verb, form, saved, versions):
    last = history_of(saved).filter(act=verb).last()
    template = f"meetings/{here}_form.html"
    page = recording_page(request, template, form, saved, here, versions=versions, last=last)
    page.status_code = 409
    return page


def formalities(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    rows = list(meeting.formalities.order_by("order", "pk"))
    form = FormalitiesForm(posted(request), meeting=meeting, formalities=rows)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            attempt(form, verbs.record_formalities, meeting, form.texts(), by=request.user, revision=revision)
        except Conflict as conflict:
            return formalities_conflict(request, form, conflict.saved)
        if not form.errors:
            messages.success(request, "Mötets formalia är antecknade.")
            following = next_to_record(meeting)
            return redirect(following.url("item_outcome") if following else meeting.url("formalities"))
    return recording_page(request, "meetings/formalities_form.html", form, meeting, "formalities")


def formalities_conflict(request, form, saved):
    data = request.POST.copy()
    data["revision"] = saved.formalities_revision
    rows = list(saved.formalities.order_by("order", "pk"))
    again = FormalitiesForm(data, meeting=saved, formalities=rows)
    versions = form.against(saved)
    return conflict_page(request, "formalities", "record_formalities", again, saved, versions)


def outcome(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_record_meeting(request.user, meeting))
    if not item.is_on_agenda:
        raise Http404
    dissents = list(item.dissents.standing().select_related("seat__organisation", "person"))
    lodged = {dissent.seat_id for dissent in dissents}
    called = called_to(meeting) if item.is_position else []
    holders = [held for held in meeting.taking_position(called) if held.seat_id not in lodged]
    form = OutcomeForm(posted(request), item=item, holders=holders)
    if form.is_valid():
        try:
            attempt(form, record, item, form, by=request.user)
        except Conflict as conflict:
            return outcome_conflict(request, meeting, form, conflict.saved, holders, dissents)
        if not form.errors:
            messages.success(request, f"Utfallet av ”{item.title}” är antecknat.")
            return redirect(item.url("item_outcome") if "stay" in request.POST else after(item))
    return outcome_page(request, meeting, form, item=item, dissents=dissents)


@transaction.atomic
def record(item, form, *, by):
    """The outcome, and the dissenting opinion typed in with it, or neither."""
    verbs.record_outcome(item, by=by, revision=form.cleaned_data["revision"], **form.facts())
    if form.dissent():
        held, text = form.dissent()
        verbs.lodge_dissent(item, seat=held.seat, person=held.person, text=text, by=by)


def after(item):
    """Where the secretary goes on: to the next item, and from the last one to what remains."""
    following = (
        item.meeting.items.on_the_agenda().filter(order__gt=item.order).order_by("order", "pk").first()
    )
    following = following or next_to_record(item.meeting)
    return following.url("item_outcome")


def outcome_page(request, meeting, form, **context):
    return recording_page(request, "meetings/outcome_form.html", form, meeting, "item_outcome", **context)


def outcome_conflict(request, meeting, form, saved, holders, dissents):
    """Both texts side by side; the form keeps the writer's and takes the new revision."""
    data = request.POST.copy()
    data["revision"] = saved.revision
    saved.meeting = meeting
    again = OutcomeForm(data, item=saved, holders=holders)
    shown = {"versions": form.against(saved), "last": history_of(saved).last()}
    page = outcome_page(request, meeting, again, item=saved, dissents=dissents, **shown)
    page.status_code = 409
    return page


def recording_page(request, template, form, meeting, here, **context):
    """A page of the recording, with all items beside it and the way to close the meeting."""
    standing = Count("dissents", filter=Q(dissents__withdrawn_at=None))
    items = list(meeting.items.on_the_agenda().annotate(dissenting=standing).order_by("order", "pk"))
    context = {"versions": [], "last": None} | context
    context |= {
        "meeting": meeting,
        "stations": stations(request.user, meeting, here),
        "items": items,
        "open_items": sum(item.stage == AgendaItem.Stage.ON_AGENDA for item in items),
        "attended": meeting.attendances.exists(),
    }
    return form_page(request, template, form, **context)


@require_POST
def closing(request, council, date):
    meeting = meeting_or_404(request, council, date)
    closed = act(
        request, "Mötet är avslutat och protokollet har sina paragrafer.", meetings.close_meeting, meeting
    )
    if closed:
        return redirect(meeting.url("minutes"))
    following = next_to_record(meeting)
    return redirect(following.url("item_outcome") if following else meeting.url("attendance"))


@require_POST
def reopening(request, council, date):
    meeting = meeting_or_404(request, council, date)
    reopened = act(
        request, "Mötet är öppet igen. Rätta och avsluta det på nytt.", meetings.reopen_meeting, meeting
    )
    following = reopened and next_to_record(meeting)
    return redirect(following.url("item_outcome") if following else meeting.url("minutes"))


def dissent(request, council, date, number):
    """A member's own dissenting opinion: lodge it, see it, take it back."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_lodge_dissent(request.user, item))
    own = list(
        item.dissents.standing().filter(person=request.user).select_related("seat__organisation", "person")
    )
    spoken = {dissent.seat_id for dissent in own}
    seats = [seat for seat in seats_for_dissent(request.user, item) if seat.pk not in spoken]
    form = DissentForm(posted(request), seats=seats) if seats else None
    if form and form.is_valid():
        attempt(form, verbs.lodge_dissent, item, by=request.user, **form.facts())
        if not form.errors:
            messages.success(request, "Den avvikande synpunkten är lämnad och följer ställningstagandet.")
            return redirect(item)
    context = {"meeting": meeting, "item": item, "own": own}
    return form_page(
        request, "meetings/dissent_form.html", form or DissentForm(seats=[]), seats=seats, **context
    )


@require_POST
def withdrawal(request, council, date, pk):
    meeting = meeting_or_404(request, council, date)
    opinions = DissentingOpinion.objects.visible_to(request.user).select_related("item", "seat__organisation")
    opinion = get_object_or_404(opinions, pk=pk, item__meeting=meeting)
    opinion.item.meeting = meeting
    act(request, "Den avvikande synpunkten är återtagen.", verbs.withdraw_dissent, opinion)
    return redirect(opinion.item)

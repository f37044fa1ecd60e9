"""Who was at the meeting."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect

from meetings.forms.attendance import AttendanceForm
from meetings.views.conflict import conflict_page, last_act, sent_again
from meetings.views.lookups import meeting_or_404
from meetings.views.recording import recording_page
from meetings.workflow.attendance import record_attendance
from rus_portal.core.acting import attempt, posted
from rus_portal.core.permissions import may_record_meeting, require
from rus_portal.core.refusal import Conflict


def attendance(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    form = AttendanceForm(posted(request), meeting=meeting)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            attempt(form, record_attendance, meeting, form.rows(), by=request.user, revision=revision)
        except Conflict as conflict:
            return attendance_conflict(request, form, conflict.saved)
        if not form.errors:
            messages.success(request, "Närvaron är antecknad.")
            stay = form.cleaned_data["other"] or "stay" in request.POST
            return redirect(meeting.url("attendance" if stay else "formalities"))
    return attendance_page(request, meeting, form)


def attendance_page(request, meeting, form, **context):
    return recording_page(request, "meetings/attendance_form.html", form, meeting, "attendance", **context)


def attendance_conflict(request, form, saved):
    """The form keeps the writer's list; people added by the other save are as that save left them."""
    sent = sent_again(request, revision=saved.attendance_revision)
    again = AttendanceForm(AttendanceForm(meeting=saved).as_posted() | sent.dict(), meeting=saved)
    page = partial(attendance_page, request, saved)
    return conflict_page(page, form, saved, again, last=last_act(saved, "record_attendance"))

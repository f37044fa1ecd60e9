"""Who was at the meeting."""

from django.contrib import messages
from django.shortcuts import redirect

from meetings.forms.attendance import AttendanceForm
from meetings.views.lookups import meeting_or_404
from meetings.views.recording import conflict_page, recording_page
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
    return recording_page(request, "meetings/attendance_form.html", form, meeting, "attendance")


def attendance_conflict(request, form, saved):
    """Both lists side by side. The form keeps the writer's, and those whom the other took up meanwhile as the
    other left them."""
    data = AttendanceForm(meeting=saved).as_posted() | request.POST.dict()
    data["revision"] = saved.attendance_revision
    again = AttendanceForm(data, meeting=saved)
    versions = form.against(saved)
    return conflict_page(request, "attendance", "record_attendance", again, saved, versions)

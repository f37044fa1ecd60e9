"""Who was at the meeting."""

from django.contrib import messages
from django.shortcuts import redirect

from meetings.forms.attendance import GOING_ON, AttendanceForm
from meetings.views.lookups import meeting_or_404
from meetings.views.recording import recording_page
from meetings.workflow.attendance import record_attendance
from rus_portal.core.acting import attempt, posted
from rus_portal.core.permissions import may_record_meeting, require


def attendance(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    form = AttendanceForm(posted(request), saved=meeting)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        attempt(form, record_attendance, meeting, form.rows(), by=request.user, seen=seen)
        if not form.errors:
            messages.success(request, "Närvaron är antecknad.")
            stay = form.cleaned_data["other"] or not GOING_ON.isdisjoint(request.POST)
            return redirect(meeting.url("attendance" if stay else "formalities"))
    return recording_page(request, "meetings/attendance_form.html", form, meeting, lines=form.lines)

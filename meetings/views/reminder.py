"""Who is waited for at a meeting, and the button that reminds them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from meetings.todo.reminders import SUBJECTS, lines_at
from meetings.views.lookups import meeting_or_404
from meetings.workflow.reminder import remind_awaited
from rus_portal.core.acting import act
from rus_portal.core.permissions import may_keep, require


def reminder(request, council, date, subject):
    """What each is told is read before it is sent."""
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    if subject not in SUBJECTS:
        raise Http404
    about = SUBJECTS[subject]
    if request.method == "POST":
        if count := act(request, "", remind_awaited, meeting, subject):
            letters = "En påminnelse" if count == 1 else f"{count} påminnelser"
            messages.success(request, f"{letters} om {about.words} är på väg.")
            return redirect(meeting.url(about.page))
        return redirect(request.path)
    lines = lines_at(meeting, subject, timezone.localdate())
    context = {
        "meeting": meeting,
        "about": about,
        "lines": lines,
        "reached": sum(not line.hinder for line in lines),
        "back": meeting.url(about.page),
    }
    return render(request, "meetings/reminder.html", context)

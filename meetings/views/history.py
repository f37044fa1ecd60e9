"""All that has been done to a meeting and to what belongs to it, as the journal tells it."""

from django.shortcuts import render

from councils.journal import history_of
from meetings.models import Position
from meetings.views.doors import meeting_or_404
from rus_portal.permissions import may_enter_office, require


def history(request, council, date):
    """A page of its own: on the meeting's page it would cost every visit a query."""
    meeting = meeting_or_404(request, council, date)
    require(may_enter_office(request.user))
    positions = Position.objects.filter(item__meeting=meeting)
    belongings = [meeting.items.all(), meeting.minutes.all(), positions, meeting.letters.all()]
    context = {"meeting": meeting, "entries": history_of(meeting, *belongings)}
    return render(request, "meetings/meeting_history.html", context)

"""The agenda as it was sent, time by time, and what changed between them."""

from itertools import pairwise

from django.shortcuts import redirect, render

from meetings.versions import changes, changes_since_last_sent
from meetings.views.doors import meeting_or_404
from meetings.views.stations import stations
from meetings.workflow import meetings as verbs
from rus_portal.acts import act
from rus_portal.permissions import may_keep, may_read_versions, may_send_update, require


def versions(request, council, date):
    """The newest first. By POST the secretariat sends what has changed since."""
    meeting = meeting_or_404(request, council, date)
    require(may_read_versions(request.user, meeting))
    if request.method == "POST":
        act(request, "Den ändrade dagordningen är skickad.", verbs.send_update, meeting)
        return redirect(meeting.url("agenda_versions"))
    rows = list(meeting.agenda_versions.select_related("sent_by").order_by("number"))
    changed = [[], *(changes(old.content, new.content) for old, new in pairwise(rows))]
    is_open = meeting.stage == meeting.Stage.CONVENED
    context = {
        "meeting": meeting,
        "stations": stations(request.user, meeting, "agenda")
        if may_keep(request.user, meeting.council)
        else [],
        "versions": list(zip(rows, changed, strict=False))[::-1],
        "unsent": changes_since_last_sent(meeting) if is_open else [],
        "may_send": may_send_update(request.user, meeting),
    }
    return render(request, "meetings/agenda_versions.html", context)

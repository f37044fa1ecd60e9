"""Who was at the meeting, as the secretary records it."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import Attendance
from meetings.workflow.locks import locked_meeting
from rus_portal.core.permissions import (
    may_record_meeting,
    require,
)
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_seen


@transaction.atomic
def record_attendance(meeting, rows, *, by, seen=None, at=None):
    """Set the whole list of attendance. `rows` are dicts with person, organisation, seat, status and
    substitutes_for; people not in them are not on the list. `seen` are the marks of the list that the writer
    saw."""
    meeting = locked_meeting(meeting)
    require(may_record_meeting(by, meeting))
    now, rows = meeting.attendance_list, list(rows)
    wanted = {f"status_{row['person'].pk}": row["status"] for row in rows}
    wanted |= {f"for_{row['person'].pk}": row.get("substitutes_for") for row in rows}
    require_seen(meeting, dict.fromkeys(now) | wanted, seen, now=now)
    meeting.attendances.all().delete()
    attendances = [Attendance(meeting=meeting, **row) for row in rows]
    for attendance in attendances:
        stands_in = attendance.substitutes_for
        if stands_in and not attendance.is_present:
            raise Refused(f"{attendance.person} kan inte tjänstgöra utan att vara närvarande.")
        attendance.clean_fields()
    Attendance.objects.bulk_create(attendances)
    present = sum(attendance.is_present for attendance in attendances)
    sentence = f"Närvaron antecknades: {present} närvarande."
    journal.log("record_attendance", meeting, sentence, by=by, at=at or timezone.now())

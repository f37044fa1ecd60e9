"""Who was at the meeting, as the secretary records it."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import Attendance
from meetings.workflow.locks import locked_meeting
from meetings.workflow.takeover import follow_who_serves
from rus_portal.core.permissions import (
    may_record_meeting,
    require,
)
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_seen


def seated_twice(one, other):
    return f"{one} och {other} kan inte båda vara med på samma plats. Ta bort den som inte hade platsen."


@transaction.atomic
def record_attendance(meeting, rows, *, by, seen=None, at=None):
    """Set the whole list of attendance. `rows` are dicts with person, organisation, seat, status and
    substitutes_for, one for each organisation that a person is there for; people not in them are not on the
    list. `seen` are the marks of the list that the writer saw."""
    meeting = locked_meeting(meeting)
    require(may_record_meeting(by, meeting))
    now, rows = meeting.attendance_list, list(rows)
    wanted = {}
    for row in rows:
        line = f"{row['person'].pk}-{row['organisation'].pk}"
        wanted |= {f"status_{line}": row["status"], f"for_{line}": row.get("substitutes_for")}
    require_seen(meeting, dict.fromkeys(now) | wanted, seen, now=now)
    meeting.attendances.all().delete()
    attendances = [Attendance(meeting=meeting, **row) for row in rows]
    for attendance in attendances:
        stands_in = attendance.substitutes_for
        if stands_in and not attendance.is_present:
            raise Refused(f"{attendance.person} kan inte tjänstgöra utan att vara närvarande.")
        attendance.clean_fields()
    present = [attendance for attendance in attendances if attendance.is_present]
    seated: dict = {}
    for attendance in present:
        first = seated.setdefault(attendance.seat_id, attendance)
        if attendance.seat_id and first is not attendance:
            raise Refused(seated_twice(first.person, attendance.person))
    Attendance.objects.bulk_create(attendances)
    people = len({attendance.person for attendance in present})
    homes = len({each.organisation for each in present if each.seat and each.seat.reads_documents})
    told = "en organisation" if homes == 1 else f"{homes} organisationer"
    sentence = f"Närvaron antecknades: {people} närvarande för {told}."
    at = at or timezone.now()
    journal.log("record_attendance", meeting, sentence, by=by, at=at)
    follow_who_serves(meeting, by=by, at=at)

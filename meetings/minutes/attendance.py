"""Who was there, and who came, left or had a conflict of interest."""

from collections import defaultdict

from councils.capacity import AROUND, MEMBERS, Capacity
from councils.models import Appointment
from meetings.models import (
    Attendance,
    Movement,
)
from rus_portal.core.prepared import prepared
from rus_portal.core.words import listed

GROUPS = (
    ("Ledamöter", MEMBERS),
    ("Ersättare", (Capacity.SUBSTITUTE,)),
    ("Adjungerade", (Capacity.CO_OPTED,)),
    ("Med yttranderätt", (Capacity.RIGHT_TO_SPEAK,)),
    ("Kansli och övriga", AROUND),
)


def attendance_of(meeting):
    """Groups by capacity; within each, people by organisation. Empty groups are left out."""
    rows, moves = _attendances(meeting), by_key(movements(meeting), "attendance_id")
    holders = {row.seat_id: row.person for row in rows if row.seat_id and not row.is_present}
    held = _held(meeting.date, meeting)
    parties = {(appointment.seat_id, appointment.person_id): appointment.party for appointment in held}
    groups = []
    for heading, capacities in GROUPS:
        people = [
            {
                "organisation": row.organisation.name,
                "name": row.person.name,
                "role": row.seat.label if row.seat else "",
                "party": parties.get((row.seat_id, row.person_id), ""),
                "status": row.get_status_display(),
                "present": row.is_present,
                "substitutes_for": _served(row.substitutes_for, holders),
            }
            | _leads(row.seat)
            | _moved(moves[row.pk])
            for row in rows
            if (row.seat.capacity if row.seat else Capacity.SECRETARY) in capacities
        ]
        if people:
            groups.append({"heading": heading, "people": people})
    return groups


def _served(seat, holders):
    """For whom somebody serves: the one who is away, where the seat has one, and the seat, where that one's
    name does not say it."""
    if not seat:
        return ""
    name = str(holders.get(seat.pk, ""))
    return name if seat.label in name else ", ".join(filter(None, [name, str(seat)]))


def _leads(seat):
    """The chair and the vice chair, where their seats bear another title."""
    return {"leads": seat.get_capacity_display()} if seat and seat.leads and seat.title else {}


def _moved(moves):
    """When the person came late and left early; nothing of those who were there all the time."""
    ways = [move.sentence for move in moves if move.kind != Movement.Kind.CONFLICT]
    return {"moved": listed(ways)} if ways else {}


def conflicts_in(moves):
    """Who had a conflict of interest in the item, and was not there for it."""
    told = [move.attendance for move in moves if move.kind == Movement.Kind.CONFLICT]
    told.sort(key=lambda attendance: attendance.organisation.order)
    return [f"{each.person}, {each.organisation.name}" for each in told]


@prepared
def movements(meeting):
    moved = Movement.objects.filter(item__meeting=meeting).order_by("item__order", "pk")
    return moved.select_related("item", "attendance__person", "attendance__organisation")


@prepared
def _attendances(meeting):
    rows = Attendance.objects.filter(meeting=meeting).order_by("organisation__order", "seat__order", "pk")
    return rows.select_related("person", "organisation", "seat", "substitutes_for__organisation")


@prepared
def _held(date, meeting):
    """The seats of those who stand in the attendance."""
    return Appointment.objects.on(date).filter(
        person__in=Attendance.objects.filter(meeting=meeting).values("person")
    )


def by_key(rows, name):
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found

"""Who was at the meeting, as the secretary records it: all of the list at once, or one after the other as the
names are called; and who came late, left early or had a conflict of interest."""

from itertools import pairwise

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import Attendance, Movement
from meetings.workflow.locks import locked_meeting
from meetings.workflow.takeover import follow_who_serves
from rus_portal.core.permissions import (
    may_record_item,
    may_record_meeting,
    require,
)
from rus_portal.core.refusal import Refused, put
from rus_portal.core.seen import require_seen

Kind = Movement.Kind


def seated_twice(one, other):
    return f"{one} och {other} kan inte båda vara med på samma plats. Ta bort den som inte hade platsen."


@transaction.atomic
def record_attendance(meeting, rows, *, by, seen=None, at=None):
    """Set the whole list of attendance. `rows` are dicts with person, organisation, seat, status and
    substitutes_for, one for each organisation that a person is there for; people not in them are not on the
    list. `seen` are the marks of the list that the writer saw."""
    meeting, at = locked_meeting(meeting), at or timezone.now()
    require(may_record_meeting(by, meeting))
    now, rows = meeting.attendance_list, list(rows)
    require_seen(meeting, dict.fromkeys(now) | _marked(rows), seen, now=now)
    _put_down(meeting, rows)
    journal.log("record_attendance", meeting, f"Närvaron antecknades: {_told(meeting)}.", by=by, at=at)
    follow_who_serves(meeting, by=by, at=at)


@transaction.atomic
def call_out(meeting, rows, *, by, seen=None, at=None):
    """Note these rows of the list alone, as names are called; one without a status has not been called after
    all. `seen` are the marks of the same rows. The journal has one line for each day and secretary: the list
    itself tells the rest."""
    meeting, at = locked_meeting(meeting), at or timezone.now()
    require(may_record_meeting(by, meeting))
    wanted = _marked(rows)
    now = {name: value for name, value in meeting.attendance_list.items() if name in wanted}
    require_seen(meeting, wanted, seen, now=now)
    called = {(row["person"].pk, row["organisation"].pk) for row in rows}
    kept = [row for row in _rows_of(meeting) if (row["person"].pk, row["organisation"].pk) not in called]
    _put_down(meeting, kept + [row for row in rows if row["status"]])
    told = journal.history_of(meeting).filter(act="call_out", by=by, at__date=timezone.localdate(at))
    if not told.exists():
        journal.log("call_out", meeting, "Namnen ropades upp.", by=by, at=at)
    follow_who_serves(meeting, by=by, at=at)


def _marked(rows):
    wanted = {}
    for row in rows:
        line = f"{row['person'].pk}-{row['organisation'].pk}"
        replaced = row.get("substitutes_for")
        wanted |= {f"status_{line}": row["status"] or None, f"for_{line}": replaced and replaced.pk}
    return wanted


def _rows_of(meeting):
    for each in meeting.attendances.select_related("person", "organisation", "seat", "substitutes_for"):
        own = {"person": each.person, "organisation": each.organisation, "seat": each.seat}
        yield own | {"status": each.status, "substitutes_for": each.substitutes_for}


def _put_down(meeting, rows):
    """The list as the rows say it. Who is on it already stays the same row, since what is noted of somebody's
    coming and going hangs there."""
    listed = {(each.person_id, each.organisation_id): each for each in meeting.attendances.all()}
    attendances, changed = [], []
    for row in rows:
        known = listed.pop((row["person"].pk, row["organisation"].pk), None)
        attendance = known or Attendance(meeting=meeting, **row)
        if known and put(known, {"substitutes_for": None, **row})["after"]:
            changed.append(known)
        attendances.append(attendance)
    for attendance in attendances:
        if attendance.substitutes_for and not attendance.is_present:
            raise Refused(f"{attendance.person} kan inte tjänstgöra utan att vara närvarande.")
        if attendance.substitutes_for and attendance.substitutes_for.organisation != attendance.organisation:
            raise Refused(f"{attendance.person} tjänstgör bara för {attendance.organisation}.")
        attendance.clean_fields()
    seated: dict = {}
    for attendance in attendances:
        if attendance.seat_id and attendance.is_present:
            first = seated.setdefault(attendance.seat_id, attendance)
            if first is not attendance:
                raise Refused(seated_twice(first.person, attendance.person))
    for attendance in attendances:
        if first := attendance.substitutes_for and seated.get(attendance.substitutes_for_id):
            raise Refused(
                f"{first.person} är själv med. {attendance.person} tjänstgör för någon som är borta."
            )
    _refuse_to_forget(meeting, [each for each in attendances if each.is_present])
    for gone in listed.values():
        gone.delete()
    for attendance in changed:
        attendance.save()
    Attendance.objects.bulk_create([each for each in attendances if not each.pk])


def _refuse_to_forget(meeting, there):
    """What is noted of somebody's coming and going is taken away before the person is."""
    moved = Movement.objects.filter(attendance__meeting=meeting).select_related("attendance__person", "item")
    gone = moved.exclude(attendance__in=[each.pk for each in there]).order_by("item__order", "pk").first()
    if gone:
        raise Refused(f"Om {gone.attendance.person} är antecknat: {gone.sentence}. Ta bort det först.")


def _told(meeting):
    present = [each for each in meeting.attendances.select_related("seat") if each.is_present]
    people = len({each.person_id for each in present})
    homes = len({each.organisation_id for each in present if each.seat and each.seat.reads_documents})
    return f"{people} närvarande för {'en organisation' if homes == 1 else f'{homes} organisationer'}"


@transaction.atomic
def note_movement(attendance, item, kind, *, by, at=None):
    """Somebody on the list came to the item, left before it, or had a conflict of interest in it."""
    meeting, at = locked_meeting(attendance.meeting), at or timezone.now()
    require(may_record_meeting(by, meeting))
    attendance = meeting.attendances.select_related("person", "organisation").filter(pk=attendance.pk).first()
    if attendance is None or not attendance.is_present:
        raise Refused("Pricka av den som är med först.")
    if item.meeting_id != meeting.pk or not item.is_on_agenda:
        raise Refused("Punkten står inte på dagordningen.")
    require(may_record_item(by, item))
    movement = Movement(attendance=attendance, item=item, kind=kind, noted_at=at, noted_by=by)
    movement.full_clean()
    movement.save()
    _require_turns(attendance)
    journal.log("note_movement", item, f"{attendance.person}: {movement.sentence}.", by=by, at=at)
    return movement


def _require_turns(attendance):
    """Nobody leaves twice without having come between, and nobody comes and goes before the same item."""
    ways = attendance.movements.exclude(kind=Kind.CONFLICT).order_by("item__order", "pk")
    turns = list(ways.values_list("kind", "item"))
    for (kind, item), (after, following) in pairwise(turns):
        if kind == after or item == following:
            told = "kommit" if after == Kind.CAME else "lämnat mötet"
            raise Refused(f"{attendance.person} har redan {told} då. Ta bort det som inte stämmer först.")


@transaction.atomic
def remove_movement(movement, *, by, at=None):
    meeting = locked_meeting(movement.attendance.meeting)
    require(may_record_meeting(by, meeting))
    movement = Movement.objects.filter(pk=movement.pk).select_related("attendance__person", "item").first()
    if movement is None:
        raise Refused("Det är redan borttaget.")
    require(may_record_item(by, movement.item))
    sentence = f"Togs bort: {movement}."
    movement.delete()
    journal.log("remove_movement", movement.item, sentence, by=by, at=at or timezone.now())

"""Who is called out at a meeting: one line for each person called and organisation that the person comes for,
and one for each of the others who were there."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from councils.capacity import AROUND
from councils.models import Appointment, Organisation, Person, Seat
from meetings.models import Attendance, Meeting, SummonsAnswer
from meetings.planning.invitees import places_of
from rus_portal.core.prepared import prepared
from rus_portal.core.seen import marks

Status = Attendance.Status
STATES = {"on_site": "på plats", "remote": "på distans", "excused": "förhinder", "absent": "frånvarande"}
NEXT = {"on_site": "remote", "remote": ""}
COLUMNS = ("majority", "opposition", "others", "substitutes")


@dataclass
class Line:
    person: Person
    organisation: Organisation
    seat: Seat | None
    is_called: bool
    saved: Attendance | None = None
    answered: str = ""
    stands_in_for: Seat | None = None
    is_excused: bool = False
    is_one_of_several: bool = False
    holder: Person | None = None  # who has the seat on the day, where its line is noted for another

    def __str__(self):
        """With the organisation where the person has a line for each of several."""
        return f"{self.person}, {self.organisation}" if self.is_one_of_several else str(self.person)

    @property
    def key(self):
        return f"{self.person.pk}-{self.organisation.pk}"

    @property
    def heading(self):
        return self.organisation.name if self.is_called else "Övriga närvarande"

    @property
    def was_added(self):
        """There though not called: taken off the list, not marked as away."""
        return not self.is_called and self.saved is not None and self.saved.is_present

    @property
    def may_go(self):
        """May be taken off the list: neither called nor the secretary."""
        return self.was_added or self.holder is not None

    @property
    def may_substitute(self):
        return bool(self.seat and self.seat.is_substitute)

    @property
    def may_be_replaced(self):
        return bool(self.seat and self.seat.takes_position and not self.seat.is_substitute)

    @property
    def status(self):
        """How it is noted; empty for one who has not been called out yet."""
        return self.saved.status if self.saved else ""

    @property
    def is_there(self):
        return self.saved is not None and self.saved.is_present

    @property
    def state(self):
        return STATES[self.status]

    @property
    def next(self):
        """What a press on it leads to. Whoever was away and is pressed has come."""
        return NEXT.get(self.status, "on_site")

    @property
    def marked(self):
        """What the page shows of it, by the names of the form of attendance."""
        replaced = self.saved and self.saved.substitutes_for_id
        return {f"status_{self.key}": self.status or None, f"for_{self.key}": replaced}

    @property
    def row(self):
        """As the verbs take it."""
        own = {"person": self.person, "organisation": self.organisation, "seat": self.seat}
        return own | {"status": self.status, "substitutes_for": self.saved and self.saved.substitutes_for}

    @property
    def column(self):
        if self.may_substitute:
            return "substitutes"
        side = self.seat.side if self.seat and self.is_called else Seat.Side.NONE
        return "others" if side == Seat.Side.NONE else side


def usual_of(meeting):
    """How most are there."""
    return Status.REMOTE if meeting.format == Meeting.Format.DIGITAL else Status.ON_SITE


def roll_of(meeting):
    """The lines, each with what the invitee has answered to the summons, and whom a substitute was asked to
    come for and still comes: who was there is known only when the names are called."""
    lines = lines_of(meeting)
    answers = {f"{each.person_id}-{each.organisation_id}": each for each in _answers(meeting)}
    stands_in = {
        f"{answers[line.key].substitute_id}-{line.organisation.pk}": line.seat
        for line in lines
        if line.key in answers and line.may_be_replaced and not answers[line.key].is_alone
    }
    of_each = Counter(line.person for line in lines)
    for line in lines:
        line.is_one_of_several = of_each[line.person] > 1
        line.stands_in_for = stands_in.get(line.key)
        if answer := answers.get(line.key):
            line.answered = answer.told
            line.is_excused = answer.answer not in SummonsAnswer.COMING
    return lines


def rest_of(lines, meeting):
    """How those are noted who did not answer when they were called: away, with notice where they had given
    it. Who keeps the minutes is there."""
    for line in lines:
        if line.person.pk == meeting.secretary_id:
            yield f"status_{line.key}", usual_of(meeting)
        elif not line.may_go:
            yield f"status_{line.key}", Status.EXCUSED if line.is_excused else Status.ABSENT


def unanswered(lines, meeting):
    """The rows of those who have not been called out yet, noted so."""
    status = dict(rest_of(lines, meeting))
    waiting = (line for line in lines if not line.saved and f"status_{line.key}" in status)
    return [line.row | {"status": status[f"status_{line.key}"]} for line in waiting]


@dataclass(frozen=True)
class Bench:
    """The line of one organisation in the table of the roll call."""

    heading: str
    lines: list

    @property
    def columns(self):
        return [[line for line in self.lines if line.column == column] for column in COLUMNS]

    @property
    def seen(self):
        """The marks of what the page shows of them all."""
        return marks({name: value for line in self.lines for name, value in line.marked.items()})

    @property
    def substitutes(self):
        return [line for line in self.lines if line.may_substitute]

    @property
    def replaceable(self):
        return [line for line in self.lines if line.may_be_replaced]


@dataclass(frozen=True)
class Roll:
    """The roll call as far as it has come."""

    meeting: Meeting
    lines: list

    @cached_property
    def benches(self):
        grouped: dict = {}
        for line in self.lines:
            grouped.setdefault(line.heading, []).append(line)
        return [Bench(heading, lines) for heading, lines in grouped.items()]

    @property
    def has_substitutes(self):
        return any(line.may_substitute for line in self.lines)

    @cached_property
    def _expected(self):
        """Substitutes count where they are there."""
        return [line for line in self.lines if line.is_called and (line.is_there or not line.may_substitute)]

    @property
    def called(self):
        return len({line.person for line in self._expected})

    @property
    def there(self):
        return len({line.person for line in self._expected if line.is_there})

    @property
    def waiting(self):
        return len({line.person for line in self._expected if not line.saved})

    @property
    def organisations(self):
        return len({line.organisation for line in self._expected})

    @property
    def represented(self):
        return len({line.organisation for line in self._expected if line.is_there})

    @property
    def balance(self):
        """How many of the majority and of the opposition are there to take position."""
        sides = Counter(line.seat.side for line in self._expected if line.is_there and self._takes_part(line))
        return sides[Seat.Side.MAJORITY], sides[Seat.Side.OPPOSITION]

    @staticmethod
    def _takes_part(line):
        return line.may_be_replaced or bool(line.may_substitute and line.saved.substitutes_for_id)


def lines_of(meeting):
    """All called, by organisation, and then the others: those on the list, and the secretary."""
    saved = {
        (attendance.person_id, attendance.organisation_id): attendance for attendance in _attendances(meeting)
    }
    lines = [
        Line(a.person, a.seat.organisation, a.seat, True, saved.get((a.person_id, a.seat.organisation_id)))
        for a in places_of(meeting)
    ]
    lines.sort(key=lambda line: (line.organisation.order, line.organisation.name))
    listed = {(line.person.pk, line.organisation.pk) for line in lines}
    called = {line.person.pk for line in lines}
    holders = {line.seat.pk: line.person for line in lines if line.seat}
    others = [
        Line(
            *(attendance.person, attendance.organisation, attendance.seat, False, attendance),
            holder=holders.get(attendance.seat_id),
        )
        for place, attendance in saved.items()
        if place not in listed
    ]
    if meeting.secretary_id not in called | {line.person.pk for line in others}:
        others += map(line_of, _first_held(meeting.date, Q(person=meeting.secretary_id)))
    return lines + others


@prepared
def _attendances(meeting):
    noted = Attendance.objects.filter(meeting=meeting)
    return noted.select_related("person", "organisation", "seat", "substitutes_for__organisation")


@prepared
def _answers(meeting):
    return SummonsAnswer.objects.filter(meeting=meeting).with_substitute().order_by("pk")


def others_to_add(meeting, listed):
    """Appointments of people who hold a seat somewhere that day but are not listed; each person once."""
    return _first_held(meeting.date, ~Q(person__in=listed))


def _first_held(day, whose):
    first: dict = {}
    for appointment in _held_on(day, whose):
        first.setdefault(appointment.person_id, appointment)
    return list(first.values())


@prepared
def _held_on(day, whose):
    held = Appointment.objects.on(day).filter(whose).select_related("person", "seat__organisation")
    return held.order_by("person__name", "seat__council__order", "pk")


def line_of(appointment):
    """Someone who was there without being called. Only a seat in the office or the preparatory group gives
    the role: a member of another council is no member here."""
    seat = appointment.seat if appointment.seat.capacity in AROUND else None
    return Line(appointment.person, appointment.seat.organisation, seat, False)

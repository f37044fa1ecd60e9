"""Who was at the meeting: one line for each person called and organisation that the person comes for, and one
for each of the others who were there."""

from collections import Counter
from dataclasses import dataclass

from django import forms
from django.db.models import Q

from councils.capacity import AROUND
from councils.models import Appointment, Organisation, Person, Seat
from meetings.models import Attendance, Meeting, SummonsAnswer
from meetings.planning.invitees import places_of
from meetings.workflow.attendance import seated_twice
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import OneOf
from rus_portal.core.prepared import prepared

Status = Attendance.Status
NOT_THERE = ("", "Ta bort ur listan")
GOING_ON = {"stay", "rest"}  # the buttons that save an unfinished list


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


def lines_of(meeting):
    """All called, by organisation, and then the others: those on the list, and the secretary."""
    saved = {
        (attendance.person_id, attendance.organisation_id): attendance
        for attendance in meeting.attendances.select_related("person", "organisation", "seat")
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


def _choices(line):
    """What was noted of a former holder stands among them until it is taken off."""
    known = Status.choices[:2] if line.was_added else Status.choices
    return [*known, NOT_THERE] if line.may_go else known


def said_of(status, substitutes_for):
    """ "Digitalt, tjänstgör för Ledamot, majoritet, Timrå"."""
    words = Status(status).label
    return f"{words}, tjänstgör för {substitutes_for}" if substitutes_for else words


class AttendanceForm(EditForm):
    acts = ("record_attendance",)
    other = OneOf(
        label="Lägg till en person", required=False, help_text="Någon som var med utan att vara kallad."
    )

    def __init__(self, *args, saved, **kwargs):
        meeting = saved
        super().__init__(*args, saved=meeting, **kwargs)
        self.usual = Status.REMOTE if meeting.format == Meeting.Format.DIGITAL else Status.ON_SITE
        self.lines = lines_of(meeting)
        seats = [line.seat for line in self.lines if line.seat and line.seat.takes_position]
        self.replaceable = [seat for seat in seats if not seat.is_substitute]
        self._tell_answers(meeting)
        of_each = Counter(line.person for line in self.lines)
        for line in self.lines:
            line.is_one_of_several = of_each[line.person] > 1
            self._ask(line)
        listed = [line.person.pk for line in self.lines]
        self.fields["other"].offer(
            others_to_add(meeting, listed),
            label=lambda held: f"{held.person} ({held.seat.organisation.short_name})",
            empty="Ingen mer",
        )

    def _tell_answers(self, meeting):
        """Beside each line what the invitee has answered to the summons, and whom a substitute was asked to
        come for: who was there is known only when the names are called."""
        given = meeting.answers.order_by("pk")
        answers = {f"{each.person_id}-{each.organisation_id}": each for each in given}
        stands_in = {
            f"{answers[line.key].substitute_id}-{line.organisation.pk}": line.seat
            for line in self.lines
            if line.key in answers and line.seat in self.replaceable
        }
        for line in self.lines:
            if answer := answers.get(line.key):
                line.answered = answer.get_answer_display()
                line.is_excused = answer.answer not in SummonsAnswer.COMING
            line.stands_in_for = stands_in.get(line.key)

    def _ask(self, line):
        self.fields[f"status_{line.key}"] = forms.ChoiceField(
            label=str(line),
            choices=_choices(line),
            required=not line.may_go and not self._goes_on,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": "Ange om personen var med."},
        )
        if line.may_substitute:
            field = OneOf(
                label=f"{line} tjänstgör för",
                required=False,
            )
            field.offer(self.replaceable, empty="Tjänstgör inte")
            self.fields[f"for_{line.key}"] = field

    def read(self, saved):
        return saved.attendance_list

    def _is_left(self, name):
        """So is whoever came onto the list after the page was made."""
        return name not in self.data or super()._is_left(name)

    @property
    def _goes_on(self):
        """The names are still being called: what is not answered yet may be left so."""
        return any(name in self.data for name in GOING_ON) or bool(self.data.get("other"))

    def _rest(self):
        """Those who did not answer when they were called: away, with notice where they had given it."""
        for line in self.lines:
            if not line.may_go:
                yield f"status_{line.key}", Status.EXCUSED if line.is_excused else Status.ABSENT

    def by_line(self):
        """Each line with its fields, for the table of the page."""
        for line in self.lines:
            replaces = self[f"for_{line.key}"] if line.may_substitute else None
            yield line, self[f"status_{line.key}"], replaces

    def clean(self):
        answers = super().clean()
        if "rest" in self.data:
            answers |= {name: status for name, status in self._rest() if not answers.get(name)}
        present = (Status.ON_SITE, Status.REMOTE)
        there: dict = {}
        for line in self.lines:
            if line.seat and answers.get(f"status_{line.key}") in present:
                if line.holder and line.seat.pk in there:
                    self.add_error(f"status_{line.key}", seated_twice(line.holder, line.person))
                there.setdefault(line.seat.pk, line.person)
        for line in self.lines:
            replaced = answers.get(f"for_{line.key}")
            if replaced and line.seat.pk not in there:
                self.add_error(f"for_{line.key}", "Den som tjänstgör måste själv vara med. Rätta närvaron.")
            elif replaced and replaced.pk in there:
                self.add_error(
                    f"for_{line.key}",
                    f"{there[replaced.pk]} är själv med. Välj en plats vars ledamot är borta.",
                )
        return answers

    def against(self, saved):
        """The lines that differ between the form and the saved list, as (name, mine, saved). The name says
        the organisation too where the person has a line for each of several."""
        attendances = saved.attendances.select_related(
            "person", "organisation", "substitutes_for__organisation"
        )
        mine = {
            (row["person"], row["organisation"]): said_of(row["status"], row["substitutes_for"])
            for row in self.rows()
        }
        theirs = {
            (each.person, each.organisation): said_of(each.status, each.substitutes_for)
            for each in attendances
        }
        places = sorted({*mine, *theirs}, key=lambda at: (at[0].name, at[0].pk, at[1].order, at[1].pk))
        lines = Counter(person for person, _ in places)
        return [
            (
                f"{person}, {organisation}" if lines[person] > 1 else str(person),
                mine.get((person, organisation), "–"),
                theirs.get((person, organisation), "–"),
            )
            for person, organisation in places
            if mine.get((person, organisation)) != theirs.get((person, organisation))
        ]

    def rows(self):
        """What `record_attendance` takes."""
        answers = self.cleaned_data
        rows = [
            {
                "person": line.person,
                "organisation": line.organisation,
                "seat": line.seat,
                "status": answers[f"status_{line.key}"],
                "substitutes_for": answers.get(f"for_{line.key}"),
            }
            for line in self.lines
            if answers.get(f"status_{line.key}")
        ]
        if answers.get("other"):
            line = line_of(answers["other"])
            person = {"person": line.person, "organisation": line.organisation, "seat": line.seat}
            rows.append(person | {"status": self.usual, "substitutes_for": None})
        return rows

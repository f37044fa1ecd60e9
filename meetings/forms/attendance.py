"""Who was at the meeting: one line for each person called, and for others who were there."""

from dataclasses import dataclass

from django import forms

from councils.capacity import AROUND
from councils.models import Appointment, Organisation, Person, Seat
from meetings.models import Attendance, Meeting, SummonsAnswer
from meetings.planning.invitees import invitees_of
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import OneOf

Status = Attendance.Status
Answer = SummonsAnswer.Answer
ANSWERED = {
    Answer.ON_SITE: Status.ON_SITE,
    Answer.REMOTE: Status.REMOTE,
    Answer.EXCUSED: Status.EXCUSED,
    Answer.SUBSTITUTE: Status.EXCUSED,
}
NOT_THERE = ("", "Ta bort ur listan")


@dataclass
class Line:
    person: Person
    organisation: Organisation
    seat: Seat | None
    is_called: bool
    saved: Attendance | None = None

    @property
    def heading(self):
        return self.organisation.name if self.is_called else "Övriga närvarande"

    @property
    def may_substitute(self):
        return bool(self.seat and self.seat.is_substitute)


def lines_of(meeting):
    """All called, by organisation, and then the others: those on the list, or at first the secretary."""
    saved = {
        attendance.person_id: attendance
        for attendance in meeting.attendances.select_related("person", "organisation", "seat")
    }
    lines = [
        Line(a.person, a.seat.organisation, a.seat, True, saved.get(a.person_id))
        for a in invitees_of(meeting)
    ]
    lines.sort(key=lambda line: (line.organisation.order, line.organisation.name))
    called = {line.person.pk for line in lines}
    others = [
        Line(attendance.person, attendance.organisation, attendance.seat, False, attendance)
        for person, attendance in saved.items()
        if person not in called
    ]
    if not saved and meeting.secretary_id and meeting.secretary_id not in called:
        others += [line_of(a) for a in others_to_add(meeting, called) if a.person_id == meeting.secretary_id]
    return lines + others


def others_to_add(meeting, listed):
    """Appointments of people who hold a seat somewhere that day but are not listed; each person once."""
    held = (
        Appointment.objects.on(meeting.date)
        .exclude(person__in=listed)
        .select_related("person", "seat__organisation")
        .order_by("person__name", "seat__council__order", "pk")
    )
    first: dict = {}
    for appointment in held:
        first.setdefault(appointment.person_id, appointment)
    return list(first.values())


def line_of(appointment):
    """Someone who was there without being called. Only a seat in the office or the preparatory group gives
    the role: a member of another council is no member here."""
    seat = appointment.seat if appointment.seat.capacity in AROUND else None
    return Line(appointment.person, appointment.seat.organisation, seat, False)


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
        self._take_up_answers(meeting)
        for line in self.lines:
            self._ask(line)
        listed = [line.person.pk for line in self.lines]
        self.fields["other"].offer(
            others_to_add(meeting, listed),
            label=lambda held: f"{held.person} ({held.seat.organisation.short_name})",
            empty="Ingen mer",
        )

    def _take_up_answers(self, meeting):
        """The list begins with each invitee's answer to the summons."""
        answers = list(meeting.answers.order_by("pk"))
        self.expected = {answer.person_id: ANSWERED[answer.answer] for answer in answers}
        seats = {line.person.pk: line.seat for line in self.lines if line.seat in self.replaceable}
        self.stands_in = {
            answer.substitute_id: seats[answer.person_id].pk
            for answer in answers
            if answer.substitute_id and answer.person_id in seats
        }

    def _ask(self, line):
        self.fields[f"status_{line.person.pk}"] = forms.ChoiceField(
            label=str(line.person),
            choices=Status.choices if line.is_called else [*Status.choices[:2], NOT_THERE],
            required=line.is_called,
            initial=self.expected.get(line.person.pk, self.usual),
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": "Ange om personen var med."},
        )
        if line.may_substitute:
            field = OneOf(
                label=f"{line.person} tjänstgör för",
                required=False,
                initial=self.stands_in.get(line.person.pk),
            )
            field.offer(self.replaceable, empty="Tjänstgör inte")
            self.fields[f"for_{line.person.pk}"] = field

    def read(self, saved):
        return saved.attendance_list

    def _is_left(self, name):
        """So is whoever came onto the list after the page was made."""
        return name not in self.data or super()._is_left(name)

    def by_line(self):
        """Each line with its fields, for the table of the page."""
        for line in self.lines:
            key = line.person.pk
            yield line, self[f"status_{key}"], self[f"for_{key}"] if line.may_substitute else None

    def clean(self):
        answers = super().clean()
        present = (Status.ON_SITE, Status.REMOTE)
        there = {
            line.seat.pk: line.person
            for line in self.lines
            if line.seat and answers.get(f"status_{line.person.pk}") in present
        }
        for line in self.lines:
            replaced = answers.get(f"for_{line.person.pk}")
            if replaced and line.seat.pk not in there:
                self.add_error(
                    f"for_{line.person.pk}", "Den som tjänstgör måste själv vara med. Rätta närvaron."
                )
            elif replaced and replaced.pk in there:
                self.add_error(
                    f"for_{line.person.pk}",
                    f"{there[replaced.pk]} är själv med. Välj en plats vars ledamot är borta.",
                )
        return answers

    def against(self, saved):
        """By person, since a line has two fields."""
        mine = {row["person"]: said_of(row["status"], row["substitutes_for"]) for row in self.rows()}
        attendances = saved.attendances.select_related("person", "substitutes_for__organisation")
        theirs = {each.person: said_of(each.status, each.substitutes_for) for each in attendances}
        people = sorted({*mine, *theirs}, key=lambda person: (person.name, person.pk))
        pairs = [(str(person), mine.get(person, "–"), theirs.get(person, "–")) for person in people]
        return [pair for pair in pairs if pair[1] != pair[2]]

    def rows(self):
        """What `record_attendance` takes."""
        answers = self.cleaned_data
        rows = [
            {
                "person": line.person,
                "organisation": line.organisation,
                "seat": line.seat,
                "status": answers[f"status_{line.person.pk}"],
                "substitutes_for": answers.get(f"for_{line.person.pk}"),
            }
            for line in self.lines
            if answers.get(f"status_{line.person.pk}")
        ]
        if answers.get("other"):
            line = line_of(answers["other"])
            person = {"person": line.person, "organisation": line.organisation, "seat": line.seat}
            rows.append(person | {"status": self.usual, "substitutes_for": None})
        return rows

"""Who was at the meeting: one line for each person called and organisation that the person comes for, and one
for each of the others who were there."""

from collections import Counter
from dataclasses import dataclass

from django import forms

from councils.capacity import AROUND
from councils.models import Appointment, Organisation, Person, Seat
from meetings.models import Attendance, Meeting, SummonsAnswer
from meetings.planning.invitees import places_of
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
    is_one_of_several: bool = False

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
    def may_substitute(self):
        return bool(self.seat and self.seat.is_substitute)


def lines_of(meeting):
    """All called, by organisation, and then the others: those on the list, or at first the secretary."""
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
    others = [
        Line(attendance.person, attendance.organisation, attendance.seat, False, attendance)
        for place, attendance in saved.items()
        if place not in listed
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

    def _take_up_answers(self, meeting):
        """The list begins with each invitee's answer to the summons."""
        given = meeting.answers.order_by("pk")
        answers = {f"{each.person_id}-{each.organisation_id}": each for each in given}
        self.expected = {key: ANSWERED[answer.answer] for key, answer in answers.items()}
        self.stands_in = {
            f"{answers[line.key].substitute_id}-{line.organisation.pk}": line.seat.pk
            for line in self.lines
            if line.key in answers and line.seat in self.replaceable
        }

    def _ask(self, line):
        self.fields[f"status_{line.key}"] = forms.ChoiceField(
            label=str(line),
            choices=Status.choices if line.is_called else [*Status.choices[:2], NOT_THERE],
            required=line.is_called,
            initial=self.expected.get(line.key, self.usual),
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": "Ange om personen var med."},
        )
        if line.may_substitute:
            field = OneOf(
                label=f"{line} tjänstgör för",
                required=False,
                initial=self.stands_in.get(line.key),
            )
            field.offer(self.replaceable, empty="Tjänstgör inte")
            self.fields[f"for_{line.key}"] = field

    def read(self, saved):
        return saved.attendance_list

    def _is_left(self, name):
        """So is whoever came onto the list after the page was made."""
        return name not in self.data or super()._is_left(name)

    def by_line(self):
        """Each line with its fields, for the table of the page."""
        for line in self.lines:
            replaces = self[f"for_{line.key}"] if line.may_substitute else None
            yield line, self[f"status_{line.key}"], replaces

    def clean(self):
        answers = super().clean()
        present = (Status.ON_SITE, Status.REMOTE)
        there = {
            line.seat.pk: line.person
            for line in self.lines
            if line.seat and answers.get(f"status_{line.key}") in present
        }
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

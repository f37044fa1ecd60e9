"""Who was at the meeting: one line for each person called and organisation that the person comes for, and one
for each of the others who were there."""

from collections import Counter

from django import forms

from meetings.models import Attendance
from meetings.planning.roll import line_of, others_to_add, rest_of, roll_of, usual_of
from meetings.workflow.attendance import seated_twice
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import OneOf

Status = Attendance.Status
NOT_THERE = ("", "Ta bort ur listan")
GOING_ON = {"stay", "rest"}  # the buttons that save an unfinished list


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
        label="Lägg till en person",
        required=False,
        help_text="Någon som var med utan att vara kallad. De som inte står i listan skrivs under Formalia.",
    )

    def __init__(self, *args, saved, **kwargs):
        meeting = saved
        super().__init__(*args, saved=meeting, **kwargs)
        self.usual = usual_of(meeting)
        self.meeting, self.lines = meeting, roll_of(meeting)
        for line in self.lines:
            self._ask(line)
        listed = [line.person.pk for line in self.lines]
        self.fields["other"].offer(
            others_to_add(meeting, listed),
            label=lambda held: f"{held.person} ({held.seat.organisation.short_name})",
            empty="Ingen mer",
        )

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
            own = [each for each in self.lines if each.organisation == line.organisation]
            field.offer([each.seat for each in own if each.may_be_replaced], empty="Tjänstgör inte")
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

    def by_line(self):
        """Each line with its fields, for the table of the page."""
        for line in self.lines:
            replaces = self[f"for_{line.key}"] if line.may_substitute else None
            yield line, self[f"status_{line.key}"], replaces

    def clean(self):
        answers = super().clean()
        if "rest" in self.data:
            rest = rest_of(self.lines, self.meeting)
            answers |= {name: status for name, status in rest if not answers.get(name)}
        there: dict = {}
        for line in self.lines:
            if line.seat and answers.get(f"status_{line.key}") in Attendance.THERE:
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

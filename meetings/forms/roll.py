"""What the secretary answers for those who are called out, one at a time; who came late, left early or had a
conflict of interest; and when the meeting was adjourned."""

import datetime as dt

from django import forms
from django.utils import timezone

from meetings.models import Attendance
from meetings.planning.roll import unanswered, usual_of
from rus_portal.core.forms import Clock, OneOf, PortalForm

Status = Attendance.Status


class CallForm(PortalForm):
    """One press: how the one on `line` is there, or has not been called after all; with `by` that one is
    away, and this substitute serves in the place. `rest`: those who did not answer."""

    line = forms.ChoiceField(label="Plats", required=False)
    status = forms.ChoiceField(label="Närvaro", required=False, choices=[("", "–"), *Status.choices])
    by = forms.ChoiceField(label="Ersätts av", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, roll, **kwargs):
        super().__init__(*args, **kwargs)
        self.roll, self.lines = roll, {line.key: line for line in roll.lines}
        keys = [(key, key) for key in self.lines]
        self.fields["line"].choices, self.fields["by"].choices = keys, [("", "–"), *keys]

    def clean(self):
        answers = super().clean()
        if "rest" not in self.data and not answers.get("line"):
            self.add_error("line", "Sidan visar inte längre den platsen. Ladda om den.")
        return answers

    def rows(self):
        """What `call_out` takes."""
        if "rest" in self.data:
            return unanswered(self.roll.lines, self.roll.meeting)
        facts = self.cleaned_data
        line, substitute = self.lines[facts["line"]], self.lines.get(facts["by"])
        rows = {line.key: line.row | {"status": facts["status"], "substitutes_for": self._serves(line)}}
        for other in self.roll.lines:  # nobody serves for one who is there, nor two for one who is away
            serves = other.saved and other.saved.substitutes_for_id
            if serves and line.seat and serves == line.seat.pk and (substitute or self._is_there):
                rows[other.key] = other.row | {"substitutes_for": None}
        if substitute:
            status = substitute.status if substitute.is_there else usual_of(self.roll.meeting)
            rows[substitute.key] = substitute.row | {"status": status, "substitutes_for": line.seat}
        return list(rows.values())

    @property
    def _is_there(self):
        return self.cleaned_data["status"] in Attendance.THERE

    def _serves(self, line):
        return line.saved.substitutes_for if line.saved and self._is_there else None


class MovementForm(PortalForm):
    attendance = OneOf(label="Vem", error_messages={"required": "Välj vem det gäller."})
    kind = forms.ChoiceField(
        label="Vad som hände",
        choices=[
            ("came", "Kom till punkten"),
            ("left", "Lämnade mötet före punkten"),
            ("conflict", "Anmälde jäv och lämnade för punkten"),
        ],
    )
    item = OneOf(label="Punkt", error_messages={"required": "Välj vilken punkt det var."})

    def __init__(self, *args, roll, items, **kwargs):
        super().__init__(*args, **kwargs)
        there = [line.saved for line in roll.lines if line.is_there]
        self.fields["attendance"].offer(
            there, label=lambda each: f"{each.person} ({each.organisation.short_name})", empty="Välj"
        )
        still = [item for item in items if not item.is_minuted]
        self.fields["item"].offer(still, label=lambda item: f"{item.number}. {item.title}")


class AdjournmentForm(PortalForm):
    """`day` is asked for only where the meeting has several."""

    day = forms.ChoiceField(label="Dag")
    begins = Clock(label="Från", error_messages={"required": "Skriv när mötet ajournerades."})
    ends = Clock(label="Till", required=False)

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        length = (meeting.end_date - meeting.date).days + 1
        days = [meeting.date + dt.timedelta(days=nth) for nth in range(length)]
        self.fields["day"].choices = [(f"{each}", f"{each:%d/%m}") for each in days]
        if length == 1:
            self.fields["day"].widget, self.initial["day"] = forms.HiddenInput(), f"{days[0]}"

    def facts(self):
        """What `adjourn` takes. What ends before it begins ends the day after, where the meeting still goes
        on."""
        told, date = self.cleaned_data, dt.date.fromisoformat(self.cleaned_data["day"])
        until, after = date, date + dt.timedelta(days=1)
        if told["ends"] and told["ends"] < told["begins"] and self.meeting.meets_on(after):
            until = after
        return {
            name: told[name] and timezone.make_aware(dt.datetime.combine(on, told[name]))
            for name, on in (("begins", date), ("ends", until))
        }

"""The rule by which a council meets through a year, and the days it suggests, each to be changed."""

import datetime as dt

from django import forms
from django.utils.formats import date_format

from councils.models import Council
from meetings.forms.meeting import has_passed
from meetings.models import Meeting
from meetings.planning.year import LAST, Rule
from rus_portal.core.forms import Clock, Day, OneOf, PortalForm, beside, section

Format = Meeting.Format
MONTHS = [
    *((1, "januari"), (2, "februari"), (3, "mars"), (4, "april"), (5, "maj"), (6, "juni"), (7, "juli")),
    *((8, "augusti"), (9, "september"), (10, "oktober"), (11, "november"), (12, "december")),
]
WEEKDAYS = [(0, "måndagen"), (1, "tisdagen"), (2, "onsdagen"), (3, "torsdagen"), (4, "fredagen")]
WEEKS = [(1, "Den första"), (2, "Den andra"), (3, "Den tredje"), (4, "Den fjärde"), (LAST, "Den sista")]
TIMES = [
    *((0, "Inga nya möten"), (1, "En gång")),
    *((n, f"{n} gånger") for n in range(2, 12)),
    (12, "Varje månad"),
]


class Number(forms.TypedChoiceField):
    def __init__(self, **kwargs):
        super().__init__(coerce=int, **kwargs)


class RuleForm(PortalForm):
    times = Number(label="Hur ofta under året", choices=TIMES)
    week = Number(label="Vilken i månaden", choices=WEEKS, initial=2)
    weekday = Number(label="Veckodag", choices=WEEKDAYS, initial=3)
    format = forms.ChoiceField(
        label="Mötesform", choices=[choice for choice in Format.choices if choice[0] != Format.RETREAT]
    )
    start_time = Clock(label="Börjar", initial=dt.time(9))
    end_time = Clock(label="Slutar", initial=dt.time(12))
    retreat = Number(label="Planeringsmöte, lunch till lunch", choices=[(0, "Inget"), *MONTHS], initial=0)

    def __init__(self, *args, council, usual, **kwargs):
        self.council = council
        initial = {"times": usual, "format": council.default_format}
        super().__init__(*args, initial=initial, prefix=council.slug, **kwargs)

    def layout(self):
        return [
            section(
                self.council.name,
                beside("times", "format"),
                beside("week", "weekday"),
                beside("start_time", "end_time"),
                "retreat",
            )
        ]

    def clean(self):
        facts = super().clean()
        if not self.errors and facts["end_time"] <= facts["start_time"]:
            self.add_error("end_time", "Mötet måste sluta efter att det har börjat.")
        return facts

    def rule(self):
        return Rule(self.council, **self.cleaned_data)


def usual_times(council, meetings, is_first):
    """As often as the year before; in a new portal the first council monthly, others rarely (the plan)."""
    met = [each for each in meetings if each.council_id == council.pk and each.format != Format.RETREAT]
    return min(len(met), 12) if met else 12 if is_first else 3


class DayForm(PortalForm):
    """One suggested meeting. Its format says how long it is: from lunch to lunch it ends the day after."""

    council = OneOf(widget=forms.HiddenInput)
    reason = forms.CharField(widget=forms.HiddenInput, required=False)
    kept = forms.BooleanField(label="Skapa mötet", required=False, initial=True)
    date = Day(label="Dag", error_messages={"required": "Välj vilken dag mötet är."})
    start_time = Clock(label="Börjar", error_messages={"required": "Ange när mötet börjar."})
    end_time = Clock(label="Slutar", error_messages={"required": "Ange när mötet slutar."})
    format = forms.ChoiceField(label="Mötesform", choices=Format)

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"].offer(councils)

    def clean(self):
        facts = super().clean()
        if not self.errors and facts["kept"]:
            end = facts["date"] + dt.timedelta(days=facts["format"] == Format.RETREAT)
            asked = {field: facts[field] for field in ("council", "date", "start_time", "end_time")}
            meeting = Meeting(end_date=end, **asked)
            facts["end_date"] = end
            if passed := has_passed(facts["date"]):
                self.add_error("date", passed)
                return facts
            self.hold_to(meeting, {"meeting_one_a_day": "date", "meeting_ends_after_it_starts": "end_time"})
        return facts

    @property
    def is_dropped(self):
        """Left out of the plan: its other fields do not matter."""
        return not self["kept"].value()

    @property
    def asked_council(self):
        return self.fields["council"].things.get(str(self["council"].value()), Council())

    @property
    def heading(self):
        """ "Regionala samverkansrådet, torsdag 11 februari"; without the day where it is no day."""
        day = self.cleaned_data.get("date") if self.is_bound else self["date"].initial
        return f"{self.asked_council.name}, {date_format(day, 'l j F')}" if day else self.asked_council.name

    def facts(self):
        left_out = ("kept", "reason")
        return {field: value for field, value in self.cleaned_data.items() if field not in left_out}


def days_shown(suggestions, councils):
    return [
        DayForm(
            councils=councils,
            prefix=f"dag{nth}",
            initial={
                "council": each.council.pk,
                "date": each.date,
                "start_time": each.start_time,
                "end_time": each.end_time,
                "format": each.format,
                "reason": each.reason,
            },
        )
        for nth, each in enumerate(suggestions)
    ]


def days_typed(data, councils):
    """The days as posted, as many as the page had; if a council has the same day twice, the second gets the
    error."""
    forms_ = []
    while f"dag{len(forms_)}-council" in data and len(forms_) < 100:
        forms_.append(DayForm(data, councils=councils, prefix=f"dag{len(forms_)}"))
    seen = set()
    for form in forms_:
        if form.is_valid() and form.cleaned_data["kept"]:
            day = (form.cleaned_data["council"], form.cleaned_data["date"])
            if day in seen:
                form.add_error("date", "Rådet har redan ett möte den dagen i förslaget.")
            seen.add(day)
    return forms_

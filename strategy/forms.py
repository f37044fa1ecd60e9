"""Files of statistics, the yearly update of the plan, and a new strategy."""

from django import forms
from django.utils import timezone

from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import Day, Line, OneOf, Points, PortalForm, Year
from rus_portal.core.limits import years_within_reach
from rus_portal.core.text import points
from strategy.models import Goal
from strategy.models.strategy import LONGEST


class IndicatorFileForm(PortalForm):
    file = forms.FileField(
        label="Fil",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.px,.json"}),
        help_text="CSV, Excel (.xlsx, det första bladet), PX eller JSON-stat, högst 5 MB.",
        error_messages={"required": "Välj en fil."},
    )


class EditionForm(PortalForm):
    year = Year(label="År")

    def __init__(self, data=None, *, before):
        first, last = years_within_reach(before.year)
        usual = max(timezone.localdate().year + 1, first)
        super().__init__(data, initial={"year": usual})
        self.fields["year"].between(first, last)


class StrategyForm(PortalForm):
    year_from = Year(label="Från år")
    year_to = Year(label="Till år")

    def __init__(self, data=None, *, before):
        first, last = years_within_reach(before.year_from)
        usual = max(timezone.localdate().year + 1, first)
        super().__init__(data, initial={"year_from": usual, "year_to": usual + 10})
        self.fields["year_from"].between(first, last)
        self.fields["year_to"].between(first, last + LONGEST)

    def clean(self):
        clean = super().clean()
        if {"year_from", "year_to"} <= clean.keys() and clean["year_from"] > clean["year_to"]:
            self.add_error("year_to", "Strategin kan inte sluta före den börjar.")
        return clean


class AdoptionForm(ActForm):
    adopted_on = Day(label="Fastställd den")
    adopted_by = Line(
        label="Fastställd av",
        max_length=120,
        missing="Skriv vem som har fastställt strategin.",
        help_text="Till exempel Regionfullmäktige i Region Västernorrland.",
    )

    def __init__(self, data=None, *, strategy):
        super().__init__(data, thing=strategy, where=strategy.APPROVED)


class FateForm(ActForm):
    """What becomes of a focus area or a goal in the edition that is made."""

    SPLIT, MERGE, END = "split", "merge", "end"

    what = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[(SPLIT, "Det delas"), (MERGE, "Det går ihop med ett annat"), (END, "Det upphör")],
    )
    titles = Points(label="Titlar när det delas", holds="remark")
    into = OneOf(label="Går ihop med", required=False)

    def __init__(self, data=None, *, part, others):
        super().__init__(data, thing=part, where=part.WORDS)
        is_goal = isinstance(part, Goal)
        self.noun = "mål" if is_goal else "område"
        self.most = part._meta.get_field("title").max_length
        self.fields["what"].label = f"Vad händer med {'målet' if is_goal else 'området'}?"
        self.fields["titles"].help_text = (
            "En titel på varje rad. Det första behåller koden och målen under sig, "
            "och alla börjar med samma text."
            if is_goal
            else "En titel på varje rad. Alla börjar med områdets lydelse och mål, "
            "och kan sedan ändras var för sig."
        )
        self.fields["into"].offer(others, label=lambda each: each.coded, empty=f"Välj {self.noun}")

    def clean(self):
        clean = super().clean()
        clean["titles"] = points(clean.get("titles") or "")
        if any(len(title) > self.most for title in clean["titles"]):
            self.add_error("titles", f"Korta varje titel till {self.most} tecken.")
        elif clean.get("what") == self.SPLIT and len(clean["titles"]) < 2:
            self.add_error("titles", "Skriv minst två titlar, en på varje rad.")
        elif clean["titles"] and clean.get("what") in (self.MERGE, self.END):
            only = "Titlarna gäller bara när det delas."
            self.add_error("titles", f"{only} Ta bort dem, eller välj att det delas.")
        if clean.get("what") == self.MERGE and not clean.get("into"):
            self.add_error("into", f"Välj vilket {self.noun} det går ihop med.")
        elif clean.get("into") and clean.get("what") in (self.SPLIT, self.END):
            only = f"Det gäller bara när det går ihop med ett annat {self.noun}."
            self.add_error("into", f"{only} Ta bort valet, eller välj att det går ihop.")
        return clean

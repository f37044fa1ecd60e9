"""Files of statistics, and the yearly update of the plan."""

from django import forms

from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import SMALL, OneOf, Points, PortalForm
from rus_portal.core.text import points
from strategy.models import FocusArea


class IndicatorFileForm(PortalForm):
    file = forms.FileField(
        label="Fil",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.px,.json"}),
        help_text="CSV, Excel (.xlsx), PX eller JSON-stat, högst 5 MB.",
        error_messages={"required": "Välj en fil."},
    )


class EditionForm(PortalForm):
    year = forms.IntegerField(label="År", min_value=2000, max_value=SMALL)

    def __init__(self, data=None, *, usual):
        super().__init__(data, initial={"year": usual})


class AreaFateForm(ActForm):
    """What becomes of an area in the edition that is made."""

    SPLIT, MERGE, END = "split", "merge", "end"

    what = forms.ChoiceField(
        label="Vad händer med området?",
        widget=forms.RadioSelect,
        choices=[(SPLIT, "Det delas"), (MERGE, "Det går ihop med ett annat"), (END, "Det upphör")],
    )
    titles = Points(
        label="Titlar när det delas",
        holds="remark",
        help_text="En titel på varje rad. Alla börjar med områdets lydelse och mål, "
        "och kan sedan ändras var för sig.",
    )
    into = OneOf(label="Går ihop med", required=False)

    def __init__(self, data=None, *, area, others):
        super().__init__(data, thing=area, where=FocusArea.WORDS)
        self.fields["into"].offer(others, empty="Välj område")

    def clean(self):
        clean = super().clean()
        clean["titles"] = points(clean.get("titles") or "")
        if clean.get("what") == self.SPLIT and len(clean["titles"]) < 2:
            self.add_error("titles", "Skriv minst två titlar, en på varje rad.")
        if clean.get("what") == self.MERGE and not clean.get("into"):
            self.add_error("into", "Välj vilket område det går ihop med.")
        return clean

"""Where one organisation stands on an item before the meeting."""

from django import forms

from meetings.models import Preparation
from rus_portal.forms import Day, Line, PortalForm, Text, beside, section

FIELDS = ("stance", "dissent_text", "body", "held_on", "note")
LODGED = ("stance", "dissent_text")


class PreparationForm(PortalForm):
    """Where a dissent is lodged the stance is not asked for: it changes when the dissent is withdrawn.
    Whoever began to write before it was lodged keeps the fields, and is told by the verb."""

    stance = forms.ChoiceField(
        label="Läge",
        choices=Preparation.Stance,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj var organisationen står.",
            "invalid_choice": "Välj ett av lägena i listan.",
        },
    )
    dissent_text = Text(
        label="Avvikande synpunkt",
        rows=5,
        help_text="Bara för den som lämnar en avvikande synpunkt. Texten står ordagrant i protokollet.",
    )
    body = Line(label="Organ", max_length=120, help_text="Till exempel kommunstyrelsen.")
    held_on = Day(label="Dag", required=False, help_text="När frågan behandlas eller har behandlats hemma.")
    note = Text(label="Till kansliet", rows=2, help_text="Läses av kansliet och av den egna organisationen.")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, preparation, **kwargs):
        self.preparation = preparation
        initial = {field: getattr(preparation, field) for field in FIELDS} | {"seen": preparation.mark}
        super().__init__(*args, initial=initial, **kwargs)
        if preparation.confirmed_at and "stance" not in self.data:
            for field in LODGED:
                del self.fields[field]

    def layout(self):
        stands = [section("Var organisationen står", *LODGED)] if "stance" in self.fields else []
        return [*stands, section("Hemma i organisationen", beside("body", "held_on"), "note"), "seen"]

    def clean(self):
        facts = super().clean()
        if not self.errors:
            preparation = Preparation(**self.facts())
            self.hold_to(preparation, {"preparation_dissent_says_something": "dissent_text"})
        return facts

    def facts(self):
        """What `record_preparation` takes."""
        kept = {field: getattr(self.preparation, field) for field in LODGED}
        return kept | {field: self.cleaned_data[field] for field in FIELDS if field in self.cleaned_data}

    def against(self, saved):
        """What the writer and the database say differently, as (label, mine, saved) in plain words."""
        words = dict(Preparation.Stance.choices)
        pairs = []
        for name, mine in self.facts().items():
            theirs = getattr(saved, name)
            if name in self.fields and mine != theirs:
                said = [words.get(value, value) if name == "stance" else value for value in (mine, theirs)]
                pairs.append((self.fields[name].label, *(str(value or "–") for value in said)))
        return pairs

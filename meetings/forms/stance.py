"""Where one organisation stands on an item before the meeting."""

from django import forms

from meetings.models import Stance
from rus_portal.core.forms import Day, Line, PortalForm, Text, beside, section

# The names of the fields here, by those of the model.
FIELDS = {
    "status": "stance",
    "dissent_text": "dissent_text",
    "body": "body",
    "held_on": "held_on",
    "note": "note",
}
LODGED = ("status", "dissent_text")


class StanceForm(PortalForm):
    """Once a dissent is lodged the stance is not asked for: it changes when the dissent is withdrawn. Someone
    who began to write before that keeps the fields, and is refused by the verb."""

    stance = forms.ChoiceField(
        label="Läge",
        choices=Stance.Status,
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

    def __init__(self, *args, stance, **kwargs):
        self.stance = stance
        initial = {name: getattr(stance, field) for field, name in FIELDS.items()} | {"seen": stance.mark}
        super().__init__(*args, initial=initial, **kwargs)
        if stance.confirmed_at and "stance" not in self.data:
            for field in LODGED:
                del self.fields[FIELDS[field]]

    def layout(self):
        stands = (
            [section("Var organisationen står", "stance", "dissent_text")] if "stance" in self.fields else []
        )
        return [*stands, section("Hemma i organisationen", beside("body", "held_on"), "note"), "seen"]

    def clean(self):
        facts = super().clean()
        if not self.errors:
            stance = Stance(**self.facts())
            self.hold_to(stance, {"stance_dissent_says_something": "dissent_text"})
        return facts

    def facts(self):
        """What `record_stance` takes."""
        kept = {field: getattr(self.stance, field) for field in LODGED}
        typed = {field: name for field, name in FIELDS.items() if name in self.cleaned_data}
        return kept | {field: self.cleaned_data[name] for field, name in typed.items()}

    def against(self, saved):
        """Where form and database differ, as (label, mine, saved) in plain words."""
        words = dict(Stance.Status.choices)
        pairs = []
        for field, mine in self.facts().items():
            theirs, name = getattr(saved, field), FIELDS[field]
            if name in self.fields and mine != theirs:
                said = [words.get(value, value) if field == "status" else value for value in (mine, theirs)]
                pairs.append((self.fields[name].label, *(str(value or "–") for value in said)))
        return pairs

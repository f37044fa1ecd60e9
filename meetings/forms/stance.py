"""Where one organisation stands on an item before the meeting."""

from django import forms

from meetings.models import Stance
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import Day, Line, Text, beside, section

LODGED = ("status", "dissent_text")
ANNOUNCED = "Väljer ni ett annat läge tar ni bort texten här. Annars står den ordagrant i protokollet."


class StanceForm(EditForm):
    """Once a dissent is lodged the stance is not asked for: it changes when the dissent is withdrawn. Someone
    who began to write before that keeps the fields, and is refused by the verb."""

    status = forms.ChoiceField(
        label="Läge",
        choices=Stance.Status,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj var organisationen står.",
            "invalid_choice": "Välj ett av lägena i listan.",
        },
    )
    dissent_text = Text(
        holds="dissent",
        label="Avvikande synpunkt",
        rows=5,
        help_text="Bara för den som lämnar en avvikande synpunkt. Texten står ordagrant i protokollet.",
    )
    body = Line(label="Organ", max_length=120, help_text="Till exempel kommunstyrelsen.")
    held_on = Day(label="Dag", required=False, help_text="När frågan behandlas eller har behandlats hemma.")
    note = Text(
        holds="note",
        label="Till kansliet",
        rows=2,
        help_text="Läses av kansliet och av den egna organisationen.",
    )

    def __init__(self, *args, saved, **kwargs):
        super().__init__(*args, saved=saved, **kwargs)
        if saved.status == Stance.Status.WILL_DISSENT:
            self.fields["dissent_text"].help_text = ANNOUNCED
        if saved.confirmed_at and "status" not in self.data:
            for field in LODGED:
                del self.fields[field]

    def layout(self):
        stands = (
            [section("Var organisationen står", "status", "dissent_text")] if "status" in self.fields else []
        )
        return [*stands, section("Hemma i organisationen", beside("body", "held_on"), "note")]

    def last_saved(self, saved):
        return saved.pk and {"by": saved.recorded_by, "at": saved.recorded_at}

    def clean(self):
        facts = super().clean()
        if not self.errors:
            stance = Stance(**self._lodged(), **{k: v for k, v in facts.items() if k != "seen"})
            self.hold_to(stance, {"stance_dissent_says_something": "dissent_text"})
        return facts

    def facts(self):
        """What `record_stance` takes."""
        return self._lodged() | self.cleaned_data

    def _lodged(self):
        return {field: getattr(self.saved, field) for field in LODGED if field not in self.fields}

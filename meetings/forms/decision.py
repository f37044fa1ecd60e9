"""What one home organisation decided, or means to decide, about a position."""

from django import forms

from meetings.models import FormalDecision
from rus_portal.core.forms import Day, Line, PortalForm, Text, beside, section

FIELDS = ["status", "body", "planned_on", "decided_on", "decided_note"]
FIELDS += ["paragraph", "registry_number", "link", "note"]


class DecisionForm(PortalForm):
    status = forms.ChoiceField(label="Läge", choices=FormalDecision.Status)
    body = Line(label="Organ", max_length=120, help_text="Till exempel kommunstyrelsen.")
    planned_on = Day(label="Planerad dag", required=False)
    decided_on = Day(label="Beslutsdag", required=False)
    decided_note = Line(
        label="Om dagen", max_length=120, help_text="När bara månaden är känd, till exempel februari 2027."
    )
    paragraph = Line(label="Paragraf", max_length=20, help_text="Så som den skrivs: § 88.")
    registry_number = Line(label="Diarienummer", max_length=60)
    link = forms.URLField(
        label="Länk till beslutet",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Skriv hela adressen, till exempel https://kommunen.example/protokoll."},
    )
    note = Text(label="Anmärkning", rows=2)

    def __init__(self, *args, decision, **kwargs):
        super().__init__(*args, initial={field: getattr(decision, field) for field in FIELDS}, **kwargs)

    def layout(self):
        return [
            section("Läget", "status", "body", beside("planned_on", "decided_on"), "decided_note"),
            section("Att hitta beslutet", beside("paragraph", "registry_number"), "link", "note"),
        ]

    def clean(self):
        facts = super().clean()
        if not self.errors:
            self.hold_to(FormalDecision(**facts), {"decision_taken_is_dated": "decided_on"})
        return facts

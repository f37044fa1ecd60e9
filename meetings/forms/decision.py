"""What one home organisation decided, or means to decide, about a position."""

from django import forms

from meetings.models import FormalDecision
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import ComingDay, Day, Line, Link, Text, beside, section


class DecisionForm(EditForm):
    status = forms.ChoiceField(
        label="Läge",
        choices=FormalDecision.Status,
        help_text="Byter du läge följer det som bara hörde till det förra inte med. Historiken behåller det.",
    )
    body = Line(label="Organ", max_length=120, help_text="Till exempel kommunstyrelsen.")
    planned_on = ComingDay(
        label="Planerad dag",
        required=False,
        help_text="Tom visas den som ”dag ej bestämd”, och vi fortsätter att fråga.",
    )
    decided_on = Day(label="Beslutsdag", required=False)
    decided_note = Line(
        label="Om dagen",
        max_length=120,
        help_text="När bara månaden är känd, till exempel februari 2026. En månad eller en vecka räknas från "
        "sin första dag. Är det formella beslutet planerat kan den ligga framåt.",
    )
    paragraph = Line(label="Paragraf", max_length=20, help_text="Så som den skrivs: § 88.")
    registry_number = Line(label="Diarienummer", max_length=60)
    link = Link(
        label="Länk till beslutet",
        required=False,
        error_messages={"invalid": "Skriv hela adressen, till exempel https://kommunen.example/protokoll."},
    )
    note = Text(holds="remark", label="Anmärkning", rows=2)

    def last_saved(self, saved):
        return None  # the journal tells it of the position, for all organisations

    def layout(self):
        return [
            section("Läget", "status", "body", beside("planned_on", "decided_on"), "decided_note"),
            section("Att hitta beslutet", beside("paragraph", "registry_number"), "link", "note"),
        ]

    def clean(self):
        facts = super().clean()
        if not self.errors:
            decision = FormalDecision(**{name: facts[name] for name in facts if name != "seen"})
            self.hold_to(decision, {"decision_taken_is_dated": "decided_on"})
        return facts

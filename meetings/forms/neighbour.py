"""Another region's system, and whose meetings there one wants to see."""

from django import forms

from rus_portal.core.fetching import refusal
from rus_portal.core.forms import Line, Link, PortalForm, SomeOf


class NeighbourForm(PortalForm):
    name = Line(label="Namn", max_length=120, missing="Skriv vad systemet heter, som Region Norrbotten.")
    address = Link(
        label="Adress till systemet (OParl)",
        help_text="Adressen till systemets första objekt, som https://oparl.region.example/system.",
        error_messages={"required": "Skriv adressen."},
    )

    def clean_address(self):
        address = self.cleaned_data["address"]
        if no := refusal(address):
            raise forms.ValidationError(no)
        return address


class FollowForm(PortalForm):
    councils = SomeOf(label="Visa möten i", required=False)

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["councils"].offer(councils, group=lambda council: str(council.system))

"""Somebody asks for a paper that is not open to everyone, and the secretariat answers."""

from crispy_forms.layout import Div
from django import forms

from meetings.models import PaperRequest
from rus_portal.core.forms import Email, Line, OneOf, PortalForm, Text, section

Outcome = PaperRequest.Outcome


class RequestForm(PortalForm):
    text = Text(
        holds="comment",
        label="Vad du begär",
        help_text="Får vara tomt. Du behöver inte säga vem du är eller vad du ska ha handlingen till.",
        rows=4,
    )
    reply_to = Email(
        label="Din e-postadress",
        required=False,
        help_text="Bara om du vill ha ett brev när svaret finns. Du får också en adress för svaret.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # Programs that fill in every field of every form fill in this one too: people neither see nor reach it.
    website = Line(
        label="Lämna det här fältet tomt",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def layout(self):
        return ["text", "reply_to", Div("website", css_class="visually-hidden", aria_hidden="true")]

    def clean(self):
        """Whoever is no program, though a browser filled it in for them, sends once more and is through."""
        if self.cleaned_data.get("website"):
            self.data = self.data.copy()
            self.data["website"] = ""
            raise forms.ValidationError(
                "Ett fält som ska vara tomt var ifyllt, så som program gör. Det du skrev står kvar. "
                "Skicka en gång till."
            )
        return self.cleaned_data


class RequestAnswerForm(PortalForm):
    outcome = forms.ChoiceField(
        label="Svar",
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad svaret är.", "invalid_choice": "Välj ett av svaren i listan."},
    )
    handed = OneOf(
        label="Kopia där något är maskerat",
        required=False,
        help_text="Bara när något är maskerat. Lägg först till kopian bland handlingarna.",
    )
    legal_ground = Line(
        label="Lagrum",
        max_length=120,
        help_text="När handlingen inte lämnas ut, eller inte hela. Till exempel 19 kap. 3 § OSL.",
    )
    answer = Text(holds="comment", label="Ord till den som frågade", rows=4, help_text="Får vara tomt.")

    def __init__(self, *args, copies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["handed"].offer(list(copies), empty="Ingen kopia")

    def layout(self):
        return [section("Pröva begäran", "outcome", "legal_ground", "handed", "answer")]

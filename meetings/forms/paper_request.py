"""Somebody asks for a paper that is not open to everyone, and the secretariat answers."""

from django import forms

from meetings.models import PaperRequest
from rus_portal.core.forms import Email, Line, OneOf, PortalForm, Text, section
from rus_portal.core.open_form import OpenForm

Outcome = PaperRequest.Outcome


class RequestForm(OpenForm):
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

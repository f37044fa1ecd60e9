"""How often the portal may write."""

from django import forms

from meetings.models import MailChoice
from rus_portal.core.forms import PortalForm


class MailChoiceForm(PortalForm):
    often = forms.ChoiceField(
        label="Påminnelser och besked om dina förslag",
        choices=MailChoice.Often,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ett av svaren.", "invalid_choice": "Välj ett av svaren i listan."},
        help_text="Kallelser, ändringar och inställda möten skickas alltid.",
    )

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
        help_text="Det du måste veta skickas alltid: kallelser, ändringar, inställda möten, protokoll att "
        "justera och vad som har hänt med det du har lämnat.",
    )

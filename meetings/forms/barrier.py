"""What somebody could not read or use."""

from crispy_forms.layout import Div
from django import forms

from rus_portal.core.forms import Email, Line, PortalForm, Text


class BarrierForm(PortalForm):
    text = Text(
        holds="comment",
        label="Vad går inte att läsa eller använda?",
        help_text="Berätta gärna vad du ville göra och vilket hjälpmedel du använder. Behöver du en handling "
        "i ett annat format skriver du vilken.",
        missing="Skriv vad som inte går att läsa eller använda.",
        rows=6,
    )
    place = Line(label="Vilken sida eller handling gäller det?", help_text="Får vara tomt.")
    reply_to = Email(
        label="Din e-postadress",
        required=False,
        help_text="Bara om du vill ha svar. Den används bara till det.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # Programs that fill in every field of every form fill in this one too: people neither see nor reach it.
    website = Line(
        label="Lämna det här fältet tomt",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def layout(self):
        return ["text", "place", "reply_to", Div("website", css_class="visually-hidden", aria_hidden="true")]

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

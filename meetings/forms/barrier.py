"""What somebody could not read or use."""

from django import forms

from rus_portal.core.forms import Email, Line, Text
from rus_portal.core.open_form import OpenForm


class BarrierForm(OpenForm):
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

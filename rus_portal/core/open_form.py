"""What anyone may write to us, without an account."""

from typing import Any

from crispy_forms.layout import Div
from django import forms

from rus_portal.core.forms import Line, PortalForm


class OpenForm(PortalForm):
    data: Any

    # Programs that fill in every field of every form fill in this one too: people neither see nor reach it.
    website = Line(
        label="Lämna det här fältet tomt",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def layout(self):
        shown = [name for name in self.fields if name != "website"]
        return [*shown, Div("website", css_class="visually-hidden", aria_hidden="true")]

    def clean(self):
        """Whoever is no program, though a browser filled it in for them, sends once more and is through."""
        if self.cleaned_data.pop("website", ""):
            self.data = self.data.copy()
            self.data["website"] = ""
            raise forms.ValidationError(
                "Ett fält som ska vara tomt var ifyllt, så som program gör. Det du skrev står kvar. "
                "Skicka en gång till."
            )
        return self.cleaned_data

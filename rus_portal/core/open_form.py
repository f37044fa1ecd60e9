"""What anyone may write to us, without an account."""

from typing import Any

from allauth.core.internal import ratelimit
from crispy_forms.layout import Div
from django import forms

from rus_portal.core.acting import attempt
from rus_portal.core.forms import Line, PortalForm

OFTEN = "5/10m/ip"  # of each form: whoever writes oftener shuts out only themselves, for a while
TOO_OFTEN = "Du har skickat flera gånger på kort tid. Det du skrev står kvar. Skicka det om tio minuter."


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

    def attempt(self, request, verb, *args, **facts):
        """As `attempt` of `rus_portal.core.acting`, for those who do not write too often."""
        action = type(self).__name__
        if ratelimit.consume(request, app="open_form", action=action, config={action: OFTEN}):
            return attempt(self, verb, *args, **facts)
        self.add_error(None, TOO_OFTEN)
        return None

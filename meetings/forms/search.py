"""Where letters about a search are to go."""

from rus_portal.core.forms import Email
from rus_portal.core.open_form import OpenForm


class AlertForm(OpenForm):
    email = Email(
        label="Din e-postadress",
        help_text="Du får ett brev dit att bekräfta. Adressen används bara till bevakningen.",
        error_messages={
            "required": "Skriv din e-postadress.",
            "invalid": "Skriv en hel e-postadress, till exempel namn@organisation.se.",
        },
    )

"""Files of statistics."""

from django import forms

from rus_portal.core.forms import PortalForm


class IndicatorFileForm(PortalForm):
    file = forms.FileField(
        label="Fil",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.px,.json"}),
        help_text="CSV, Excel (.xlsx), PX eller JSON-stat, högst 5 MB.",
        error_messages={"required": "Välj en fil."},
    )

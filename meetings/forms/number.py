"""A registry number that is typed: that something else has it already is said, and may be so."""

from django import forms

from meetings.models import AgendaItem, Consultation, Meeting, RegistryNumber
from rus_portal.core.edit_form import EditForm
from rus_portal.core.words import listed

NAMED = {AgendaItem: "ett annat ärende", Meeting: "ett möte", Consultation: "en remiss"}
SAME = "Det är samma ärende, och har samma diarienummer"


def bearers(number, but=None):
    """What has the number beside the row `but`, in words: not which, since that may be a draft of somebody's
    own."""
    found = []
    for model, words in NAMED.items():
        rows = model._base_manager.filter(registry_number__iexact=number)
        if rows.exclude(pk=but.pk if isinstance(but, model) else None).exists():
            found.append(words)
    if not found and RegistryNumber.objects.filter(text__iexact=number).exists():
        found.append("något som sedan fick ett annat")
    return found


class WithNumber(EditForm):
    """Has a field `registry_number`. A matter that goes on in another, or a meeting and its matter, may share
    one: whoever types it says so."""

    bearers: list = []

    def __init__(self, data=None, *, saved, **kwargs):
        super().__init__(data, saved=saved, **kwargs)
        number = " ".join(str(self.data.get("registry_number", "")).split())
        if number and number != getattr(saved, "registry_number", ""):
            self.bearers = bearers(number, saved)
        if self.bearers:
            self.fields["same_number"] = forms.BooleanField(label=SAME, required=False)

    def number_fields(self):
        return ["registry_number", *(["same_number"] if self.bearers else [])]

    def clean_registry_number(self):
        number = self.cleaned_data["registry_number"]
        if self.bearers and not self.data.get("same_number"):
            taken = f"Diarienummer {number} har redan getts till {listed(self.bearers)}."
            raise forms.ValidationError(f"{taken} Skriv ett annat, eller kryssa för att det är samma ärende.")
        return number

    def clean(self):
        facts = super().clean()
        facts.pop("same_number", None)
        return facts

"""A registry number that is typed: that something else has it already is said, and may be so."""

from django import forms

from meetings.models import AgendaItem, Consultation, Meeting, RegistryNumber
from meetings.models.registry import as_in_series, canonical, same_number
from rus_portal.core.edit_form import EditForm
from rus_portal.core.words import listed

NAMED = {AgendaItem: "ett annat ärende", Meeting: "ett möte", Consultation: "en remiss"}
SAME = "Det är samma ärende, och har samma diarienummer"


def bearers(number, but=None):
    """What has the number beside the row `but`, in words: not which, since that may be a draft of somebody's
    own. And how it is written there."""
    found = {}
    for model, words in NAMED.items():
        rows = model._base_manager.filter(same_number(number)).order_by("pk")
        other = rows.exclude(pk=but.pk if isinstance(but, model) else None)
        if written := other.values_list("registry_number", flat=True).first():
            found[words] = written
    if not found:
        given = RegistryNumber.objects.filter(same_number(number, "text")).order_by("pk")
        if written := given.values_list("text", flat=True).first():
            found["något som sedan fick ett annat"] = written
    return list(found), next(iter(found.values()), number)


class SameNumber(forms.CheckboxInput):
    """Ticked for one number: it says nothing of another that is typed afterwards."""

    def __init__(self, number):
        super().__init__(attrs={"value": number})
        self.number = number

    def value_from_datadict(self, data, files, name):
        return canonical(str(data.get(name, ""))) == canonical(self.number)


class WithNumber(EditForm):
    """Has a field `registry_number`. A matter that goes on in another, or a meeting and its matter, may share
    one: whoever types it says so. It is then written as it is there, and one of a series as the series writes
    it."""

    bearers: list = []
    number = ""

    def __init__(self, data=None, *, saved, **kwargs):
        super().__init__(data, saved=saved, **kwargs)
        number = " ".join(str(self.data.get("registry_number", "")).split())
        if number:
            self.number = as_in_series(number)
        if self.number and canonical(self.number) != canonical(getattr(saved, "registry_number", "")):
            self.bearers, self.number = bearers(self.number, saved)
        if self.bearers:
            ticked = SameNumber(self.number)
            self.fields["same_number"] = forms.BooleanField(label=SAME, required=False, widget=ticked)

    def number_fields(self):
        return ["registry_number", *(["same_number"] if self.bearers else [])]

    def clean_registry_number(self):
        if self.bearers and not self["same_number"].data:
            taken = f"Diarienummer {self.number} har redan getts till {listed(self.bearers)}."
            raise forms.ValidationError(f"{taken} Skriv ett annat, eller kryssa för att det är samma ärende.")
        return self.number

    def clean(self):
        facts = super().clean()
        facts.pop("same_number", None)
        return facts

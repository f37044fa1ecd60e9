"""A registry number that is typed: that something else has it already is said, and may be so."""

from django import forms

from meetings.models.registry import as_in_series
from meetings.workflow.registry import bearers, told_taken
from rus_portal.core.edit_form import EditForm
from rus_portal.core.registry_number import canonical, tidy

SAME = "Det är samma ärende, och har samma diarienummer"


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
    it. Of something new the verb refuses the number: what has it may be the same, sent a moment ago, or have
    got it since the form looked."""

    bearers: list = []
    number = ""

    def __init__(self, data=None, *, saved, **kwargs):
        super().__init__(data, saved=saved, **kwargs)
        self._look()

    def _look(self):
        own = getattr(self.saved, "registry_number", "")
        number = tidy(str(self.data.get("registry_number", "")))
        if number and number == own:
            self.number = number
        elif number:
            found, self.number = bearers(as_in_series(number), self.saved)
            self.bearers = [] if canonical(self.number) == canonical(own) else found
        self.fields.pop("same_number", None)
        if self.bearers:
            ticked = SameNumber(self.number)
            self.fields["same_number"] = forms.BooleanField(label=SAME, required=False, widget=ticked)

    def number_fields(self):
        return ["registry_number", *(["same_number"] if self.bearers else [])]

    def clean_registry_number(self):
        return self.number

    def clean(self):
        facts = super().clean()
        is_same = facts.pop("same_number", False)
        if self.bearers and not is_same and (self.saved or self.errors):
            self.add_error("registry_number", told_taken(self.number, self.bearers))
        return facts if self.saved else facts | {"same_number": is_same}

    def take_up(self, breach):
        """With what asks whether it is the same, also where the verb found first what has the number."""
        if "registry_number" in self.fields:
            self._look()
            del self.helper  # to be laid out anew
        super().take_up(breach)

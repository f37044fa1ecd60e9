"""How well a meeting lived up to each point of the pledge."""

from itertools import groupby

from django import forms

from meetings.models.evaluation import LABELS
from rus_portal.core.forms import PortalForm, section

MISSING = "Välj ett svar. Den som inte vet eller inte vill svara har ett eget val."


class EvaluationForm(PortalForm):
    """One question for each of the `principles`, which come with their councils."""

    def __init__(self, *args, principles, **kwargs):
        super().__init__(*args, **kwargs)
        self.principles = {f"principle_{each.pk}": each for each in principles}
        for name, each in self.principles.items():
            self.fields[name] = forms.ChoiceField(
                label=str(each),
                choices=list(LABELS.items()),
                widget=forms.RadioSelect,
                error_messages={"required": MISSING, "invalid_choice": MISSING},
            )

    def layout(self):
        """Under the name of the council where several have a pledge."""
        groups = groupby(self.principles, key=lambda name: self.principles[name].council)
        groups = [(council.name, list(names)) for council, names in groups]
        if len(groups) == 1:
            return [section("Hur väl levde mötet upp till varje punkt?", *groups[0][1])]
        return [section(f"Hur väl levde mötet upp till budkavlen? {name}", *names) for name, names in groups]

    def answers(self):
        """What `evaluate` takes."""
        return {each.pk: self.cleaned_data[name] for name, each in self.principles.items()}

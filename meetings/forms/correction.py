"""What is corrected in approved minutes and why, and the text of one passage."""

from django import forms

from meetings.models import Attendance
from rus_portal.core.edit_form import ActForm, EditForm, last_act
from rus_portal.core.forms import Rich, Text


class CorrectionForm(ActForm):
    what = Text(
        holds="reason",
        label="Vad rättas?",
        missing="Skriv vad som rättas.",
        rows=2,
        help_text="Till exempel: § 12, rätt namn på nämnden. Står i den nya versionen, för alla som läser.",
    )
    why = Text(
        holds="reason",
        label="Varför?",
        missing="Skriv varför det rättas.",
        rows=2,
        help_text="Till exempel: Nämnden hade bytt namn vid årsskiftet. Står också där.",
    )

    def __init__(self, *args, minutes, **kwargs):
        super().__init__(*args, thing=minutes, where=["version"], **kwargs)


class PassageForm(EditForm):
    """One passage of the record, as `saved` (`meetings.correction.Passage`)."""

    text = Text(holds="background", rows=12)

    def __init__(self, *args, saved, minutes, **kwargs):
        self.minutes = minutes
        super().__init__(*args, saved=saved, **kwargs)
        if saved.key.startswith("narvaro."):
            labels = dict.fromkeys([*Attendance.Status.labels, saved.text])
            choices = [(label, label) for label in labels]
            self.fields["text"] = forms.ChoiceField(
                choices=choices, error_messages={"invalid_choice": "Välj i listan."}
            )
        elif saved.is_prose:
            self.fields["text"] = Rich(holds="background", rows=12)
        self.fields["text"].label = saved.label

    def last_saved(self, saved):
        return last_act(self.minutes)

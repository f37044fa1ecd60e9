"""What an approver wants changed in the minutes, and who approves instead."""

from django import forms

from meetings.planning.approvers import with_homes
from meetings.reader.minutes_changes import sections_of
from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import OneOf, PortalForm, Text


class ChangeForm(PortalForm):
    """What an approver wants changed, and in which § of the `record`."""

    about = forms.ChoiceField(label="Gäller", required=False)
    text = Text(
        holds="change",
        label="Önskad ändring",
        missing="Skriv vad som ska ändras, gärna med paragraf.",
        help_text="Till exempel: rätt namn på nämnden.",
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "Protokollet i övrigt"), *sections_of(record)]


class AnswerForm(ActForm):
    """What the secretariat answers a `wish`."""

    is_done = forms.TypedChoiceField(
        label="Ändringen",
        choices=[("yes", "Är gjord eller görs nu"), ("no", "Görs inte")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om ändringen görs."},
    )
    answer = Text(
        holds="change",
        label="Svar",
        missing="Skriv vad som är gjort, eller varför det inte ändras.",
        rows=3,
        help_text="Den som ville ändra får svaret i ett brev och ser det vid protokollet.",
    )

    def __init__(self, *args, wish, **kwargs):
        super().__init__(*args, thing=wish, where=["answered_at"], **kwargs)


class ApproverForm(ActForm):
    """Who is asked instead of the one in `approval`; `appointments` are those of the people who may be."""

    person = OneOf(
        label="Justerar i stället",
        error_messages={"required": "Välj vem som justerar i stället.", "invalid_choice": "Välj i listan."},
        help_text="De som var med på mötet, tog del i ställningstagandena och kan logga in.",
    )
    why = Text(
        holds="reason",
        label="Skäl",
        missing="Skriv varför. Båda får veta det.",
        rows=2,
        help_text="Står i brevet till båda och i historiken, inte i protokollet.",
    )

    def __init__(self, *args, approval, appointments, **kwargs):
        super().__init__(*args, thing=approval.minutes, where=["asked"], **kwargs)
        called = with_homes(appointments)
        if self.is_bound:  # who was asked by the same form sent twice
            called.setdefault(approval.person, f"{approval.person} (redan ombedd)")
        self.fields["person"].offer([*called], label=called.get, empty="Välj person")

"""What an approver wants changed in the minutes, and who approves instead."""

from meetings.planning.approvers import with_homes
from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import OneOf, PortalForm, Text


class ChangeForm(PortalForm):
    """What an approver wants changed."""

    text = Text(
        holds="change",
        label="Önskad ändring",
        missing="Skriv vad som ska ändras, gärna med paragraf.",
        help_text="Till exempel: § 12, rätt namn på nämnden.",
    )


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

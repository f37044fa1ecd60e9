"""What an approver wants changed in the minutes."""

from rus_portal.core.forms import PortalForm, Text


class ChangeForm(PortalForm):
    """What an approver wants changed."""

    text = Text(
        label="Önskad ändring",
        missing="Skriv vad som ska ändras, gärna med paragraf.",
        help_text="Till exempel: § 12, rätt namn på nämnden.",
    )

"""What the chair wants changed before the agenda is approved."""

from rus_portal.core.forms import PortalForm, Text


class AgendaChangeForm(PortalForm):
    """What the chair wants added to the agenda, or removed from it, before it is sent."""

    text = Text(
        label="Önskad ändring",
        missing="Skriv vad som ska ändras, gärna med punkt.",
        help_text="Till exempel: Ta punkt 3 före punkt 2, och ge den en kvart till.",
    )

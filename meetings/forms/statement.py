"""A note to the minutes."""

from rus_portal.core.forms import OneOf, PortalForm, Text, section


class StatementForm(PortalForm):
    """`holders` are the appointments from which one may be lodged: the writer's own, or at the meeting, for
    the secretariat, all that may speak."""

    holder = OneOf(label="Lämnas av", error_messages={"required": "Välj vem som lämnar den."})
    text = Text(
        holds="note",
        label="Protokollsanteckning",
        missing="Skriv protokollsanteckningen.",
        rows=6,
        help_text="Texten återges ordagrant i protokollet, vid punkten, med namn och organisation.",
    )

    def __init__(self, *args, holders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].offer(
            holders, label=lambda held: f"{held.seat.organisation}: {held.person}", empty="Välj"
        )
        if len(holders) == 1:
            self.initial["holder"] = holders[0].pk

    def layout(self):
        return [section("Lämna en protokollsanteckning", *self.fields)]

    def facts(self):
        """What `lodge_statement` takes."""
        held = self.cleaned_data["holder"]
        return {"seat": held.seat, "person": held.person, "text": self.cleaned_data["text"]}

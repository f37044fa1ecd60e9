"""Which part of what has happened is taken out for the registry, and who reads its feed."""

from django.utils import timezone

from rus_portal.core.forms import Day, Line, OneOf, PortalForm, beside


class PeriodForm(PortalForm):
    by_get = True

    rad = OneOf(label="Råd", error_messages={"required": "Välj ett råd."})
    fran = Day(label="Från och med", error_messages={"required": "Välj första dagen."})
    till = Day(label="Till och med", error_messages={"required": "Välj sista dagen."})

    def __init__(self, *args, councils, **kwargs):
        today = timezone.localdate()
        usual = {"rad": councils[0].pk if councils else None, "fran": today.replace(month=1, day=1)}
        super().__init__(*args, initial=usual | {"till": today}, **kwargs)
        self.fields["rad"].offer(councils)

    def clean(self):
        facts = super().clean()
        if facts.get("fran") and facts.get("till") and facts["till"] < facts["fran"]:
            self.add_error("till", "Sista dagen kan inte komma före den första.")
        return facts

    def layout(self):
        return ["rad", beside("fran", "till")]


class IntegrationForm(PortalForm):
    name = Line(
        label="Integrationens namn",
        max_length=100,
        missing="Skriv vad integrationen heter.",
        help_text="Till exempel diariesystemets namn.",
    )

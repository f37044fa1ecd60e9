"""The councils adopt an edition of the strategic plan."""

import datetime as dt

from django.utils import timezone

from councils.models import Council
from meetings.models import Position
from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import ComingDay, Day, OneOf, SomeOf
from rus_portal.core.words import day

YEARS = 2  # back, of the day and the positions to choose among: what is adopted stands as it is written


class PlanAdoptionForm(ActForm):
    adopted_on = Day(label="Antagen den", error_messages={"required": "Ange vilken dag planen antogs."})
    councils = SomeOf(
        label="Antagen av", error_messages={"required": "Välj vilket råd som har antagit planen."}
    )
    position = OneOf(
        label="I ställningstagandet",
        required=False,
        help_text="Det ställningstagande som rådet antog planen i, om det finns ett.",
    )
    applies_from = ComingDay(
        label="Gäller från",
        error_messages={"required": "Ange från vilken dag planen gäller."},
        help_text="Till dess gäller den förra utgåvan. Tidigast den dag planen antogs.",
    )

    def __init__(self, data=None, *, plan, person):
        super().__init__(data, thing=plan, where=plan.APPROVED)
        today = timezone.localdate()
        usual = max(dt.date(plan.year or today.year, 1, 1), today)
        self.fields["applies_from"].initial = usual
        own = Council.objects.filter(kind=Council.Kind.COUNCIL)
        self.fields["councils"].offer(own.order_by("order", "pk"))
        taken = Position.objects.visible_to(person).filter(
            number__isnull=False, adopted_plan=None, adopted_on__year__gte=today.year - YEARS
        )
        self.fields["position"].offer(
            taken.select_related("item").newest_first(),
            label=lambda each: f"{each.designation} {each}, {day(each.adopted_on)}",
            empty="Inget",
        )

    def clean(self):
        clean = super().clean()
        days = clean.get("adopted_on"), clean.get("applies_from")
        first = timezone.localdate().year - YEARS
        if days[0] and days[0].year < first:
            self.add_error("adopted_on", f"Ange en dag från och med år {first}.")
        if all(days) and days[1] < days[0]:
            self.add_error("applies_from", "Planen gäller tidigast från den dag den antogs.")
        return clean

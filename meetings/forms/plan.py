"""The councils adopt an edition of the strategic plan, and what is said of that may be put right."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from councils.models import Council
from meetings.models import Position
from meetings.workflow.plan import CORRECTED, FACTS
from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import ComingDay, Day, Line, OneOf, SomeOf, Text
from rus_portal.core.words import day

YEARS = 2  # back, of the day and the positions to choose among: what is adopted stands as it is written
IN_POSITION = (
    "Det ställningstagande som rådet antog planen i, om det finns ett. "
    "Är det inte publicerat än visas det här för alla först när det är det."
)


class AdoptionForm(ActForm):
    """An edition applies from a day of the year that it is for; whoever writes one of another says so."""

    adopted_on = Day(label="Antagen den", error_messages={"required": "Ange vilken dag planen antogs."})
    position = OneOf(label="I ställningstagandet", required=False, help_text=IN_POSITION)
    applies_from = ComingDay(
        label="Gäller från", error_messages={"required": "Ange från vilken dag planen gäller."}
    )

    field_order = ("adopted_on", "councils", "adopted_by", "position", "applies_from", "other_year", "reason")

    def __init__(self, data=None, *, plan, **kwargs):
        self.plan = plan
        super().__init__(data, thing=plan, **kwargs)
        self._ask_of_year()

    def offer_positions(self, person, since):
        """All that the person may read, published or not, in which no other plan was adopted."""
        own = Q(adopted_plan=None) | Q(adopted_plan=self.plan)
        taken = Position.objects.visible_to(person).filter(own, adopted_on__year__gte=since)
        taken = taken.select_related("item").newest_first()
        self.fields["position"].offer(taken, label=_as_chosen, empty="Inget")

    def _ask_of_year(self):
        """Below the day, where it is of the year before or after. One further off is refused."""
        try:
            first = self.fields["applies_from"].to_python(self.data.get("applies_from"))
        except ValidationError:
            return
        is_new = self.plan.year and first not in (None, self.plan.applies_from)
        if is_new and abs(first.year - self.plan.year) == 1:
            right = f"Det stämmer att utgåvan för {self.plan.year} gäller från en dag ett annat år"
            self.fields["other_year"] = forms.BooleanField(label=right, required=False)
            self.order_fields(self.field_order)

    def clean(self):
        clean = super().clean()
        adopted, applies = clean.get("adopted_on"), clean.get("applies_from")
        if adopted and applies and applies < adopted:
            self.add_error("applies_from", "Planen gäller tidigast från den dag den antogs.")
        elif "other_year" in self.fields and applies and not clean.get("other_year"):
            ask = f"Utgåvan är för {self.plan.year}. Ange en annan dag, eller kryssa för att det stämmer."
            self.add_error("applies_from", ask)
        clean.pop("other_year", None)
        return clean


def _as_chosen(position):
    yet = "" if position.published_at else ", inte publicerat än"
    return f"{position.designation} {position}, {day(position.adopted_on)}{yet}"


class PlanAdoptionForm(AdoptionForm):
    councils = SomeOf(
        label="Antagen av", error_messages={"required": "Välj vilket råd som har antagit planen."}
    )

    def __init__(self, data=None, *, plan, person):
        super().__init__(data, plan=plan, where=plan.APPROVED)
        today, applies_from = timezone.localdate(), self.fields["applies_from"]
        applies_from.help_text = "Till dess gäller den förra utgåvan. Tidigast den dag planen antogs."
        applies_from.initial = max(dt.date(plan.year or today.year, 1, 1), today)
        own = Council.objects.filter(kind=Council.Kind.COUNCIL)
        self.fields["councils"].offer(own.order_by("order", "pk"))
        self.offer_positions(person, today.year - YEARS)

    def clean(self):
        clean = super().clean()
        first = timezone.localdate().year - YEARS
        if (adopted := clean.get("adopted_on")) and adopted.year < first:
            self.add_error("adopted_on", f"Ange en dag från och med år {first}.")
        return clean


class AdoptionCorrectionForm(AdoptionForm):
    """Of an edition that is adopted."""

    adopted_by = Line(
        label="Antagen av",
        max_length=300,
        missing="Skriv vilket råd som antog planen.",
        help_text="Med rådens dåvarande namn.",
    )
    reason = Text(
        label="Varför det rättas",
        holds="reason",
        rows=2,
        help_text="Behövs när något som redan står där ändras. Alla kan läsa skälet.",
    )

    def __init__(self, data=None, *, plan, person):
        super().__init__(data, plan=plan, where=CORRECTED)
        for name in FACTS:
            self.fields[name].initial = getattr(plan, name)
        self.fields["applies_from"].required = bool(plan.made_from_id)
        tied = Position.objects.visible_to(person).filter(adopted_plan=plan).first()
        self.fields["position"].initial = tied and tied.pk
        years = timezone.localdate().year, plan.year, plan.adopted_on and plan.adopted_on.year
        self.offer_positions(person, min(filter(None, years)) - YEARS)

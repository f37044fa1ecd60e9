"""The councils adopt an edition of the strategic plan, and what is said of that may be put right."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from councils.models import Council
from meetings.forms.by_number import ByNumber
from meetings.workflow.plan import FACTS, read_of
from rus_portal.core.edit_form import ActForm, EditForm
from rus_portal.core.forms import ComingDay, Day, Line, OneOf, SomeOf, Text
from rus_portal.core.seen import values_of
from rus_portal.core.words import day
from strategy.models import StrategicPlan

YEARS = 2  # back, of the day: what is adopted stands as it is written
IN_POSITION = (
    "Det ställningstagande som rådet antog planen i, om det finns ett. "
    "Är det inte publicerat än visas det här för alla först när det är det."
)


class AdoptionForm(ByNumber):
    """An edition applies from a day of the year that it is for; whoever writes one of another says so."""

    plan: StrategicPlan

    adopted_on = Day(label="Antagen den", error_messages={"required": "Ange vilken dag planen antogs."})
    applies_from = ComingDay(
        label="Gäller från", error_messages={"required": "Ange från vilken dag planen gäller."}
    )

    field_order = (
        *("adopted_on", "councils", "adopted_by", "position", "positions", "others"),
        *("applies_from", "other_year", "reason"),
    )

    def offer_positions_of_plan(self, name, person, **how):
        """Of those in which no other plan was adopted: those in which this one was, and those of its day."""
        tied = Q(adopted_plan=self.plan)
        among, likely = tied | Q(adopted_plan=None), tied | Q(adopted_on=self.plan.adopted_on)
        self.offer_positions(name, person, among, likely, label=_as_chosen, **how)

    def ask_of_year(self):
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


class PlanAdoptionForm(AdoptionForm, ActForm):
    position = OneOf(label="I ställningstagandet", required=False, help_text=IN_POSITION)
    councils = SomeOf(
        label="Antagen av", error_messages={"required": "Välj vilket råd som har antagit planen."}
    )

    def __init__(self, data=None, *, plan, person):
        self.plan = plan
        super().__init__(data, thing=plan, where=plan.APPROVED)
        self.ask_of_year()
        today, applies_from = timezone.localdate(), self.fields["applies_from"]
        applies_from.help_text = "Till dess gäller den förra utgåvan. Tidigast den dag planen antogs."
        applies_from.initial = max(dt.date(plan.year or today.year, 1, 1), today)
        own = Council.objects.filter(kind=Council.Kind.COUNCIL)
        self.fields["councils"].offer(own.order_by("order", "pk"))
        self.offer_positions_of_plan("position", person, empty="Inget")

    def clean(self):
        clean = super().clean()
        self.take_one(clean, "position")
        first = timezone.localdate().year - YEARS
        if (adopted := clean.get("adopted_on")) and adopted.year < first:
            self.add_error("adopted_on", f"Ange en dag från och med år {first}.")
        return clean


class AdoptionCorrectionForm(AdoptionForm, EditForm):
    """Of an edition that is adopted; of its positions those that the person may read."""

    adopted_by = Line(
        label="Antagen av",
        max_length=300,
        missing="Skriv vilket råd som antog planen.",
        help_text="Med rådens dåvarande namn.",
    )
    positions = SomeOf(label="I ställningstagandet", required=False, help_text=IN_POSITION)
    reason = Text(
        label="Varför det rättas",
        holds="reason",
        rows=2,
        help_text="Behövs när något som redan står där ändras. Alla kan läsa skälet.",
    )

    def __init__(self, data=None, *, saved, person):
        self.plan, self.person = saved, person
        super().__init__(data, saved=saved)
        self.ask_of_year()
        self.fields["applies_from"].required = bool(saved.made_from_id)
        self.offer_positions_of_plan("positions", person)

    def clean(self):
        clean = super().clean()
        self.take_all(clean, "positions")
        return clean

    def read(self, saved):
        return {**values_of(saved, FACTS), "positions": read_of(saved, self.person)}

"""The councils adopt an edition of the strategic plan, and what is said of that may be put right."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from councils.models import Council
from meetings.models import Position
from meetings.workflow.plan import CORRECTED, FACTS
from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import ComingDay, Day, Line, OneOf, SomeOf, Text
from rus_portal.core.words import day

YEARS = 2  # back, of the day and the positions to choose among: what is adopted stands as it is written


class AppliesFrom(ActForm):
    """An edition applies from a day of the year that it is for; whoever writes one of another says so."""

    adopted_on: Any
    applies_from: Any
    plan: Any

    def ask_of_year(self):
        """Below the day, where it is of the year before or after. One further off is refused."""
        first = _day(self.data.get("applies_from"))
        is_new = self.plan.year and first not in (None, self.plan.applies_from)
        if is_new and abs(first.year - self.plan.year) == 1:
            right = f"Det stämmer att utgåvan för {self.plan.year} gäller från en dag ett annat år"
            self.fields["other_year"] = forms.BooleanField(label=right, required=False)
            names = list(self.fields)
            names.remove("other_year")
            names.insert(names.index("applies_from") + 1, "other_year")
            self.order_fields(names)

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


def _day(text):
    try:
        return dt.date.fromisoformat(str(text).strip())
    except ValueError:
        return None


def offer_positions(field, person, since, *, plan=None, empty="Inget"):
    """All that the person may read, published or not, in which no other plan was adopted."""
    taken = Position.objects.visible_to(person).filter(adopted_on__year__gte=since)
    own = taken.filter(adopted_plan=None) | (taken.filter(adopted_plan=plan) if plan else taken.none())
    field.offer(own.select_related("item").newest_first(), label=_as_chosen, empty=empty)


def _as_chosen(position):
    yet = "" if position.published_at else ", inte publicerat än"
    return f"{position.designation} {position}, {day(position.adopted_on)}{yet}"


IN_POSITION = (
    "Det ställningstagande som rådet antog planen i, om det finns ett. "
    "Är det inte publicerat än visas det här för alla först när det är det."
)


class PlanAdoptionForm(AppliesFrom):
    adopted_on = Day(label="Antagen den", error_messages={"required": "Ange vilken dag planen antogs."})
    councils = SomeOf(
        label="Antagen av", error_messages={"required": "Välj vilket råd som har antagit planen."}
    )
    position = OneOf(label="I ställningstagandet", required=False, help_text=IN_POSITION)
    applies_from = ComingDay(
        label="Gäller från",
        error_messages={"required": "Ange från vilken dag planen gäller."},
        help_text="Till dess gäller den förra utgåvan. Tidigast den dag planen antogs.",
    )

    def __init__(self, data=None, *, plan, person):
        self.plan = plan
        super().__init__(data, thing=plan, where=plan.APPROVED)
        today = timezone.localdate()
        self.fields["applies_from"].initial = max(dt.date(plan.year or today.year, 1, 1), today)
        own = Council.objects.filter(kind=Council.Kind.COUNCIL)
        self.fields["councils"].offer(own.order_by("order", "pk"))
        offer_positions(self.fields["position"], person, today.year - YEARS)
        self.ask_of_year()

    def clean(self):
        clean = super().clean()
        first = timezone.localdate().year - YEARS
        if (adopted := clean.get("adopted_on")) and adopted.year < first:
            self.add_error("adopted_on", f"Ange en dag från och med år {first}.")
        return clean


class AdoptionCorrectionForm(AppliesFrom):
    """Of an edition that is adopted."""

    adopted_on = Day(label="Antagen den", error_messages={"required": "Ange vilken dag planen antogs."})
    adopted_by = Line(
        label="Antagen av",
        max_length=300,
        missing="Skriv vilket råd som antog planen.",
        help_text="Med rådens dåvarande namn.",
    )
    position = OneOf(label="I ställningstagandet", required=False, help_text=IN_POSITION)
    applies_from = ComingDay(
        label="Gäller från",
        required=False,
        error_messages={"required": "Ange från vilken dag planen gäller."},
    )
    reason = Text(
        label="Varför det rättas",
        holds="reason",
        rows=2,
        help_text="Behövs när något som redan står där ändras. Alla kan läsa skälet.",
    )

    def __init__(self, data=None, *, plan, person):
        self.plan = plan
        super().__init__(data, thing=plan, where=CORRECTED)
        for name in FACTS:
            self.fields[name].initial = getattr(plan, name)
        self.fields["applies_from"].required = bool(plan.made_from_id)
        tied = Position.objects.visible_to(person).filter(adopted_plan=plan).first()
        self.fields["position"].initial = tied and tied.pk
        since = min(plan.year or timezone.localdate().year, timezone.localdate().year)
        since = min(since, plan.adopted_on.year if plan.adopted_on else since) - YEARS
        offer_positions(self.fields["position"], person, since, plan=plan)
        self.ask_of_year()

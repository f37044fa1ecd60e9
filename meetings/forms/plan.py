"""The councils adopt an edition of the strategic plan, and what is said of that may be put right."""

import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from councils.models import Council
from meetings.models import Position
from meetings.workflow.plan import FACTS, read_of
from rus_portal.core.designations import GLUED
from rus_portal.core.edit_form import ActForm, EditForm
from rus_portal.core.forms import ComingDay, Day, Line, OneOf, PortalForm, SomeOf, Text
from rus_portal.core.seen import values_of
from rus_portal.core.words import day
from strategy.models import StrategicPlan

YEARS = 2  # back, of the day: what is adopted stands as it is written
NEWEST = 10  # positions to choose among; any other is typed by its number
IN_POSITION = (
    "Det ställningstagande som rådet antog planen i, om det finns ett. "
    "Är det inte publicerat än visas det här för alla först när det är det."
)
DESIGNATION = re.compile(r"(?:([^\W_]{2,10})\s+)?(\d{1,5})\s*/\s*(\d{4})(?!\d)")
BESIDE = re.compile(r"\b(?:OCH|NR)\b|[,;.]")
UNKNOWN = "”{}” är inget ställningstagande som du läser. Skriv hela numret, till exempel RSR 14/2025."


class AdoptionForm(PortalForm):
    """An edition applies from a day of the year that it is for; whoever writes one of another says so."""

    plan: StrategicPlan

    adopted_on = Day(label="Antagen den", error_messages={"required": "Ange vilken dag planen antogs."})
    applies_from = ComingDay(
        label="Gäller från", error_messages={"required": "Ange från vilken dag planen gäller."}
    )
    others = Line(
        label="Ett annat ställningstagande",
        help_text="Är det äldre än de som står här: skriv dess nummer, till exempel RSR 14/2025.",
    )

    field_order = (
        *("adopted_on", "councils", "adopted_by", "position", "positions", "others"),
        *("applies_from", "other_year", "reason"),
    )

    def offer_positions(self, name, person, **how):
        """The newest that the person may read, published or not, in which no other plan was adopted; those in
        which this one was, those of its day, and what was chosen already."""
        self.readable = Position.objects.visible_to(person).select_related("item")
        free = self.readable.filter(adopted_plan=None)
        newest = list(free.newest_first().values_list("pk", flat=True)[:NEWEST])
        sent = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        chosen = [int(key) for key in sent if key.isascii() and key.isdecimal() and len(key) < 19]
        likely = Q(pk__in=[*newest, *chosen]) | Q(adopted_on=self.plan.adopted_on)
        offered = self.readable.filter(Q(adopted_plan=self.plan) | Q(adopted_plan=None) & likely)
        self.fields[name].offer(offered.newest_first(), label=_as_chosen, **how)

    def clean_others(self):
        """The positions whose numbers are typed."""
        typed = BESIDE.sub(" ", GLUED.sub(" ", self.cleaned_data["others"].upper()))
        found = [self._called(*number) for number in DESIGNATION.findall(typed)]
        if None in found or DESIGNATION.sub("", typed).strip():
            raise ValidationError(UNKNOWN.format(self.cleaned_data["others"]))
        return found

    def _called(self, council, number, year):
        """The only one of that number, or None."""
        rows = self.readable.filter(number=number, year=year)
        found = list(rows.filter(council_abbreviation=council) if council else rows)
        return found[0] if len(found) == 1 else None

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
        self.offer_positions("position", person, empty="Inget")

    def clean(self):
        clean = super().clean()
        chosen = [*filter(None, [clean.get("position")]), *clean.pop("others", ())]
        if len(chosen) > 1:
            self.add_error("others", "Välj ett ställningstagande, eller skriv numret på ett annat.")
        clean["position"] = next(iter(chosen), None)
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
        self.offer_positions("positions", person)

    def clean(self):
        clean = super().clean()
        clean["positions"] = list(dict.fromkeys([*clean.get("positions", ()), *clean.pop("others", ())]))
        return clean

    def read(self, saved):
        return {**values_of(saved, FACTS), "positions": read_of(saved, self.person)}

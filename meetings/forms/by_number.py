"""A position that is chosen among the likely few, or typed by its number: so a page is as short after ten
years as after one."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q

from meetings.models import Position
from rus_portal.core.designations import GLUED
from rus_portal.core.forms import Line, PortalForm
from rus_portal.core.registry_number import tidy

NEWEST = 10
DESIGNATION = re.compile(r"(?<![^\W_])(?:([^\W_]{2,10})[-\u2010-\u2015\u2212\s]+)?(\d{1,5})/(\d{4})(?!\d)")
SLASH = re.compile(r"\s*/\s*")
BESIDE = re.compile(r"\b(?:och|samt|nr|nummer|ställningstagande(?:t|n|na)?)\b|[,;.&()]", re.IGNORECASE)
UNKNOWN = "”{}” är inget ställningstagande som du läser. Skriv hela numret, till exempel RSR 14/2025."
ONE = "Välj ett ställningstagande, eller skriv numret på ett annat."


class ByNumber(PortalForm):
    typed_for = ""  # the field that has what was typed, and was not chosen there

    others = Line(
        label="Ett annat ställningstagande",
        help_text="Står det inte här ovanför: skriv dess nummer, till exempel RSR 14/2025.",
    )

    def offer_positions(self, name, person, among, likely, **how):
        """`among` says which may be chosen of those that the person reads: the newest of them, the `likely`,
        and those that are chosen. What is typed is for the verb to refuse."""
        self.readable = Position.objects.visible_to(person).select_related("item")
        rows = self.readable.filter(among)
        newest = list(rows.newest_first().values_list("pk", flat=True)[:NEWEST])
        sent = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        chosen = [int(key) for key in sent if key.isascii() and key.isdecimal() and len(key) < 19]
        offered = rows.filter(likely | Q(pk__in=[*newest, *chosen])).newest_first()
        self.fields[name].offer(offered, **how)

    def clean_others(self):
        """The positions whose numbers are typed; of anything else which part it is."""
        typed = BESIDE.sub("\n", GLUED.sub(" ", SLASH.sub("/", tidy(self.cleaned_data["others"]))))
        numbers = [(council.upper(), *number) for council, *number in DESIGNATION.findall(typed)]
        found = [self._called(*number) for number in numbers]
        unknown = [_written(*number) for number, each in zip(numbers, found, strict=True) if each is None]
        unknown += filter(None, map(str.strip, DESIGNATION.sub("\n", typed).split("\n")))
        if unknown:
            raise ValidationError([UNKNOWN.format(each) for each in unknown])
        return found

    def _called(self, council, number, year):
        """The only one of that number, or None."""
        rows = self.readable.filter(number=number, year=year)
        found = list(rows.filter(council_abbreviation=council) if council else rows)
        return found[0] if len(found) == 1 else None

    def take_one(self, clean, name):
        """Into the clean value of `name` what is typed, where nothing else is chosen."""
        chosen = self._together(clean, name, filter(None, [clean.get(name)]))
        if len(chosen) > 1:
            self.add_error("others", ONE)
        clean[name] = next(iter(chosen), None)

    def take_all(self, clean, name):
        clean[name] = self._together(clean, name, clean.get(name, ()))

    def _together(self, clean, name, chosen):
        chosen, typed = [*chosen], clean.pop("others", ())
        together = list(dict.fromkeys([*chosen, *typed]))
        self.typed_for = name if len(together) > len(chosen) else ""
        return together

    def take_up(self, breach):
        """What is refused of what was typed is told where it stands."""
        told = getattr(breach, "error_dict", {})
        if self.typed_for in told:
            breach = ValidationError(
                {"others" if field == self.typed_for else field: no for field, no in told.items()}
            )
        super().take_up(breach)


def _written(council, number, year):
    return f"{council} {number}/{year}".strip()

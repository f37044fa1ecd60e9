"""A position that is chosen among the likely few, or typed by its number: so a page is as short after ten
years as after one."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q

from meetings.models import Position
from rus_portal.core.designations import GLUED
from rus_portal.core.forms import Line, PortalForm

NEWEST = 10
DESIGNATION = re.compile(r"(?:([^\W_]{2,10})\s+)?(\d{1,5})\s*/\s*(\d{4})(?!\d)")
BESIDE = re.compile(r"\b(?:OCH|NR)\b|[,;.]")
UNKNOWN = "”{}” är inget ställningstagande som du läser. Skriv hela numret, till exempel RSR 14/2025."
ONE = "Välj ett ställningstagande, eller skriv numret på ett annat."


class ByNumber(PortalForm):
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

    def take_one(self, clean, name):
        """Into the clean value of `name` what is typed, where nothing is chosen."""
        chosen = [*filter(None, [clean.get(name)]), *clean.pop("others", ())]
        if len(chosen) > 1:
            self.add_error("others", ONE)
        clean[name] = next(iter(chosen), None)

    def take_all(self, clean, name):
        clean[name] = list(dict.fromkeys([*clean.get(name, ()), *clean.pop("others", ())]))

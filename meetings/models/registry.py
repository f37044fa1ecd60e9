"""Registry numbers that a council's own series has given."""

import re

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Replace, Upper
from django.db.models.lookups import Exact

from councils.models import Council

# Beside letters in another case: a database may know no more of those than A to Z.
ALIKE = {
    **dict.fromkeys(" \u00a0\u2009\u202f\t", ""),
    **dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-"),
    **{small: small.upper() for small in "åäöéü"},
}

SHAPES = {"{år": r"(?P<year>\d{4})", "{nr": r"(?P<number>\d{1,9})"}


def canonical(number):
    """What two ways to write one registry number have in common: neither case, nor spaces, nor sort of dash
    makes it another."""
    return _alike(number, str.replace).upper()


def _alike(number, replace):
    for each, other in ALIKE.items():
        number = replace(number, each, other)
    return number


def same_number(number, field="registry_number"):
    """The condition of the rows that have it, however it is written there."""
    written = _alike(F(field), lambda within, each, other: Replace(within, Value(each), Value(other)))
    return Exact(Upper(written), Value(canonical(number)))


def as_in_series(number):
    """As the series of a council writes it, where it is one of those, and else as it is."""
    for council in Council.objects.exclude(registry_pattern="").order_by("order", "pk"):
        pieces = re.split(r"(\{.*?\})", council.registry_pattern)
        shape = "".join(SHAPES.get(piece[:3], re.escape(canonical(piece))) for piece in pieces)
        if found := re.fullmatch(shape, canonical(number), re.ASCII):
            return council.registry_number(int(found["year"]), int(found["number"]))
    return number


class RegistryNumber(models.Model):
    """One that was given, once and for all: also where what got it was given another by hand. `text` is how
    it was written then. Never changed and never removed."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="registry_numbers", verbose_name="råd")
    year = models.PositiveSmallIntegerField("år")
    number = models.PositiveIntegerField("löpnummer")
    text = models.CharField("diarienummer", max_length=60, unique=True)

    class Meta:
        verbose_name = "diarienummer ur en serie"
        verbose_name_plural = "diarienummer ur serier"
        ordering = ["council", "year", "number"]
        constraints = [
            models.UniqueConstraint(name="registry_number_once", fields=["council", "year", "number"])
        ]

    def __str__(self):
        return self.text

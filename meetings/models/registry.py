"""Registry numbers that a council's own series has given."""

import re

from django.db import models

from councils.models import Council
from rus_portal.core.registry_number import InCommon, canonical, kept_in_common

SHAPES = {"{år": r"(?P<year>\d{4})", "{nr": r"(?P<number>\d{1,9})"}


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
    text = models.CharField("diarienummer", max_length=60)
    registry_key = InCommon(of="text")

    class Meta:
        verbose_name = "diarienummer ur en serie"
        verbose_name_plural = "diarienummer ur serier"
        ordering = ["council", "year", "number"]
        constraints = [
            models.UniqueConstraint(name="registry_number_once", fields=["council", "year", "number"]),
            models.UniqueConstraint(name="registry_number_given_once", fields=["registry_key"]),
            kept_in_common("registry_number_key_kept", "text", "registry_key"),
        ]

    def __str__(self):
        return self.text

"""Registry numbers that a council's own series has given."""

from django.db import models

from councils.models import Council


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

"""The §§ of a meeting and the numbers of its positions, from its first closing on."""

from django.db import models

from meetings.models.meeting import Meeting
from rus_portal.core.json_field import JSONField


class GivenNumbers(models.Model):
    """What a meeting was given when it was closed. It stays the meeting's own while that is open again, so
    that no other takes it and the next closing gives the same (docs/adr/0019).

    `series` is the year in which the council's §§ run on, empty where each meeting begins from 1. `positions`
    maps ids of items to numbers.
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, primary_key=True, related_name="given_numbers")
    series = models.CharField("paragrafernas följd", max_length=4, blank=True)
    first = models.PositiveSmallIntegerField("första paragraf", null=True, blank=True)
    last = models.PositiveSmallIntegerField("sista paragraf", null=True, blank=True)
    positions = JSONField("ställningstagandenas nummer", default=dict, blank=True)

    class Meta:
        verbose_name = "mötets nummer"
        verbose_name_plural = "mötenas nummer"

    def __str__(self):
        return f"{self.meeting}"

    @property
    def paragraphs(self):
        return range(self.first, self.last + 1) if self.first and self.last else range(0)

    @property
    def numbers(self):
        """Those of the positions, in order."""
        return sorted(self.positions.values())

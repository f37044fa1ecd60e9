"""A passage of approved minutes, as it reads in the version that corrects them."""

from django.db import models
from django.utils import timezone

from councils.models import Person
from meetings.models.minutes import Minutes


class CorrectedPassage(models.Model):
    """`passage` is its key in the record (`meetings.correction.passages`), and `text` what it says from this
    version on."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="corrected_passages")
    passage = models.CharField("ställe", max_length=60)
    text = models.TextField("text", blank=True)
    corrected_at = models.DateTimeField(default=timezone.now)
    corrected_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "rättat ställe"
        verbose_name_plural = "rättade ställen"
        ordering = ["minutes", "pk"]
        constraints = [models.UniqueConstraint(name="passage_corrected_once", fields=["minutes", "passage"])]

    def __str__(self):
        return f"{self.minutes}: {self.passage}"

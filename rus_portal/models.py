"""What the site itself keeps: signs of life. All else is the apps'."""

from django.db import models


class Pulse(models.Model):
    """The last sign of life of one thing that the portal depends on: a command that the clock starts, the
    worker, or something around it that is asked. Nothing in it is about a person."""

    key = models.CharField("vad", max_length=60, primary_key=True)
    well_at = models.DateTimeField("gick bra", null=True)
    failing_since = models.DateTimeField("går fel sedan", null=True)
    fault = models.CharField("fel", max_length=200, blank=True)

    class Meta:
        verbose_name = "livstecken"
        verbose_name_plural = "livstecken"
        ordering = ["key"]

    def __str__(self):
        return self.key

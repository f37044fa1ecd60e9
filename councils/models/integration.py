"""Programs of the region's own that are told what happens here."""

from django.db import models

from councils.models.seat import Person
from rus_portal.core.constraints import dated_by


class Integration(models.Model):
    """One that reads the registry's feed. Its secret is shown once and kept as its hash alone."""

    name = models.CharField("namn", max_length=100)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("gjord")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="gjord av")
    revoked_at = models.DateTimeField("indragen", null=True, blank=True)
    revoked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="indragen av"
    )
    used_at = models.DateTimeField("senast använd", null=True, blank=True)

    class Meta:
        verbose_name = "integration"
        verbose_name_plural = "integrationer"
        ordering = ["made_at", "pk"]
        constraints = [dated_by("integration", "revoked")]

    def __str__(self):
        return self.name

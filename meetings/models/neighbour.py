"""Other regions' systems, their councils and coming meetings, and who wants to see which. None of it is ours:
no register, search, feed, count or right asks for it."""

from django.db import models

from councils.models import Person
from rus_portal.core.constraints import filled, rule
from rus_portal.core.limits import LINK


class NeighbourSystem(models.Model):
    """A system that tells of its councils by OParl. `trouble` is why it could not be read the last time."""

    name = models.CharField("namn", max_length=120)
    address = models.URLField("adress", max_length=LINK, unique=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    tried_at = models.DateTimeField(null=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    trouble = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = "annan regions system"
        verbose_name_plural = "andra regioners system"
        ordering = ["name", "pk"]
        constraints = [
            rule("neighbour_has_a_name", filled("name"), "Skriv vad systemet heter."),
            rule(
                "neighbour_is_asked_over_tls",
                models.Q(address__startswith="https://"),
                "Adressen ska börja med https://.",
            ),
        ]

    def __str__(self):
        return self.name


class NeighbourCouncil(models.Model):
    system = models.ForeignKey(NeighbourSystem, models.CASCADE, related_name="councils")
    key = models.CharField("id i systemet", max_length=LINK)
    name = models.CharField("namn", max_length=200)
    followers = models.ManyToManyField(Person, blank=True, related_name="neighbour_councils")

    class Meta:
        verbose_name = "annan regions råd"
        verbose_name_plural = "andra regioners råd"
        ordering = ["system", "name", "pk"]
        constraints = [models.UniqueConstraint(name="neighbour_council_once", fields=["system", "key"])]

    def __str__(self):
        return self.name


class NeighbourMeeting(models.Model):
    """As the system told of it when it was read. `has_clock` where it told the hour too."""

    system = models.ForeignKey(NeighbourSystem, models.CASCADE, related_name="meetings")
    key = models.CharField("id i systemet", max_length=LINK)
    name = models.CharField("namn", max_length=200, blank=True)
    starts = models.DateTimeField("börjar")
    has_clock = models.BooleanField("har klockslag", default=True)
    place = models.CharField("plats", max_length=200, blank=True)
    link = models.URLField("sida", max_length=LINK, blank=True)
    is_cancelled = models.BooleanField("inställt", default=False)
    councils = models.ManyToManyField(NeighbourCouncil, related_name="meetings")

    class Meta:
        verbose_name = "annan regions möte"
        verbose_name_plural = "andra regioners möten"
        ordering = ["starts", "pk"]
        constraints = [models.UniqueConstraint(name="neighbour_meeting_once", fields=["system", "key"])]

    def __str__(self):
        return self.name or self.key

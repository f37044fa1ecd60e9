"""Positions from before the portal, on their way in from a file and once they are in."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from councils.models import Person
from councils.models.shown import Shown
from meetings.models.document import stored_name
from meetings.models.visibility import EVERYTHING, NOTHING
from rus_portal.core.address import address
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.json_field import JSONField
from rus_portal.core.standing import standing_of

UNDONE_WITHIN = dt.timedelta(days=1)


class Retellings(Shown):
    @staticmethod
    def shown_to(person):
        """The secretariats, which look them through together."""
        return EVERYTHING if standing_of(person).is_secretariat else NOTHING


class Retelling(models.Model):
    """A file of old positions, as it was read: `rows` are (number of the line, its cells), the headings
    first. Nothing of it is in the register until it is brought in, all at once; then it stands, and is undone
    within a day or never (docs/adr/0054)."""

    source = models.TextField("varifrån uppgifterna kommer")
    name = models.CharField("filens namn", max_length=200)
    rows = JSONField("filens rader", default=list)
    minutes_are_public = models.BooleanField("alla får läsa protokollen", default=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(null=True, blank=True)
    brought_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_until = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = Retellings.as_manager()

    class Meta:
        verbose_name = "införande av äldre ställningstaganden"
        verbose_name_plural = "införanden av äldre ställningstaganden"
        ordering = ["-added_at", "-pk"]
        constraints = [
            rule("retelling_names_its_source", filled("source"), "Skriv varifrån uppgifterna kommer."),
            dated_by("retelling", "brought"),
            dated_by("retelling", "undone"),
            rule(
                "retelling_undone_within_its_day",
                Q(undone_at__isnull=True)
                | Q(brought_at__isnull=False, undone_until__isnull=False, undone_at__lte=F("undone_until")),
                "Ett införande kan ångras i ett dygn.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("retelling", self.pk)

    @property
    def may_still_be_undone(self):
        until = None if self.undone_at else self.undone_until
        return bool(until and timezone.now() <= until)


class RetellingFile(models.Model):
    """Minutes as a PDF, which rows of the file name. In the store it lies among the documents, for it becomes
    one of each position that it tells of."""

    retelling = models.ForeignKey(Retelling, models.CASCADE, related_name="files")
    file = models.FileField("fil", upload_to=stored_name)
    name = models.CharField("filens namn", max_length=200)
    size = models.PositiveIntegerField("storlek i byte")

    class Meta:
        verbose_name = "protokoll till ett införande"
        verbose_name_plural = "protokoll till införanden"
        ordering = ["retelling", "name", "pk"]
        constraints = [models.UniqueConstraint(name="retelling_file_once", fields=["retelling", "name"])]

    def __str__(self):
        return self.name

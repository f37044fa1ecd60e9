"""The meeting while it goes on: who comes and goes, and when it is adjourned."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from councils.models import Person
from meetings.models.attendance import Attendance
from meetings.models.item import AgendaItem
from meetings.models.meeting import Meeting
from rus_portal.core.constraints import rule
from rus_portal.core.words import day


class Movement(models.Model):
    """Somebody on the list of attendance came after the meeting had begun, left before it was closed, or had
    a conflict of interest on one item and left for it. There `from` the item on, or not."""

    class Kind(models.TextChoices):
        CAME = "came", "kom"
        LEFT = "left", "lämnade mötet"
        CONFLICT = "conflict", "jäv"

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="movements")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="movements", verbose_name="från och med punkten"
    )
    kind = models.CharField("vad som hände", max_length=20, choices=Kind)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ankomst, avfärd eller jäv"
        verbose_name_plural = "ankomster, avfärder och jäv"
        ordering = ["item__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="movement_once",
                fields=["attendance", "item", "kind"],
                violation_error_message="Det är redan antecknat.",
            )
        ]

    def __str__(self):
        return f"{self.attendance.person}: {self.sentence}"

    @property
    def sentence(self):
        """ "kom till § 12", by the number of the item until it has its §."""
        where = f"§ {self.item.paragraph}" if self.item.paragraph else f"punkt {self.item.number}"
        told = {"came": "kom till {}", "left": "lämnade mötet före {}", "conflict": "jäv vid {}"}
        return told[self.kind].format(where)


class Adjournment(models.Model):
    """The meeting paused from a time to a time; one that has no end yet goes on."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="adjournments")
    begins = models.DateTimeField("ajournerat från")
    ends = models.DateTimeField("till", null=True, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ajournering"
        verbose_name_plural = "ajourneringar"
        ordering = ["begins", "pk"]
        constraints = [
            rule(
                "adjournment_ends_after_it_begins",
                Q(ends__isnull=True) | Q(ends__gt=F("begins")),
                "Mötet återupptas efter att det har ajournerats.",
            ),
            models.UniqueConstraint(
                name="adjournment_one_goes_on",
                fields=["meeting"],
                condition=Q(ends__isnull=True),
                violation_error_message="Mötet är redan ajournerat.",
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def words(self):
        """ "kl. 10.45–11.00", with the day where the meeting has several."""
        begins = timezone.localtime(self.begins)
        ends = self.ends and timezone.localtime(self.ends)
        several = self.meeting.date != self.meeting.end_date
        first = f"den {day(begins.date())} " if several else ""
        if ends is None:
            return f"{first}från kl. {begins:%H.%M}"
        if ends.date() == begins.date():
            return f"{first}kl. {begins:%H.%M}–{ends:%H.%M}"
        return f"den {day(begins.date())} kl. {begins:%H.%M} – den {day(ends.date())} kl. {ends:%H.%M}"

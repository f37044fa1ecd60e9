"""Who was at a meeting, and for whom: one row for each organisation that a person was there for."""

from django.db import models

from councils.models import Organisation, Person, Seat
from meetings.models.meeting import Meeting


class Attendance(models.Model):
    class Status(models.TextChoices):
        ON_SITE = "on_site", "På plats"
        REMOTE = "remote", "Digitalt"
        EXCUSED = "excused", "Anmält förhinder"
        ABSENT = "absent", "Frånvarande"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances", verbose_name="person")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    substitutes_for = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tjänstgör för"
    )
    status = models.CharField("närvaro", max_length=20, choices=Status)

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        ordering = ["organisation__order", "seat__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="attendance_once_for_each_organisation",
                fields=["meeting", "person", "organisation"],
                violation_error_message="En person står en gång i närvaron för varje organisation.",
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.get_status_display()}"

    @property
    def is_present(self):
        return self.status in (self.Status.ON_SITE, self.Status.REMOTE)

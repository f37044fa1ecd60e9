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

    THERE = (Status.ON_SITE, Status.REMOTE)

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
        return self.status in self.THERE

    def is_there(self, item):
        """When the item is taken up: come, not gone again, and with no conflict of interest in it. Reads
        `movements` with their items."""
        if not self.is_present:
            return False
        moves = sorted(self.movements.all(), key=lambda move: (move.item.order, move.pk))
        if any(move.kind == "conflict" and move.item_id == item.pk for move in moves):
            return False
        ways = [move for move in moves if move.kind != "conflict"]
        before = [move for move in ways if move.item.order <= item.order]
        return before[-1].kind == "came" if before else not ways or ways[0].kind == "left"

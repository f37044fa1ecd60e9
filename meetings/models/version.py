"""What an agenda said on a day: as the chair approved it, and as it was sent."""

from django.db import models

from councils.models import Person
from meetings.models.meeting import Meeting
from rus_portal.constraints import dated_by


class AgendaApproval(models.Model):
    """One time that the secretariat asked the chair. `content` is what was approved, see `meetings.versions`:
    an agenda that says something else is not approved."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda_approvals")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    content = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "godkännande av dagordning"
        verbose_name_plural = "godkännanden av dagordningar"
        ordering = ["meeting", "asked_at", "pk"]
        constraints = [dated_by("agenda_approval", "approved")]

    def __str__(self):
        return f"{self.meeting}: {'godkänd' if self.approved_at else 'väntar'}"


class AgendaVersion(models.Model):
    """The agenda as it was sent: with the summons, and each time an update was sent after that. Never
    changed."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda_versions")
    number = models.PositiveSmallIntegerField("version")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    content = models.JSONField()

    class Meta:
        verbose_name = "utsänd dagordning"
        verbose_name_plural = "utsända dagordningar"
        ordering = ["meeting", "number", "pk"]
        constraints = [models.UniqueConstraint(name="agenda_version_once", fields=["meeting", "number"])]

    def __str__(self):
        return f"{self.meeting}, version {self.number}"

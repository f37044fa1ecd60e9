"""What an agenda said at a certain time: as the chair approved it, and as it was sent."""

from django.db import models
from django.db.models import Q

from councils.models import Person
from meetings.models.meeting import Meeting
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.json_field import JSONField


class AgendaApprovals(models.QuerySet):
    def awaited(self):
        """Neither approved nor returned by the chair."""
        return self.filter(approved_at=None, returned_at=None)


class AgendaApproval(models.Model):
    """One request to the chair, who approves the agenda or wants something changed. `content` is what was
    approved, see `meetings.agenda.versions`: an agenda that says something else is not approved."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda_approvals")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    content = JSONField(default=dict, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    change_wanted = models.TextField("önskad ändring", blank=True)

    objects = AgendaApprovals.as_manager()

    class Meta:
        verbose_name = "godkännande av dagordning"
        verbose_name_plural = "godkännanden av dagordningar"
        ordering = ["meeting", "asked_at", "pk"]
        constraints = [
            dated_by("agenda_approval", "approved"),
            dated_by("agenda_approval", "returned"),
            rule(
                "agenda_approved_or_returned",
                Q(approved_at__isnull=True) | Q(returned_at__isnull=True),
                "Dagordningen är redan besvarad.",
            ),
            rule(
                "agenda_returned_with_words",
                Q(returned_at__isnull=True, change_wanted="")
                | (Q(returned_at__isnull=False) & filled("change_wanted")),
                "Skriv vad som ska ändras.",
            ),
        ]

    def __str__(self):
        return (
            f"{self.meeting}: {'godkänd' if self.approved_at else 'åter' if self.returned_at else 'väntar'}"
        )


class AgendaBreak(models.Model):
    """A pause or a meal between the items. It is no item, so the gate has no exception (docs/adr/0065). It
    stands after the item that has its `order`, or the last one before that; before all of them with 0."""

    class Kind(models.TextChoices):
        PAUSE = "pause", "Paus"
        LUNCH = "lunch", "Lunch"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="breaks")
    kind = models.CharField("slag", max_length=10, choices=Kind, default=Kind.PAUSE)
    minutes_needed = models.PositiveSmallIntegerField("minuter", default=15)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "paus på dagordningen"
        verbose_name_plural = "pauser på dagordningen"
        ordering = ["meeting", "order", "pk"]
        constraints = [
            rule(
                "agenda_break_takes_time",
                Q(minutes_needed__gte=1, minutes_needed__lte=600),
                "Ange hur många minuter pausen tar, mellan 1 och 600.",
            )
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def named(self):
        """As the one of the agenda: pausen, lunchen."""
        return {"pause": "Pausen", "lunch": "Lunchen"}[self.kind]

    @property
    def row(self):
        """Its name among the rows of an agenda, where items go by their ids."""
        return f"b{self.pk}"


class AgendaVersion(models.Model):
    """The agenda as it was sent: with the summons, and each time an update was sent after that. Never
    changed. The first keeps the `addresses` that items had before: their ids by the numbers in them."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda_versions")
    number = models.PositiveSmallIntegerField("version")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    content = JSONField()

    class Meta:
        verbose_name = "utsänd dagordning"
        verbose_name_plural = "utsända dagordningar"
        ordering = ["meeting", "number", "pk"]
        constraints = [models.UniqueConstraint(name="agenda_version_once", fields=["meeting", "number"])]

    def __str__(self):
        return f"{self.meeting}, version {self.number}"

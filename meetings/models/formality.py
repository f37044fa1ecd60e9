"""The formalities of a meeting."""

from django.db import models

from meetings.models.meeting import Meeting


class Formality(models.Model):
    """What every meeting does and no one prepares: opening, roll call, choice of approvers, closing.

    Not an agenda item, so the rule that every item has a type, a goal and a background has no exception.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", "Mötets öppnande"
        ROLL_CALL = "roll_call", "Upprop"
        APPROVERS = "approvers", "Val av justerare"
        AGENDA = "agenda", "Fastställande av dagordning"
        PREVIOUS_MINUTES = "previous_minutes", "Föregående protokoll och uppföljning av åtaganden"
        REPORTS = "reports", "Rapporter"
        NEXT_MEETING = "next_meeting", "Nästa möte"
        CLOSING = "closing", "Mötets avslutande"

    CLOSES = (Kind.REPORTS, Kind.NEXT_MEETING, Kind.CLOSING)

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="formalities")
    kind = models.CharField("slag", max_length=30, choices=Kind)
    text = models.TextField("text till protokollet", blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    paragraph = models.PositiveSmallIntegerField("§", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "formalia"
        verbose_name_plural = "formalia"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(name="formality_once", fields=["meeting", "kind"])]

    def __str__(self):
        return self.get_kind_display()

    @property
    def closes(self):
        """After the agenda items, not before them."""
        return self.kind in self.CLOSES

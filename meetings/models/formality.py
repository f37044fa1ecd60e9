"""The formalities of a meeting, and what else its minutes tell that nobody prepares."""

from django.db import models
from django.db.models import F, Q

from meetings.models.meeting import Meeting
from meetings.models.minutes import Minutes
from rus_portal.core.constraints import rule
from rus_portal.core.limits import DAYS
from rus_portal.core.words import day


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


class Particulars(models.Model):
    """What the minutes of a meeting tell of themselves, and who was there without a seat: a name a line, with
    what the person was there as and for which §§. All of it may be left empty."""

    NAMES = ("vacant", "others", "kind", "sent_to", "kept_at", "posted_on", "taken_down_on")

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="particulars")
    vacant = models.TextField("vakanta platser", blank=True)
    others = models.TextField("övriga närvarande", blank=True)
    kind = models.CharField("det som förs", max_length=20, choices=Minutes.Kind, blank=True)
    sent_to = models.CharField("skickas till", max_length=300, blank=True)
    kept_at = models.CharField("förvaras hos", max_length=200, blank=True)
    posted_on = models.DateField("tillkännages", validators=DAYS, null=True, blank=True)
    taken_down_on = models.DateField("tillkännagivandet tas ner", validators=DAYS, null=True, blank=True)

    class Meta:
        verbose_name = "uppgifter i protokollet"
        verbose_name_plural = "uppgifter i protokollen"
        constraints = [
            rule(
                "particulars_taken_down_after_posted",
                Q(posted_on__isnull=True)
                | Q(taken_down_on__isnull=True)
                | Q(taken_down_on__gt=F("posted_on")),
                "Tillkännagivandet tas ner efter den dag då protokollet tillkännages.",
            )
        ]

    def __str__(self):
        return str(self.meeting)

    @property
    def noted(self):
        return {name: getattr(self, name) for name in self.NAMES}

    @property
    def told(self):
        """What is not empty, in words, as the record keeps it."""
        days = {"posted": self.posted_on, "taken_down": self.taken_down_on}
        words = {name: getattr(self, name) for name in ("vacant", "others", "sent_to", "kept_at")}
        words |= {name: when and day(when) for name, when in days.items()}
        return {name: text for name, text in words.items() if text}


def particulars_of(meeting):
    """As they are noted, or empty ones."""
    return Particulars.objects.filter(meeting=meeting).first() or Particulars(meeting=meeting)

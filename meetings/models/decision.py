"""What an organisation's own body decided after a position (formellt beslut)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Organisation
from meetings.models.corrected import Corrected
from meetings.models.position import Position
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.limits import DAYS, LINK, refuse_ahead
from rus_portal.core.told_day import refuse_told_otherwise
from rus_portal.core.words import day

AHEAD = "Det formella beslutet är inte taget än. Välj Planerat och ange den planerade dagen."
TOLD_AHEAD = "Det formella beslutet är inte taget än. Välj Planerat, och skriv månaden här."


class FormalDecision(Corrected):
    """What one home organisation's own body did with a position. The portal records it, never takes it."""

    class Status(models.TextChoices):
        NOT_ANSWERED = "not_answered", "Inte besvarat"
        NOT_NEEDED = "not_needed", "Behövs inte"
        PLANNED = "planned", "Planerat"
        DECIDED = "decided", "Beslutat"
        DECLINED = "declined", "Avslaget"

    part_of_page = "formella-beslut"
    LATE = "Försenat"
    UNTOLD = "Ej antecknat"  # of an organisation with no row
    TAKEN = (Status.DECIDED, Status.DECLINED)
    SETTLED = (Status.NOT_NEEDED, *TAKEN)
    # What is told in some states alone.
    OF_STATES = {
        **dict.fromkeys(("decided_on", "paragraph", "link"), TAKEN),
        **dict.fromkeys(("planned_on", "decided_note"), (Status.NOT_ANSWERED, Status.PLANNED, *TAKEN)),
    }

    position = models.ForeignKey(Position, models.PROTECT, related_name="decisions")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="decisions", verbose_name="organisation"
    )
    organisation_name = models.CharField("organisation, med dåvarande namn", max_length=120)
    status = models.CharField("läge", max_length=20, choices=Status, default=Status.NOT_ANSWERED)
    body = models.CharField("organ", max_length=120, blank=True)
    planned_on = models.DateField("planerad dag", validators=DAYS, null=True, blank=True)
    decided_on = models.DateField("beslutsdag", validators=DAYS, null=True, blank=True)
    decided_note = models.CharField("om dagen", max_length=120, blank=True)
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    registry_number = models.CharField("diarienummer", max_length=60, blank=True)
    link = models.URLField("länk till beslutet", max_length=LINK, blank=True)
    note = models.TextField("anmärkning", blank=True)

    class Meta:
        verbose_name = "formellt beslut"
        verbose_name_plural = "formella beslut"
        ordering = ["position", "organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="decision_once_for_each_organisation",
                fields=["position", "organisation"],
                violation_error_message="Organisationens beslut är redan antecknat.",
            ),
            rule(
                "decision_taken_is_dated",
                ~Q(status__in=["decided", "declined"]) | Q(decided_on__isnull=False) | filled("decided_note"),
                "Ange vilken dag beslutet togs.",
            ),
            rule(
                "decision_taken_alone_is_found",
                Q(status__in=["decided", "declined"]) | Q(decided_on__isnull=True, paragraph="", link=""),
                "Beslutsdag, paragraf och länk hör bara till ett formellt beslut som är fattat.",
            ),
            rule(
                "decision_not_needed_has_no_day",
                ~Q(status="not_needed") | Q(planned_on__isnull=True, decided_note=""),
                "Där inget formellt beslut behövs finns ingen dag för det.",
            ),
            rule(
                "decision_names_its_organisation", filled("organisation_name"), "Ange organisationens namn."
            ),
            dated_by("decision", "corrected"),
        ]

    def __str__(self):
        return f"{self.organisation_name}: {self.get_status_display()}"

    def save(self, *args, **kwargs):
        self.organisation_name = self.organisation_name or self.organisation.name
        super().save(*args, **kwargs)

    def clean(self):
        refuse_ahead(self, "decided_on", AHEAD)
        adopted_on = self.position.adopted_on
        taken = f"Ställningstagandet togs den {day(adopted_on)}."
        before = f"{taken} Ett formellt beslut om det tas inte före det."
        if self.status in self.TAKEN and not self.decided_on:
            told = {"since": adopted_on, "ahead": TOLD_AHEAD, "before": before}
            refuse_told_otherwise(self, "decided_note", **told)
        for name in ("decided_on", "planned_on"):
            if (on := getattr(self, name)) and on < adopted_on:
                raise ValidationError({name: before})

    @property
    def is_overdue(self):
        """The day it was planned for has passed, and nothing more is known."""
        is_open = self.status in (self.Status.NOT_ANSWERED, self.Status.PLANNED)
        return bool(is_open and self.planned_on and self.planned_on < timezone.localdate())

    @property
    def kept_at(self):
        """Where those who record it change it."""
        return self.position.url("position_decisions")

    @property
    def on(self):
        """The day it was taken, or is planned for, where that is known."""
        return self.decided_on if self.status in self.TAKEN else self.planned_on

    @property
    def told_status(self):
        return self.LATE if self.is_overdue else self.get_status_display()

    @classmethod
    def told_of(cls, status, planned_on):
        """The same of what is recorded, None where nothing is."""
        return cls(status=status, planned_on=planned_on).told_status if status else cls.UNTOLD

"""A consultation (remiss) on a strategy or plan in the making, and what each organisation answers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Organisation, Person
from councils.models.shown import Shown
from meetings.models.document import stored_name
from rus_portal.core.address import address
from rus_portal.core.constraints import dated_by, filled, one_of, rule
from rus_portal.core.limits import DAYS
from rus_portal.core.standing import standing_of
from strategy.models import StrategicPlan, StrategyStep

SHOWN_TO_ALL = Q(sent_at__isnull=False, consultation__closed_at__isnull=False)


class Consultation(models.Model):
    """Of a step in the making of a strategy, or of a plan. It is open to everyone to read from when it is
    opened, and answered until it is closed; after `last_day` an answer is late."""

    step = models.ForeignKey(
        StrategyStep, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name="steg"
    )
    plan = models.ForeignKey(
        StrategicPlan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name="plan",
    )
    title = models.CharField("rubrik", max_length=200)
    text = models.TextField("vad som frågas")
    last_day = models.DateField("sista dag att svara", validators=DAYS)
    registry_number = models.CharField("diarienummer", max_length=60, blank=True)
    opened_at = models.DateTimeField("öppnad")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("stängd", null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField("varför den stängdes eller öppnades igen", blank=True)

    class Meta:
        verbose_name = "remiss"
        verbose_name_plural = "remisser"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            rule("consultation_of_step_or_plan", one_of("step", "plan"), "Välj vad remissen gäller."),
            rule("consultation_asks_something", filled("text"), "Skriv vad organisationerna ska svara på."),
            dated_by("consultation", "closed"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("consultation", self.pk)

    @property
    def subject(self):
        return self.step or self.plan

    @property
    def whole(self):
        """The plan or strategy that is asked about."""
        return self.step.strategy if self.step else self.plan

    def is_late_on(self, day):
        """Whether what is answered that day is late."""
        return bool(self.closed_at) or day > self.last_day

    @property
    def told_state(self):
        if self.closed_at:
            return "Stängd"
        return "Svarstiden är ute" if timezone.localdate() > self.last_day else "Öppen"


class ConsultationAnswers(Shown):
    @staticmethod
    def shown_to(person):
        """Everyone's once it is sent and the consultation closed. Until then it is the organisation's own
        officials', as a draft too, and once it is sent the secretariat's."""
        standing = standing_of(person)
        shown = SHOWN_TO_ALL
        if standing.appointments:
            shown |= Q(organisation__in={organisation for _, organisation in person.homes})
        if standing.is_secretariat:
            shown |= Q(sent_at__isnull=False)
        return shown

    def awaited(self):
        return self.filter(sent_at=None, consultation__closed_at=None)


class ConsultationAnswer(models.Model):
    """One for each organisation that is asked, from when the consultation is opened: a draft until it is
    sent. It may be changed until the last day, and stands from then on."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation"
    )
    organisation_name = models.CharField("organisation, med dåvarande namn", max_length=120)
    text = models.TextField("svar", blank=True)
    sent_at = models.DateTimeField("skickat", null=True, blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    is_late = models.BooleanField("kom efter sista dagen", default=False)

    objects = ConsultationAnswers.as_manager()

    class Meta:
        verbose_name = "remissvar"
        verbose_name_plural = "remissvar"
        ordering = ["consultation", "organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="consultation_answered_once", fields=["consultation", "organisation"]
            ),
            dated_by("consultation_answer", "sent"),
            rule(
                "consultation_answer_late_is_sent",
                Q(is_late=False) | Q(sent_at__isnull=False),
                "Bara ett svar som är skickat är sent.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation_name}: {self.consultation}"

    def get_absolute_url(self):
        return address("consultation_answer", self.consultation_id, self.organisation.slug)

    @property
    def stands(self):
        """It is sent, and is no longer changed."""
        return bool(self.sent_at) and self.consultation.is_late_on(timezone.localdate())

    @property
    def why_it_stands(self):
        why = "Remissen är stängd" if self.consultation.closed_at else "Sista dagen har passerat"
        return f"{why}. Svaret är skickat och ligger fast."


class ConsultationFiles(Shown):
    @staticmethod
    def shown_to(person):
        answers = ConsultationAnswer.objects.visible_to(person).order_by().values("pk")
        return Q(answer=None) | Q(answer__in=answers)


class ConsultationFile(models.Model):
    """What is asked about, or comes with an answer. In the store it lies among the documents."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="files"
    )
    answer = models.ForeignKey(
        ConsultationAnswer, models.PROTECT, null=True, blank=True, related_name="files"
    )
    file = models.FileField("fil", upload_to=stored_name)
    name = models.CharField("filens namn", max_length=200)
    size = models.PositiveIntegerField("storlek i byte")

    objects = ConsultationFiles.as_manager()

    class Meta:
        verbose_name = "fil till en remiss"
        verbose_name_plural = "filer till remisser"
        ordering = ["consultation", "answer", "name", "pk"]
        constraints = [
            rule(
                "consultation_file_of_one",
                one_of("consultation", "answer"),
                "En fil hör till en remiss eller till ett svar.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("consultation_file", self.pk)

    @property
    def title(self):
        return self.name

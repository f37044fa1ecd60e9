"""A consultation (remiss) on a strategy or plan in the making, and what each organisation answers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Organisation, Person
from councils.models.shown import Shown
from meetings.models.document import stored_name
from rus_portal.core.address import address
from rus_portal.core.constraints import dated_by, filled, one_of, rule
from rus_portal.core.json_field import JSONField
from rus_portal.core.limits import DAYS
from rus_portal.core.registry_number import InCommon, kept_in_common
from rus_portal.core.standing import homes_of, standing_of
from rus_portal.core.words import day
from strategy.models import StrategicPlan, StrategyStep

OF_A_DRAFT = Q(consultation__plan__is_draft=True) | Q(consultation__step__strategy__is_draft=True)
SHOWN_TO_ALL = Q(sent_at__isnull=False, consultation__closed_at__isnull=False)


class Consultation(models.Model):
    """Of a step in the making of a strategy, or of a plan. Everyone reads what is asked from when it is
    opened, but not the draft that it is about, nor the files that go with that. It is answered until it is
    closed; after `last_day` an answer is late. Where the draft that it was about was thrown away, it is kept
    with what that was made from, and says what the draft was called."""

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
    registry_key = InCommon(of="registry_number")
    opened_at = models.DateTimeField("öppnad")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    discarded_draft = models.CharField("utkastet som kastades", max_length=240, blank=True)
    closed_at = models.DateTimeField("stängd", null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField("varför den stängdes eller öppnades igen", blank=True)

    class Meta:
        verbose_name = "remiss"
        verbose_name_plural = "remisser"
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["registry_key"], name="consultation_of_registry_key")]
        constraints = [
            kept_in_common("consultation_registry_key_kept", "registry_number", "registry_key"),
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
        """What it is about, as it is told of."""
        if self.discarded_draft:
            return f"utkastet {self.discarded_draft}, som kastades"
        return self.step or self.plan

    @property
    def whole(self):
        """The plan or strategy that is asked about."""
        return self.step.strategy if self.step else self.plan

    @property
    def draft(self):
        """The draft that it is about, until that is in force."""
        return self.whole if self.whole.is_draft else None

    @property
    def version(self):
        """As it is asked now."""
        return self.versions.latest("number")

    @property
    def files(self):
        """Those that are asked about now."""
        return self.version.files

    @property
    def is_settled(self):
        """What it is about was a draft when it was opened, and is in force."""
        return not self.draft and self.versions.filter(draft__isnull=False).exists()

    @property
    def organisations(self):
        """Those that are asked."""
        return [answer.organisation for answer in self.answers.select_related("organisation")]

    def is_late_on(self, day):
        """Whether what is answered that day is late: after the last day, also where it was closed earlier."""
        return day > self.last_day

    def is_over_on(self, day):
        """Whether what was answered before that day stands."""
        return bool(self.closed_at) or self.is_late_on(day)

    @property
    def told_state(self):
        if self.closed_at:
            return "Stängd"
        return "Svarstiden är ute" if timezone.localdate() > self.last_day else "Öppen"

    @property
    def told_time(self):
        """Until when it is answered, or was; of one that is closed the day when it was."""
        if self.closed_at:
            closed = timezone.localdate(self.closed_at)
            early = ", före sista svarsdagen" if closed < self.last_day else ""
            return f"Stängd den {day(closed)}{early}"
        if timezone.localdate() > self.last_day:
            return f"Svarstiden gick ut den {day(self.last_day)}"
        return f"Sista dag att svara: {day(self.last_day)}"


def is_of_the_office(person):
    """Of those who open and close consultations: they read what is asked, and what is answered from when it
    is sent, also what was taken out of it since."""
    standing = standing_of(person)
    return standing.is_secretariat or standing.is_administrator


def _what_is_asked(person):
    """Of consultations about a draft, those of which the person reads the draft, and the files that go with
    it: everyone's once the answers are, or it is in force. Until then the office reads it, and those who hold
    a seat for an organisation that is asked (docs/adr/0080)."""
    standing = standing_of(person)
    if is_of_the_office(person):
        return Q()
    shown = ~OF_A_DRAFT | Q(consultation__closed_at__isnull=False)
    if standing.appointments:
        homes = {each.seat.organisation_id for each in standing.appointments}
        answers = ConsultationAnswer.objects.filter(organisation__in=homes)
        shown |= Q(consultation__in=answers.order_by().values("consultation"))
    return shown


class ConsultationVersions(Shown):
    @staticmethod
    def shown_to(person):
        return _what_is_asked(person)


class ConsultationVersion(models.Model):
    """What was asked, with its files and the draft that it was about, from when those who are asked were
    shown it until they were shown another. It never changes."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    shown_at = models.DateTimeField("visad från")
    shown_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    title = models.CharField("rubrik", max_length=200)
    text = models.TextField("vad som frågas")
    files = models.ManyToManyField("ConsultationFile", related_name="versions", verbose_name="filer")
    # As `strategy.as_it_stands` gives it; empty where it was not kept, and none where it is of no draft.
    draft = JSONField("utkastet", null=True)

    objects = ConsultationVersions.as_manager()

    class Meta:
        verbose_name = "version av en remiss"
        verbose_name_plural = "versioner av remisser"
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(name="consultation_version_once", fields=["consultation", "number"])
        ]

    def __str__(self):
        return f"{self.title}, {day(timezone.localdate(self.shown_at))}"

    def get_absolute_url(self):
        return address("consultation_draft", self.consultation_id, self.number)


class ConsultationAnswers(Shown):
    @staticmethod
    def shown_to(person):
        """Everyone's once it is sent and the consultation closed. Until then it is the organisation's own
        officials', as a draft too, and once it is sent the office's."""
        shown = SHOWN_TO_ALL
        if standing_of(person).appointments:
            shown |= Q(organisation__in=homes_of(person))
        if is_of_the_office(person):
            shown |= Q(sent_at__isnull=False)
        return shown

    def awaited(self):
        return self.filter(sent_at=None, consultation__closed_at=None)

    def with_begun(self):
        """`is_begun`: whether something of it is saved."""
        files = ConsultationFile.objects.standing().filter(answer=models.OuterRef("pk"))
        return self.annotate(
            is_begun=models.Case(
                models.When(models.Exists(files) | ~Q(text=""), then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )

    def asked_anew(self):
        """Of open consultations, those that were sent before what is asked now was shown."""
        last = models.functions.Coalesce("affirmed_at", "changed_at", "sent_at")
        shown = ConsultationVersion.objects.filter(
            consultation=models.OuterRef("consultation"), shown_at__gt=models.OuterRef("last")
        )
        sent = self.filter(sent_at__isnull=False, consultation__closed_at=None).annotate(last=last)
        return sent.filter(models.Exists(shown))


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
    changed_at = models.DateTimeField("ändrat sedan det skickades", null=True, blank=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # That it stands also to what is asked now, until it is changed.
    affirmed_at = models.DateTimeField("står fast sedan det som frågas ändrades", null=True, blank=True)
    affirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    is_late = models.BooleanField("kom efter sista dagen", default=False)
    # Of a draft, what its writers had before them when it was begun.
    begun_with = models.ForeignKey(
        ConsultationVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="det som frågades när det påbörjades",
    )

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
            dated_by("consultation_answer", "changed"),
            dated_by("consultation_answer", "affirmed"),
            rule(
                "consultation_answer_changed_is_sent",
                Q(changed_at__isnull=True) | Q(sent_at__isnull=False),
                "Bara ett svar som är skickat är ändrat.",
            ),
            rule(
                "consultation_answer_affirmed_is_sent",
                Q(affirmed_at__isnull=True) | Q(sent_at__isnull=False),
                "Bara ett svar som är skickat står fast.",
            ),
            rule(
                "consultation_answer_late_is_sent",
                Q(is_late=False) | Q(sent_at__isnull=False),
                "Bara ett svar som är skickat är sent.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation_name}: {self.consultation}"

    def get_absolute_url(self):
        """Where it is read by those who may, and told of to everyone else."""
        return f"{address('consultation', self.consultation_id)}#svar-{self.pk}"

    @property
    def answering_url(self):
        """Where the officials of the organisation write it."""
        return address("consultation_answer", self.consultation_id, self.organisation.slug)

    @property
    def stands(self):
        """It is sent, and is no longer changed."""
        return bool(self.sent_at) and self.consultation.is_over_on(timezone.localdate())

    def version_of(self, versions):
        """Which of the versions it answers: the one that was shown when it was last sent or said to stand. Of
        a draft the one that it was begun with, or None where that is not known."""
        if not self.sent_at:
            return next((each for each in versions if each.pk == self.begun_with_id), None)
        last = self.affirmed_at or self.changed_at or self.sent_at
        return max((each for each in versions if each.shown_at <= last), key=lambda each: each.number)

    @property
    def why_it_stands(self):
        why = "Remissen är stängd" if self.consultation.closed_at else "Sista dagen har passerat"
        return f"{why}. Svaret är skickat och ligger fast."


class ConsultationFiles(Shown):
    @staticmethod
    def shown_to(person):
        """As the answer, or the draft, that each goes with; what goes with no draft is everyone's. What was
        taken out of an answer that is sent is the office's, and that organisation's own."""
        answers = ConsultationAnswer.objects.visible_to(person).order_by().values("pk")
        of_answers = Q(answer__in=answers)
        if not is_of_the_office(person):
            of_answers &= Q(removed_at__isnull=True) | Q(answer__organisation__in=homes_of(person))
        return Q(answer__isnull=True) & _what_is_asked(person) | of_answers

    def standing(self):
        """Those that belong to it now."""
        return self.filter(removed_at=None)


class ConsultationFile(models.Model):
    """What is asked about, or comes with an answer. In the store it lies among the documents. What has been
    sent with an answer has come in, and is kept where the answer goes on without it (`removed_at`)."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="every_file"
    )
    answer = models.ForeignKey(
        ConsultationAnswer, models.PROTECT, null=True, blank=True, related_name="files"
    )
    file = models.FileField("fil", upload_to=stored_name)
    name = models.CharField("filens namn", max_length=200)
    size = models.PositiveIntegerField("storlek i byte")
    removed_at = models.DateTimeField("borttagen ur svaret", null=True, blank=True)
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

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
            ),
            dated_by("consultation_file", "removed"),
            rule(
                "consultation_file_removed_is_of_an_answer",
                Q(removed_at__isnull=True) | Q(answer__isnull=False),
                "Bara en fil i ett svar tas ur svaret.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("consultation_file", self.pk)

    @property
    def title(self):
        return self.name

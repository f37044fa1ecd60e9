"""The summons and what comes back: letters sent, answers given, how each person wants mail."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Person
from meetings.models.meeting import Meeting
from rus_portal.constraints import rule


class SummonsAnswer(models.Model):
    class Answer(models.TextChoices):
        ON_SITE = "on_site", "Kommer, på plats"
        REMOTE = "remote", "Kommer, digitalt"
        EXCUSED = "excused", "Förhinder"
        SUBSTITUTE = "substitute", "Förhinder, min ersättare kommer"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="summons_answers")
    answer = models.CharField("svar", max_length=20, choices=Answer)
    substitute = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ersättare"
    )
    note = models.CharField("meddelande till kansliet", max_length=300, blank=True)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "svar på kallelsen"
        verbose_name_plural = "svar på kallelsen"
        ordering = ["meeting", "answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="answer_once", fields=["meeting", "person"]),
            rule(
                "answer_names_substitute",
                Q(answer="substitute", substitute__isnull=False)
                | (~Q(answer="substitute") & Q(substitute__isnull=True)),
                "Välj vem som kommer i ditt ställe.",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_answer_display()}"


class Letter(models.Model):
    """One mail to one person. `key` names the occasion: a letter with the same key is never sent twice.

    The row is claimed (`claimed_at`) before it is handed to the mail server and `sent_at` is set after, so a
    letter whose worker died in between is seen as claimed and not sent, and is never silently repeated.
    """

    class Kind(models.TextChoices):
        SUMMONS = "summons", "Kallelse"
        CHANGE = "change", "Ändrat möte"
        CANCELLATION = "cancellation", "Inställt möte"
        SUBSTITUTE = "substitute", "Till ersättare"
        REMINDER = "reminder", "Påminnelse"
        DIGEST = "digest", "Dagens sammandrag"

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField("slag", max_length=20, choices=Kind)
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="letters")
    person = models.ForeignKey(Person, models.PROTECT, related_name="letters")
    address = models.EmailField("adress", blank=True)
    subject = models.CharField("ämne", max_length=200)
    text = models.TextField("text")
    sequence = models.PositiveIntegerField("kalenderns ordningstal", default=0)
    written_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField("fel", max_length=300, blank=True)

    class Meta:
        verbose_name = "brev"
        verbose_name_plural = "brev"
        ordering = ["-written_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} till {self.person}"


class MailChoice(models.Model):
    """How often the portal may write. No row means at once. The summons itself always goes out."""

    class Often(models.TextChoices):
        AT_ONCE = "at_once", "Genast"
        DAILY = "daily", "Samlat en gång om dagen"
        NONE = "none", "Aldrig"

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="mail_choice")
    often = models.CharField("hur ofta", max_length=20, choices=Often, default=Often.AT_ONCE)

    def __str__(self):
        return f"{self.person}: {self.get_often_display()}"

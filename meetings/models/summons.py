"""The summons and what comes back: letters sent, answers given, how each person wants mail."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Person
from meetings.models.meeting import Meeting
from meetings.models.reach import kept_by
from rus_portal.constraints import rule


class SummonsAnswers(models.QuerySet):
    def visible_to(self, person):
        """One's own, and for the secretariat all."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(person=person) | kept_by(person))


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

    objects = SummonsAnswers.as_manager()

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


class Letters(models.QuerySet):
    def waiting(self):
        """Those to send in the next pass, the oldest first. Without an address nothing can be sent."""
        return self.filter(claimed_at=None).exclude(address="").order_by("written_at", "pk")


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

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        SENDING = "sending", "Skickas"
        SENT = "sent", "Skickat"
        FAILED = "failed", "Kom inte fram"
        UNCERTAIN = "uncertain", "Oviss"
        NO_ADDRESS = "no_address", "Adress saknas"

    PASS_TAKES_AT_MOST = dt.timedelta(minutes=15)
    NEEDS_HELP = (State.FAILED, State.UNCERTAIN, State.NO_ADDRESS)

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

    objects = Letters.as_manager()

    class Meta:
        verbose_name = "brev"
        verbose_name_plural = "brev"
        ordering = ["-written_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} till {self.person}"

    @property
    def state(self):
        if self.sent_at:
            return self.State.SENT
        if self.failed_at:
            return self.State.FAILED
        if self.claimed_at:
            is_late = self.claimed_at < timezone.now() - self.PASS_TAKES_AT_MOST
            return self.State.UNCERTAIN if is_late else self.State.SENDING
        return self.State.WAITING if self.address else self.State.NO_ADDRESS

    @property
    def needs_help(self):
        """Only a person can say what should become of it."""
        return self.state in self.NEEDS_HELP


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

"""The journal of what was done, and who signed in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from councils.models.seat import Person
from councils.models.shown import Shown
from rus_portal.core.json_field import JSONField
from rus_portal.core.standing import standing_of


class JournalEntries(Shown):
    # Each gives for a person the condition of entries not told to the person: see `councils.journal`.
    untold: ClassVar[list] = []

    @staticmethod
    def shown_to(person):
        """The office reads it all but what it may not see; others what they have done themselves."""
        if not person.is_authenticated:
            return Q(pk__in=[])
        standing = standing_of(person)
        told = Q() if standing.is_secretariat or standing.is_administrator else Q(by=person)
        return told & ~Q(*(untold(person) for untold in JournalEntries.untold), _connector=Q.OR)


class JournalEntry(models.Model):
    """What was done, to what, by whom, when: one Swedish sentence a row. Rows are only ever added.

    `chain` is the hash of this entry together with the `chain` of the entry before it, so that a row changed
    or taken away is noticed: see `councils.journal.verify`. `hashed_by` says which hash.
    """

    at = models.DateTimeField("när", db_index=True)
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="av", help_text="Tomt: portalen."
    )
    act = models.CharField("handling", max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    sentence = models.TextField("vad som gjordes")
    before = JSONField("före", default=dict, blank=True)
    after = JSONField("efter", default=dict, blank=True)
    chain = models.CharField("kedja", max_length=64, default="", editable=False)
    hashed_by = models.CharField(
        "kedjans algoritm", max_length=20, default="sha256", db_default="sha256", editable=False
    )

    objects = JournalEntries.as_manager()

    class Meta:
        verbose_name = "journalpost"
        verbose_name_plural = "journal"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="journal_of_subject"),
            models.Index(fields=["by", "-at"], name="journal_of_person"),
            models.Index(fields=["act", "-at"], name="journal_of_act"),
        ]

    def __str__(self):
        return self.sentence


class JournalAnchor(models.Model):
    """The head of the journal's chain as it stood at a seal or a nightly check: number and link of the
    last entry. It points at no row, so that it stands when the row is gone. Never changed."""

    at = models.DateTimeField("när")
    entry = models.BigIntegerField("sista posten")
    chain = models.CharField("dess länk", max_length=64, unique=True)

    class Meta:
        verbose_name = "journalens slut vid en kontroll"
        verbose_name_plural = "journalens slut vid kontrollerna"
        ordering = ["entry", "pk"]

    def __str__(self):
        return f"{self.entry}: {self.chain[:12]}"


class Disposal(models.Model):
    """How much the portal erased of one row in the retention table, on one night: see
    `rus_portal.core.retention`."""

    at = models.DateTimeField("när")
    key = models.CharField("rad i gallringsplanen", max_length=40)
    count = models.PositiveIntegerField("antal")

    class Meta:
        verbose_name = "gallring"
        verbose_name_plural = "gallringar"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.key}: {self.count}"


class SignIns(Shown):
    @staticmethod
    def shown_to(person):
        """The person's own, and for the administrator all: the secretariat has no use for them."""
        if standing_of(person).is_administrator:
            return Q()
        return Q(person=person) if person.is_authenticated else Q(pk__in=[])


class SignIn(models.Model):
    """Somebody signed in or out, failed to, or changed what they sign in with.

    Not in the journal, which is kept for ever: these are erased after SIGN_IN_RETENTION_DAYS.
    """

    class Act(models.TextChoices):
        SIGNED_IN = "signed_in", "Inloggning"
        SIGNED_OUT = "signed_out", "Utloggning"
        FAILED = "failed", "Misslyckad inloggning"
        FACTOR_ADDED = "factor_added", "Andra steg tillagt"
        FACTOR_REMOVED = "factor_removed", "Andra steg borttaget"

    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_ins", verbose_name="person")
    at = models.DateTimeField("när", default=timezone.now, db_index=True)
    act = models.CharField("handling", max_length=20, choices=Act)
    sentence = models.TextField("vad som hände")
    session = models.CharField(
        "session",
        max_length=16,
        blank=True,
        db_default="",
        help_text="Märket som sessionens rader har i loggen.",
    )

    objects = SignIns.as_manager()

    class Meta:
        verbose_name = "inloggning"
        verbose_name_plural = "inloggningar"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.person}: {date_format(timezone.localtime(self.at), 'j F Y H.i')} {self.sentence}"

"""The minutes of a meeting: computed while in draft, one frozen record and one sealed file after that."""

import hashlib

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from councils.models import Person
from councils.models.shown import Shown
from meetings.models.item import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.visibility import EVERYTHING, kept_by, read_by
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.json_field import JSONField
from rus_portal.core.prepared import Rows
from rus_portal.core.words import day
from rus_portal.core.workdays import working_days_after

DAYS_TO_READ = 5
DAYS_AT_ONCE = 1  # for one § by itself


class MinutesSet(Shown):
    def whole(self):
        """Not those of one § by itself."""
        return self.filter(item=None)

    def newest(self):
        """Of each meeting the last version among these, where none is of one § by itself."""
        later = self.filter(meeting=OuterRef("meeting"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))

    def sheets(self):
        """Those of one §, of an item that is still there."""
        return self.filter(item__meeting=F("meeting"))

    @staticmethod
    def shown_to(person, meeting=None):
        """Drafts are the secretariat's, those sent for approval the councils', published ones everyone's.
        Whoever was asked to approve them reads them, also afterwards. A § by itself is published with the
        whole. Of one `meeting`, if it is at hand."""
        there = Q(meeting=meeting) if meeting else EVERYTHING
        return there & (Q(published_at__isnull=False) | MinutesSet.whole_to(person, meeting))

    @staticmethod
    def whole_to(person, meeting=None):
        """Those that the person reads with nothing masked."""
        of = meeting or "meeting"
        asked = Rows(_sent_to_approve, person) if person.is_authenticated else []
        return kept_by(person, of) | read_by(person, of) & Q(sent_at__isnull=False) | Q(pk__in=asked)


def _sent_to_approve(person):
    asked = MinutesApproval.objects.filter(person=person, minutes__sent_at__isnull=False)
    return asked.values("minutes")


class Minutes(models.Model):
    """`record` holds all that the minutes say, as `meetings.minutes.record.compile_record` wrote it at
    approval: page and PDF are both made from it. `sha256` is that of the sealed file. Where something in it
    is masked for others than the council, `open_record` is what they read, and it has papers of its own.

    With an `item` it is a sheet: the § of that item alone, to be approved at once (docs/adr/0042). One that
    is a draft waits for its §; one withdrawn is approved with the rest instead."""

    class Kind(models.TextChoices):
        MINUTES = "minutes", "Protokoll"
        NOTES = "notes", "Minnesanteckningar"

    class Stage(models.TextChoices):
        DRAFT = "draft", "Utkast"
        SENT = "sent", "Utsänt för justering"
        APPROVED = "approved", "Justerat"
        PUBLISHED = "published", "Publicerat"
        WITHDRAWN = "withdrawn", "Justeras med hela protokollet"

    OPEN = (Stage.DRAFT, Stage.SENT)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    item = models.OneToOneField(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sheet",
        verbose_name="punkt som justeras för sig",
    )
    version = models.PositiveSmallIntegerField("version", default=1)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.MINUTES)
    stage = models.CharField("skede", max_length=20, choices=Stage, default=Stage.DRAFT)
    correction_note = models.TextField("vad som rättats", blank=True)
    correction_why = models.TextField("varför det rättats", blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    record = JSONField(default=dict, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    is_masked = models.BooleanField("har en öppen version", default=False)
    open_record = JSONField(default=dict, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MinutesSet.as_manager()

    class Meta:
        verbose_name = "protokoll"
        verbose_name_plural = "protokoll"
        ordering = ["meeting", "-version"]
        indexes = [  # of what is asked of minutes without reading them: their record is long
            models.Index(
                fields=["meeting", "item", "version", "stage", "sent_at", "approved_at", "published_at"],
                name="minutes_steps",
            ),
            models.Index(fields=["published_at"], name="minutes_published"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="minutes_version_once",
                fields=["meeting", "version"],
                condition=Q(item__isnull=True),
            ),
            models.UniqueConstraint(
                name="minutes_one_open",
                fields=["meeting"],
                condition=Q(approved_at__isnull=True, item__isnull=True),
                violation_error_message="Protokollet har redan en version som inte är justerad.",
            ),
            rule(
                "minutes_sheet_is_published_with_the_whole",
                Q(item__isnull=True) & ~Q(stage="withdrawn")
                | Q(item__isnull=False, version=1, published_at__isnull=True),
                "En paragraf som justeras för sig rättas och publiceras med hela protokollet.",
            ),
            rule(
                "minutes_correction_says_what_and_why",
                Q(version=1, corrected_at__isnull=True)
                | Q(version__gt=1, corrected_at__isnull=False)
                & filled("correction_note")
                & filled("correction_why"),
                "En rättelse säger vad som rättas och varför.",
            ),
            dated_by("minutes", "corrected"),
            rule(
                "minutes_stage_has_its_facts",
                Q(
                    stage__in=["draft", "withdrawn"],
                    sent_at__isnull=True,
                    approved_at__isnull=True,
                    published_at__isnull=True,
                )
                | Q(stage="sent", sent_at__isnull=False, approved_at__isnull=True, published_at__isnull=True)
                | Q(stage="approved", approved_at__isnull=False, published_at__isnull=True)
                | Q(stage="published", approved_at__isnull=False, published_at__isnull=False),
                "Protokollets skede stämmer inte med vad som är gjort.",
            ),
            rule(
                "minutes_approved_are_sealed",
                Q(approved_at__isnull=True, sha256="") | Q(approved_at__isnull=False) & ~Q(sha256=""),
                "Ett justerat protokoll ska vara låst med kontrollsumma.",
            ),
            dated_by("minutes", "sent"),
            dated_by("minutes", "approved"),
            dated_by("minutes", "published"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.meeting}{f', {self.section}' if self.item else ''}"

    def get_absolute_url(self):
        return self.url("minutes")

    def url(self, name, *args):
        """Of a page of theirs: that of a sheet has the number of its item."""
        of = self.item or self.meeting
        return of.url(name, *args)

    @property
    def section(self):
        """ "§ 14/2026": of a sheet."""
        item = self.item
        if item is None:
            return ""
        return f"§ {item.paragraph}/{self.meeting.date.year}" if item.paragraph else f"punkt {item.number}"

    @property
    def called(self):
        """At the beginning of a sentence."""
        return f"Protokollet{self.part}"

    @property
    def part(self):
        return f" för {self.section}" if self.item else ""

    @property
    def version_url(self):
        """Of this version, whichever is the newest."""
        return self.meeting.url("minutes_version", self.version)

    @property
    def asked(self):
        """Who is asked to approve them."""
        return list(self.approvals.values_list("pk", "person"))

    @property
    def corrections(self):
        """What is put right so far, and in which version: another may have been begun in its place."""
        return [self.pk, *self.corrected_passages.values_list("passage", "text")]

    @property
    def due(self):
        """The last day to approve it, as the council has it; but nobody is late before having had some days
        to read it, from when it was sent, or would be if it were sent now."""
        sent = timezone.localdate(self.sent_at or timezone.now())
        if self.item_id:
            return working_days_after(sent, DAYS_AT_ONCE)
        return max(self.meeting.minutes_due, working_days_after(sent, DAYS_TO_READ))

    @property
    def given(self):
        """The approvals given so far."""
        return list(self.approvals.exclude(approved_at=None).values_list("pk", flat=True))

    @property
    def is_corrected(self):
        """There is a later version, approved or not."""
        return Minutes.objects.filter(meeting=self.meeting_id, version__gt=self.version).exists()

    @property
    def is_sealed(self):
        return self.approved_at is not None


class SealedFile(models.Model):
    """The bytes of approved minutes. In a table of their own so that no list ever reads them."""

    minutes = models.OneToOneField(Minutes, models.PROTECT, primary_key=True, related_name="sealed")
    content = models.BinaryField()

    def __str__(self):
        return str(self.minutes)

    @property
    def is_genuine(self):
        """These are the bytes that were sealed."""
        return hashlib.sha256(self.content).hexdigest() == self.minutes.sha256


class MinutesApprovals(models.QuerySet):
    def awaited(self):
        """Asked for and not given. An approver who wants a change waits for new minutes instead."""
        return self.filter(minutes__sent_at__isnull=False, approved_at=None, change_wanted="")


class MinutesApproval(models.Model):
    """One approver's verification of the minutes (justering), asked for when they were sent. `digest` is that
    of what they said then (`meetings.minutes.record.digest`). One that fell, since they came to say something
    else, is asked for anew and says why. `person` was asked `instead_of` the one whom the meeting chose,
    where that one could not."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="approvals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="approvals")
    approved_at = models.DateTimeField("justerat", null=True, blank=True)
    digest = models.CharField("kontrollsumma av det som justerades", max_length=64, blank=True)
    fell_because = models.TextField("varför justeringen inte längre gäller", blank=True)
    change_wanted = models.TextField("önskad ändring", blank=True)
    looked = JSONField("det som den som justerar såg senast", default=dict, blank=True)
    instead_of = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="i stället för"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MinutesApprovals.as_manager()

    class Meta:
        verbose_name = "justering"
        verbose_name_plural = "justeringar"
        ordering = ["minutes", "pk"]
        constraints = [
            models.UniqueConstraint(name="minutes_approval_once", fields=["minutes", "person"]),
            rule(
                "minutes_approval_names_what",
                Q(approved_at__isnull=True, digest="") | Q(approved_at__isnull=False) & ~Q(digest=""),
                "En justering gäller det som stod i protokollet då.",
            ),
            rule(
                "minutes_approval_replaced_is_dated",
                Q(instead_of__isnull=True, replaced_at__isnull=True)
                | Q(instead_of__isnull=False, replaced_at__isnull=False) & ~Q(instead_of=F("person")),
                "Det ska framgå i vems ställe någon justerar, och sedan när.",
            ),
            dated_by("minutes_approval", "replaced"),
        ]

    def __str__(self):
        at = self.approved_at and timezone.localdate(self.approved_at)
        return f"{self.person}: {f'justerat den {day(at)}' if at else 'inte justerat'}"

    def get_absolute_url(self):
        """Where another is asked instead."""
        return self.minutes.url("minutes_approver", self.pk)


class ChangeWish(models.Model):
    """What an approver wants changed in the minutes, `about` a § or the whole, and what the secretariat
    answered. It outlives the approval, which is asked for anew when the minutes are sent again."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="wishes")
    about = models.CharField("gäller", max_length=200, blank=True)
    anchor = models.CharField(max_length=60, blank=True, editable=False)
    text = models.TextField("önskad ändring")
    wished_at = models.DateTimeField("önskat")
    wished_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="önskat av")
    is_done = models.BooleanField("ändrat", null=True, blank=True)
    answer = models.TextField("svar", blank=True)
    answered_at = models.DateTimeField("besvarat", null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "ändringsönskemål"
        verbose_name_plural = "ändringsönskemål"
        ordering = ["minutes", "wished_at", "pk"]
        constraints = [
            rule("change_wish_says_something", filled("text"), "Skriv vad som ska ändras."),
            dated_by("change_wish", "wished"),
            dated_by("change_wish", "answered"),
            rule(
                "change_wish_answer_has_words",
                Q(answered_at__isnull=True, is_done__isnull=True, answer="")
                | Q(answered_at__isnull=False, is_done__isnull=False) & filled("answer"),
                "Ett svar säger om ändringen är gjord, med ord.",
            ),
        ]

    def __str__(self):
        return f"{self.wished_by}: {self.text[:60]}"

    def get_absolute_url(self):
        return self.minutes.url("minutes_wish", self.pk)

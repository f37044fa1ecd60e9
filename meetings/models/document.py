"""The documents (handlingar) of a meeting, an item or a proposal."""

import uuid
from dataclasses import dataclass
from os.path import splitext
from pathlib import Path

from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from councils.models import Person
from councils.models.shown import Shown
from meetings.models.item import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.visibility import (
    EVERYTHING,
    NOTHING,
    approves,
    follows,
    kept_by,
    prepared_by,
    published,
    read_by,
    sent_out,
)
from rus_portal.core.address import address
from rus_portal.core.constraints import filled, rule
from rus_portal.core.json_field import JSONField


def stored_name(document, filename):
    """Where a document is kept: a random name, so that no file name is ever trusted."""
    return f"documents/{uuid.uuid4().hex}{Path(filename).suffix.lower()}"


@dataclass(frozen=True)
class Given:
    """A file in the store, and the name and size that its reader is told."""

    file: FieldFile
    name: str
    size: int

    @property
    def filetype(self):
        return splitext(self.name)[1].removeprefix(".").upper()

    @property
    def is_pdf(self):
        return self.filetype == "PDF"


class Documents(Shown):
    @staticmethod
    def shown_to(person, meeting=None):
        """A document is visible with its item or meeting, unless `visibility` narrows that. What came with a
        proposal stays visible, like its text, to those who follow the proposal. Of one `meeting`,
        if it is at hand."""
        there, of = (Q(meeting=meeting), meeting) if meeting else (EVERYTHING, "meeting")
        own = Q(item=None, meeting__convened_at__isnull=False)
        sent = Q(item__stage__in=AgendaItem.ON_AN_AGENDA) | own
        lifted_off = NOTHING if meeting else Q(meeting=None) & ~Q(item__stage=AgendaItem.Stage.DRAFT)
        return there & (
            Q(visibility="public") & sent & (published(of) | Q(item__position__published_at__isnull=False))
            | kept_by(person, of)
            | prepared_by(person, of) & ~Q(visibility="restricted")
            | read_by(person, of) & (sent_out("item__") | own)
            | approves(person, of) & (Q(item=None) | Q(item__stage__in=AgendaItem.DRAFTED))
            | lifted_off
            & (kept_by(person, "item") | prepared_by(person, "item") & ~Q(visibility="restricted"))
            | Q(with_proposal=True) & follows(person, "item__") & ~Q(visibility="restricted")
        )

    def current(self):
        """The newest version of each document."""
        return self.filter(replaced_by=None)

    def awaiting_copy(self):
        return self.filter(copy_stage=Document.CopyStage.AWAITED)

    def counted_by_an_older_way(self):
        return self.filter(counted__lt=Document.COUNTING)


class Document(models.Model):
    """A document, or one version of it. All versions of a document share title, kind and readers.

    It belongs to a meeting, to an item of one, or to a proposal that has no meeting yet. For a
    meeting's document `added_at` is when it came to the meeting, also where it came with a proposal.

    An Office file may carry more than is meant to be read (`carried`, by kind and how many). Its readers get
    a `copy` without that, and the file as it came only where nothing was carried or whoever keeps it has said
    so. Whatever hands out, lays in, searches or tells of a file asks which one it is (`given`), so that no
    channel has more of it than another.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "Underlag"
        APPENDIX = "appendix", "Bilaga"
        SLIDES = "slides", "Presentation"
        LETTER = "letter", "Skrivelse"

    class Visibility(models.TextChoices):
        COUNCIL = "council", "Rådet"
        PUBLIC = "public", "Alla, när protokollet är publicerat"
        RESTRICTED = "restricted", "Bara rådet, med stöd av lag"

    class CopyStage(models.TextChoices):
        AWAITED = "awaited", "görs"
        MADE = "made", "gjord"
        FAILED = "failed", "gick inte att göra"

    COUNTING = 2  # the way of counting what a file carries; by an older one, the worker counts it anew

    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="documents")
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, blank=True, related_name="documents")
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.APPENDIX)
    title = models.CharField("titel", max_length=200)
    file = models.FileField("fil", upload_to=stored_name)
    name = models.CharField("filens namn", max_length=200)
    size = models.PositiveIntegerField("storlek i byte")
    version = models.PositiveSmallIntegerField("version", default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="ersätter"
    )
    visibility = models.CharField(
        "vem får läsa", max_length=20, choices=Visibility, default=Visibility.COUNCIL
    )
    legal_ground = models.CharField("lagrum", max_length=120, blank=True)
    with_proposal = models.BooleanField("kom med förslaget", default=False, editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    carried = JSONField("vad filen bär på", default=dict, blank=True)
    counted = models.PositiveSmallIntegerField("sätt att räkna det", default=1, editable=False)
    shares_original = models.BooleanField("läsarna får originalet", default=False)
    copy_stage = models.CharField("läskopian", max_length=10, choices=CopyStage, blank=True)
    copy = models.FileField("läskopia", upload_to=stored_name, blank=True)
    copy_size = models.PositiveIntegerField("läskopians storlek i byte", default=0)
    copy_tries = models.PositiveSmallIntegerField("försök att göra läskopian", default=0)
    copy_tried_at = models.DateTimeField("senaste försöket", null=True, blank=True)

    objects = Documents.as_manager()

    class Meta:
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering = ["meeting", "item__order", "added_at", "pk"]
        indexes = [
            models.Index(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="document_that_replaces"
            )
        ]
        constraints = [
            rule(
                "document_restricted_has_ground",
                ~Q(visibility="restricted") | filled("legal_ground"),
                "Ange det lagrum som gör att handlingen inte är öppen för alla.",
            ),
            rule(
                "document_of_meeting_or_proposal",
                Q(meeting__isnull=False) | Q(item__isnull=False),
                "En handling hör till ett möte eller till ett förslag.",
            ),
            rule(
                "document_copy_is_there_once_made",
                Q(copy_stage="made") & ~Q(copy="") | ~Q(copy_stage="made") & Q(copy=""),
                "En läskopia som är gjord ska finnas.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        if self.meeting is None:
            return address("proposal_document", self.item_id, self.pk)
        return self.meeting.url("document", self.pk)

    @property
    def original_url(self):
        if self.meeting is None:
            return address("proposal_document_original", self.item_id, self.pk)
        return self.meeting.url("document_original", self.pk)

    @property
    def is_open_as_it_came(self):
        """Whether those who read it may have the very file that was uploaded."""
        return self.shares_original or not self.carried

    @property
    def as_it_came(self):
        return Given(self.file, self.name, self.size)

    @property
    def given(self):
        """The file that its readers read, or None while there is nothing for them."""
        if self.copy_stage == self.CopyStage.MADE:
            name = str(Path(self.name).with_suffix(Path(str(self.copy)).suffix))
            return Given(self.copy, name, self.copy_size)
        return self.as_it_came if self.is_open_as_it_came else None

    @property
    def reading_url(self):
        """Of the page it is read in, or of the file where it can only be downloaded."""
        if self.meeting and self.given and self.given.is_pdf:
            return self.meeting.url("document_reading", self.pk)
        return self.get_absolute_url()

    @property
    def original_beside(self):
        """The file as it came, where its readers may have it besides what they are given; else None."""
        is_other = self.copy_stage == self.CopyStage.MADE
        return self.as_it_came if is_other and self.is_open_as_it_came else None

    @property
    def added_after_summons(self):
        convened = self.meeting and self.meeting.convened_at
        return bool(convened and self.added_at > convened)

    @property
    def earlier(self):
        """The versions before this one, newest first."""
        version = self.replaces
        while version:
            yield version
            version = version.replaces

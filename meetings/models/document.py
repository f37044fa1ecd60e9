"""The documents (handlingar) of a meeting, an item or a proposal."""

import uuid
from pathlib import Path

from django.db import models
from django.db.models import Q
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


def stored_name(document, filename):
    """Where a document is kept: a random name, so that no file name is ever trusted."""
    return f"documents/{uuid.uuid4().hex}{Path(filename).suffix.lower()}"


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


class Document(models.Model):
    """A document, or one version of it. All versions of a document share title, kind and readers.

    It belongs to a meeting, to an item of one, or to a proposal that has no meeting yet. For a
    meeting's document `added_at` is when it came to the meeting, also where it came with a proposal.
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

    objects = Documents.as_manager()

    class Meta:
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering = ["meeting", "item__order", "added_at", "pk"]
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
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        if self.meeting is None:
            return address("proposal_document", self.item_id, self.pk)
        return self.meeting.url("document", self.pk)

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

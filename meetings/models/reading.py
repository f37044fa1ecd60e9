"""A reader's own things: what has been read, notes, and how the portal may write to the person."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Organisation, Person
from meetings.models.agenda import AgendaItem, Document
from meetings.models.minutes import Minutes
from meetings.models.reach import speaks_for
from rus_portal.constraints import filled, one_of, rule


class ReadMarks(models.QuerySet):
    def visible_to(self, person):
        return self.filter(person=person) if person.is_authenticated else self.none()


class ReadMark(models.Model):
    """The person has looked at an item, a paper or minutes. Only the person sees it.

    `revision` is the item's at that time: a later one is a changed text, not yet read.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="read_marks")
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, blank=True, related_name="read_marks")
    document = models.ForeignKey(Document, models.CASCADE, null=True, blank=True, related_name="read_marks")
    minutes = models.ForeignKey(Minutes, models.CASCADE, null=True, blank=True, related_name="read_marks")
    revision = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    objects = ReadMarks.as_manager()

    class Meta:
        verbose_name = "läsmarkering"
        verbose_name_plural = "läsmarkeringar"
        ordering = ["person", "at", "pk"]
        constraints = [
            rule("read_mark_of_one_thing", one_of("item", "document", "minutes"), "Markera en sak i taget."),
            models.UniqueConstraint(name="read_mark_once_for_item", fields=["person", "item"]),
            models.UniqueConstraint(name="read_mark_once_for_document", fields=["person", "document"]),
            models.UniqueConstraint(name="read_mark_once_for_minutes", fields=["person", "minutes"]),
        ]

    def __str__(self):
        return f"{self.person}: {self.item or self.document or self.minutes}"


class Notes(models.QuerySet):
    def visible_to(self, person):
        """One's own, and what is shared within an organisation one speaks for in a council that meets, on
        what one may read there."""
        if not person.is_authenticated:
            return self.none()
        shared = speaks_for(person, "item__meeting", "shared_with") & Q(
            item__in=AgendaItem.objects.visible_to(person)
        ) | speaks_for(person, "document__meeting", "shared_with") & Q(
            document__in=Document.objects.visible_to(person)
        )
        return self.filter(Q(person=person) | shared)


class Note(models.Model):
    """What a reader wrote on an item or on a paper: for that person alone, or for the colleagues who sit for
    the same organisation. Never part of the meeting's own papers."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notes")
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, blank=True, related_name="notes")
    document = models.ForeignKey(Document, models.CASCADE, null=True, blank=True, related_name="notes")
    text = models.TextField("anteckning")
    shared_with = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="delas inom"
    )
    written_at = models.DateTimeField(default=timezone.now)

    objects = Notes.as_manager()

    class Meta:
        verbose_name = "anteckning"
        verbose_name_plural = "anteckningar"
        ordering = ["written_at", "pk"]
        constraints = [
            rule("note_says_something", filled("text"), "Skriv något i anteckningen."),
            rule("note_on_one_thing", one_of("item", "document"), "Anteckna om en sak i taget."),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def subject(self):
        return self.item or self.document

    @property
    def paper_title(self):
        return self.document.title if self.document else ""

    @property
    def meeting(self):
        """None while a proposal that was on a meeting waits for another."""
        return self.subject.meeting

    @property
    def council(self):
        return self.meeting.council if self.meeting else (self.item or self.subject.item).council

    @property
    def audience(self):
        """Who sees it, told to its writer and to the others alike."""
        if self.shared_with is None:
            return "Bara du ser den"
        return f"Alla med en plats för {self.shared_with} vid mötet ser den"


def new_token():
    return secrets.token_urlsafe(32)


class CalendarKey(models.Model):
    """The secret part of a private calendar address. Revoked ones stay, so that they never come back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="calendar_keys")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="calendar_key_one_in_use", fields=["person"], condition=Q(revoked_at__isnull=True)
            )
        ]

    def __str__(self):
        return f"{self.person} {self.made_at:%Y-%m-%d}"

"""A reader's own things: what has been read, notes, and how the portal may write to the person."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Organisation, Person
from councils.standing import standing_of
from meetings.models.agenda import AgendaItem, Document
from rus_portal.constraints import filled, rule


class ReadMark(models.Model):
    """The person has read the item's papers, or one document, as they stood then. Only the person sees it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="read_marks")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="read_marks")
    document = models.ForeignKey(Document, models.CASCADE, null=True, blank=True, related_name="read_marks")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["person", "item", "pk"]
        constraints = [
            models.UniqueConstraint(name="read_mark_once", fields=["person", "item", "document"]),
            models.UniqueConstraint(
                name="read_mark_once_for_item", fields=["person", "item"], condition=Q(document__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.item}"


class Notes(models.QuerySet):
    def visible_to(self, person):
        """One's own, and those shared within an organisation one sits for today."""
        if not person.is_authenticated:
            return self.none()
        own = [a.seat.organisation_id for a in standing_of(person).appointments]
        return self.filter(Q(person=person) | Q(shared_with__in=own))


class Note(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="notes")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="notes")
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
        ordering = ["item", "written_at", "pk"]
        constraints = [rule("note_says_something", filled("text"), "Skriv något i anteckningen.")]

    def __str__(self):
        return self.text[:60]


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

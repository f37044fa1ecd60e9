"""What a reader has read."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Person
from councils.models.shown import Shown
from meetings.models.document import Document
from meetings.models.item import AgendaItem
from meetings.models.minutes import Minutes
from meetings.models.position import Position
from meetings.models.visibility import NOTHING
from rus_portal.core.constraints import one_of, rule

THINGS = ("item", "document", "minutes", "position")


class ReadMarks(Shown):
    @staticmethod
    def shown_to(person):
        return Q(person=person) if person.is_authenticated else NOTHING


class ReadMark(models.Model):
    """The person has opened an item, a document or minutes, or has read of a position what was put right of
    what the own organisation tells. Only the person sees the mark.

    `revision` is the item's at that time: a later one is a changed text, not yet read. Of a position `at` is
    when the newest of what was read there was put right.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="read_marks")
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, blank=True, related_name="read_marks")
    document = models.ForeignKey(Document, models.CASCADE, null=True, blank=True, related_name="read_marks")
    minutes = models.ForeignKey(Minutes, models.CASCADE, null=True, blank=True, related_name="read_marks")
    position = models.ForeignKey(Position, models.CASCADE, null=True, blank=True, related_name="read_marks")
    revision = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    objects = ReadMarks.as_manager()

    class Meta:
        verbose_name = "läsmarkering"
        verbose_name_plural = "läsmarkeringar"
        ordering = ["person", "at", "pk"]
        constraints = [
            rule("read_mark_of_one_thing", one_of(*THINGS), "Markera en sak i taget."),
            models.UniqueConstraint(name="read_mark_once_for_item", fields=["person", "item"]),
            models.UniqueConstraint(name="read_mark_once_for_document", fields=["person", "document"]),
            models.UniqueConstraint(name="read_mark_once_for_minutes", fields=["person", "minutes"]),
            models.UniqueConstraint(name="read_mark_once_for_position", fields=["person", "position"]),
        ]

    def __str__(self):
        return f"{self.person}: {self.item or self.document or self.minutes or self.position}"

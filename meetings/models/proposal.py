"""What the preparatory group and the proposer say to each other about a proposal."""

from django.db import models

from councils.models import Person
from councils.models.shown import Shown
from meetings.models.item import AgendaItem
from meetings.models.visibility import follows
from rus_portal.core.constraints import filled, rule


class Comments(Shown):
    @staticmethod
    def shown_to(person):
        return follows(person, "item__")


class Comment(models.Model):
    """Read by all who follow the proposal, also when it is on an agenda; never public."""

    class Kind(models.TextChoices):
        COMMENT = "comment", "Kommentar"
        RECOMMENDATION = "recommendation", "Tillstyrks"
        QUESTION = "question", "Komplettering begärd"
        RETURN = "return", "Återlämnad"

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="comments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.COMMENT)
    text = models.TextField("text", blank=True)
    written_at = models.DateTimeField()

    objects = Comments.as_manager()

    class Meta:
        verbose_name = "kommentar"
        verbose_name_plural = "kommentarer"
        ordering = ["item", "written_at", "pk"]
        constraints = [
            rule(
                "comment_says_something",
                models.Q(kind="recommendation") | filled("text"),
                "Skriv vad du vill säga.",
            )
        ]

    def __str__(self):
        return self.text[:60]

"""The room's screen: an address that nobody can guess, open while the meeting is."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Person
from meetings.models.meeting import Meeting
from rus_portal.core.constraints import dated_by
from rus_portal.core.secret import sha256_of
from rus_portal.core.words import day


def new_token():
    return secrets.token_urlsafe(24)


class ScreenLinks(models.QuerySet):
    def opened_by(self, token):
        """The link that the token opens: its meeting is called and neither closed nor cancelled."""
        called = {"meeting__stage": Meeting.Stage.CONVENED, "closed_at": None}
        return self.filter(sha256=sha256_of(token), **called)


class ScreenLink(models.Model):
    """Shows the room where the meeting is. The token is not kept, only its hash."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="screens")
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("öppnad")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="den som öppnade")
    closed_at = models.DateTimeField("stängd", null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="den som stängde"
    )

    objects = ScreenLinks.as_manager()

    class Meta:
        verbose_name = "skärm i rummet"
        verbose_name_plural = "skärmar i rummet"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="screen_one_in_use",
                fields=["meeting"],
                condition=Q(closed_at__isnull=True),
                violation_error_message="Mötet har redan en öppen skärm.",
            ),
            dated_by("screen", "closed"),
        ]

    def __str__(self):
        return f"{self.meeting}: öppnad den {day(timezone.localdate(self.made_at))}"

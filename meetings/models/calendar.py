"""The private address of a person's calendar."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Person
from rus_portal.core.secret import sha256_of
from rus_portal.core.words import day


def new_token():
    return secrets.token_urlsafe(32)


class CalendarKeys(models.QuerySet):
    def opened_by(self, token):
        """The key in use that the token is of, where its person may sign in."""
        return self.filter(sha256=sha256_of(token), revoked_at=None, person__is_active=True)


class CalendarKey(models.Model):
    """The secret part of a private calendar address, kept only as its hash: the database alone opens no
    calendar. Revoked ones stay, so that they never come back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="calendar_keys")
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarKeys.as_manager()

    class Meta:
        verbose_name = "hemlig kalenderadress"
        verbose_name_plural = "hemliga kalenderadresser"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="calendar_key_one_in_use", fields=["person"], condition=Q(revoked_at__isnull=True)
            )
        ]

    def __str__(self):
        return f"{self.person}: skapad den {day(timezone.localdate(self.made_at))}"

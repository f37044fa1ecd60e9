"""The documents of a meeting put together into one file, kept as long as someone asks for it."""

import uuid
from pathlib import Path

from django.db import models

from meetings.models.meeting import Meeting


def stored_name(bundle, filename):
    """Where a bundle is kept: a random name."""
    return f"bundles/{uuid.uuid4().hex}{Path(filename).suffix or '.pdf'}"


class Bundle(models.Model):
    """Made once for all readers who see the same. `key` identifies the contents and is no secret address: it
    is computed at each request, from what the reader may see then (`meetings.documents.bundle`)."""

    key = models.CharField(max_length=64, unique=True)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="bundles")
    file = models.FileField(upload_to=stored_name, blank=True)
    done = models.PositiveSmallIntegerField("klara punkter", default=0)
    total = models.PositiveSmallIntegerField("punkter")
    alive_at = models.DateTimeField("senaste livstecken")
    made_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField("senast hämtad")

    class Meta:
        ordering = ["meeting", "pk"]

    def __str__(self):
        return f"{self.meeting} {self.key[:8]}"

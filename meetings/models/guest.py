"""A guest who presents one item: no account, only an address that nobody can guess."""

import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from councils.models import Person
from councils.models.shown import Shown
from meetings.models.document import Document
from meetings.models.item import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.visibility import kept_by
from rus_portal.core.constraints import Once, dated_by, filled, rule
from rus_portal.core.secret import sha256_of


def new_seed():
    return secrets.token_urlsafe(16)


def token_from(seed, key):
    """The secret part of an address, made from the seed in the database and the server's own key."""
    digest = salted_hmac("meetings.guest", seed, secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


class GuestLinks(Shown):
    @staticmethod
    def shown_to(person):
        return kept_by(person, "item__meeting")

    def in_use(self, day=None):
        """Links that work: not revoked, the item not struck and its meeting not over."""
        return self.filter(
            revoked_at=None,
            item__stage__in=GuestLink.STAGES,
            item__meeting__stage__in=[Meeting.Stage.PLANNED, Meeting.Stage.CONVENED],
            item__meeting__end_date__gte=day or timezone.localdate(),
        )

    def of_meeting(self, meeting):
        """Those who are to come, also where the meeting is over or cancelled."""
        coming = self.filter(revoked_at=None, item__stage__in=GuestLink.STAGES, item__meeting=meeting)
        return coming.select_related("item").order_by("item__order", "made_at", "pk")

    def opened_by(self, token):
        """The link that the token opens today. Looked up by its hash, so that the response time reveals
        nothing about any token."""
        return self.in_use().filter(sha256=sha256_of(token))


class GuestLink(models.Model):
    """Opens one item to one guest until the last day of the meeting ends, or the meeting is closed. The token
    is not kept, only its hash and the seed it is made from: the database alone opens nothing."""

    STAGES = (*AgendaItem.DRAFTED, *AgendaItem.ON_AN_AGENDA)

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="guests", verbose_name="punkt")
    name = models.CharField("namn", max_length=200)
    role = models.CharField("roll", max_length=200, blank=True)
    email = models.EmailField("e-postadress", blank=True)
    seed = models.CharField(max_length=32, default=new_seed, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    documents = models.ManyToManyField(
        Document, blank=True, related_name="guests", verbose_name="handlingar från gästen"
    )
    made_at = models.DateTimeField("inbjuden", editable=False)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name="den som bjöd in", editable=False
    )
    revoked_at = models.DateTimeField("indragen", null=True, editable=False)
    revoked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="den som drog in", editable=False
    )
    last_used_at = models.DateTimeField("senast öppnad", null=True, editable=False)

    objects = GuestLinks.as_manager()

    class Meta:
        verbose_name = "gäst"
        verbose_name_plural = "gäster"
        ordering = ["item", "made_at", "pk"]
        constraints = [
            Once(
                name="guest_link_one_each",
                fields=["item", "name"],
                condition=Q(revoked_at__isnull=True),
                violation_error_message="Gästen har redan en länk. Dra in den om det behövs en ny.",
            ),
            rule("guest_link_names_guest", filled("name"), "Skriv vem gästen är."),
            dated_by("guest_link", "revoked"),
        ]

    def __str__(self):
        return f"{self.name}, {self.role}" if self.role else self.name

    @property
    def expires(self):
        """The last day it works. It moves with the meeting."""
        return self.item.meeting and self.item.meeting.end_date

    def token(self):
        """The secret part of the guest's address; None where the server has changed its key since."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        tokens = (token_from(self.seed, key) for key in keys)
        return next((token for token in tokens if sha256_of(token) == self.sha256), None)

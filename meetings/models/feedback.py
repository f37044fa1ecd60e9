"""What an organisation takes home from a meeting, once its minutes are approved (återföring)."""

import datetime as dt

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from councils.models import Organisation, Person
from councils.models.shown import Shown
from meetings.models.meeting import Meeting
from meetings.models.minutes import Minutes
from meetings.models.visibility import kept_by, speaks_for
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.limits import DAYS

signer = Signer(salt="meetings.feedback")


class Feedbacks(Shown):
    @staticmethod
    def shown_to(person, meeting=None):
        """The secretariat's, and the organisation's own."""
        of = meeting or "minutes__meeting"
        there = Q(minutes__meeting=meeting) if meeting else Q()
        return there & (kept_by(person, of) | speaks_for(person, of))

    def holding(self):
        """Those of the newest approved version: what an earlier one said has been corrected."""
        later = Minutes.objects.filter(
            meeting=OuterRef("minutes__meeting"),
            version__gt=OuterRef("minutes__version"),
            approved_at__isnull=False,
        )
        return self.filter(~Exists(later))

    def unreceived(self):
        return self.holding().filter(received_at=None, registered_at=None)

    def overdue(self, late=None):
        """Their receipt has not come in time. `late` where the query is prepared."""
        return self.unreceived().filter(late or Feedback.late())

    def opened_by(self, token):
        """The one whose receipt the address leads to; nothing of it is open before everyone may read it."""
        try:
            key = signer.unsign(token)
        except BadSignature:
            return self.none()
        return self.filter(pk=key, minutes__published_at__isnull=False)


class Feedback(models.Model):
    """One organisation's, of one version of the minutes: what is in it is compiled from their sealed record
    (`meetings.reader.feedback`). `organisation_name` is its name there. `due` is the last day to say what it
    has decided, where the meeting took a position with it. It is received by somebody, and registered by
    the registry, which has no account: either is a receipt."""

    RECEIPT_WITHIN = dt.timedelta(days=10)  # of the approval; then the secretariat sees that it is missing

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="feedback")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="feedback", verbose_name="organisation"
    )
    organisation_name = models.CharField("organisation, med dåvarande namn", max_length=120)
    due = models.DateField("besked om formellt beslut senast", validators=DAYS, null=True, blank=True)
    received_at = models.DateTimeField("mottaget", null=True, blank=True)
    received_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="mottaget av"
    )
    registered_at = models.DateTimeField("mottaget av registratorn", null=True, blank=True)
    registry_number = models.CharField("organisationens diarienummer", max_length=60, blank=True)

    objects = Feedbacks.as_manager()

    class Meta:
        verbose_name = "återföring"
        verbose_name_plural = "återföringar"
        ordering = ["minutes", "organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(name="feedback_once_for_each", fields=["minutes", "organisation"]),
            rule(
                "feedback_names_its_organisation", filled("organisation_name"), "Ange organisationens namn."
            ),
            dated_by("feedback", "received"),
            rule(
                "feedback_registry_number_is_of_what_came",
                Q(registry_number="") | Q(received_at__isnull=False) | Q(registered_at__isnull=False),
                "Ett diarienummer hör till det som är mottaget.",
            ),
        ]

    def __str__(self):
        return f"Återföring till {self.organisation_name}"

    def get_absolute_url(self):
        return self.meeting.url("feedback", self.organisation.slug)

    @staticmethod
    def late():
        return Q(minutes__approved_at__lt=timezone.now() - Feedback.RECEIPT_WITHIN)

    @property
    def has_come(self):
        return bool(self.received_at or self.registered_at)

    @property
    def receipt_due(self):
        return timezone.localdate(self.minutes.approved_at) + self.RECEIPT_WITHIN

    @property
    def meeting(self) -> Meeting:
        return self.minutes.meeting

    def token(self):
        """The secret part of the address where the registry confirms."""
        return signer.sign(str(self.pk))

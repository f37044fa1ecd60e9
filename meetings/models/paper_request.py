"""Somebody asks for a paper that is not open to everyone (begäran om utlämnande)."""

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Person
from councils.models.shown import Shown
from meetings.models.document import Document
from meetings.models.meeting import Meeting
from meetings.models.visibility import kept_by
from rus_portal.core.address import address
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.limits import ADDRESS
from rus_portal.core.workdays import working_days_after

signer = Signer(salt="meetings.paper_requests")


class PaperRequests(Shown):
    @staticmethod
    def shown_to(person):
        """The secretariat's. Whoever asked has an address that nobody else knows."""
        return kept_by(person)

    def unanswered(self):
        return self.filter(closed_at=None)

    def opened_by(self, token):
        try:
            return self.filter(pk=signer.unsign(token))
        except BadSignature:
            return self.none()


class PaperRequest(models.Model):
    """Whoever asks need not say who, or what for: nothing is kept of them but what they write, and that only
    until some time after the answer (`forgotten_at`). `handed` is what was handed out: the paper itself, or a
    copy of it in which something is masked."""

    class Outcome(models.TextChoices):
        WHOLE = "whole", "Lämnas ut"
        MASKED = "masked", "Lämnas ut i en kopia där något är maskerat"
        REFUSED = "refused", "Lämnas inte ut"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="paper_requests", verbose_name="möte")
    document = models.ForeignKey(
        Document, models.SET_NULL, null=True, related_name="requests", verbose_name="handling"
    )
    asked_at = models.DateTimeField("begärd")
    text = models.TextField("begäran", blank=True)
    reply_to = models.EmailField("e-postadress för svar", max_length=ADDRESS, blank=True)
    outcome = models.CharField("svar", max_length=20, choices=Outcome, blank=True)
    legal_ground = models.CharField("lagrum", max_length=120, blank=True)
    answer = models.TextField("ord till den som frågade", blank=True)
    handed = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="utlämnad handling"
    )
    closed_at = models.DateTimeField("besvarad", null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="besvarad av"
    )
    forgotten_at = models.DateTimeField("gallrad", null=True, blank=True)

    objects = PaperRequests.as_manager()

    class Meta:
        verbose_name = "begäran om handling"
        verbose_name_plural = "begäranden om handlingar"
        ordering = ["asked_at", "pk"]
        constraints = [
            dated_by("paper_request", "closed"),
            rule(
                "paper_request_is_closed_with_an_answer",
                Q(outcome="", closed_at__isnull=True) | ~Q(outcome="") & Q(closed_at__isnull=False),
                "Välj vad svaret är.",
            ),
            rule(
                "paper_request_withholds_by_law",
                ~Q(outcome__in=["masked", "refused"]) | filled("legal_ground"),
                "Ange det lagrum som gör att handlingen inte lämnas ut, eller inte hela.",
            ),
            rule(
                "paper_request_forgotten_is_empty",
                Q(forgotten_at__isnull=True) | Q(closed_at__isnull=False, text="", reply_to="", answer=""),
                "Det som är gallrat är tomt.",
            ),
        ]

    def __str__(self):
        return f"begäran {self.pk}"  # never whose: it may be logged

    def get_absolute_url(self):
        return address("paper_request", self.pk)

    @property
    def due(self):
        """The law says at once (skyndsamt): the same day, or the working day after."""
        return working_days_after(timezone.localdate(self.asked_at), 1)

    def copies(self):
        """What may be a copy of the paper in which something is masked: came to its place after it was asked
        for, or was handed out as one before; also what was there, unless that is restricted itself, as
        another's secret is."""
        if self.document is None:
            return Document.objects.none()
        is_open = ~Q(visibility=Document.Visibility.RESTRICTED)
        before = PaperRequest.objects.filter(document=self.document_id, outcome=self.Outcome.MASKED)
        rows = Document.objects.current().filter(meeting=self.meeting_id, item=self.document.item_id)
        handed = Q(pk__in=before.values("handed"))
        rows = rows.filter(Q(added_at__gt=self.asked_at) | handed | is_open)
        return rows.exclude(pk=self.document_id).order_by("added_at", "pk")

    def token(self):
        """The secret part of the address of whoever asked."""
        return signer.sign(str(self.pk))

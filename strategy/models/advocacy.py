"""What the region pleads for together, with whom, and what came of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from rus_portal.core.address import address
from rus_portal.core.constraints import rule
from rus_portal.core.limits import DAYS, refuse_ahead
from strategy.models.strategy import Goal


class AdvocacyIssue(models.Model):
    """One issue of the agenda (påverkansagenda) that belongs to the strategic plan. An answer is one to what
    was sent."""

    title = models.CharField("fråga", max_length=200)
    about = models.TextField("vad vi vill", blank=True)
    addressee = models.CharField(
        "adressat", max_length=200, help_text="Till exempel Infrastrukturdepartementet eller EU-kommissionen."
    )
    goals = models.ManyToManyField(Goal, related_name="advocacy_issues", verbose_name="mål", blank=True)
    sent_on = models.DateField("framförd", validators=DAYS, null=True, blank=True)
    sent_how = models.TextField("hur den framfördes", blank=True)
    answered_on = models.DateField("besvarad", validators=DAYS, null=True, blank=True)
    answer = models.TextField("svaret", blank=True)
    result = models.TextField("resultat", blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "påverkansfråga"
        verbose_name_plural = "påverkansfrågor"
        ordering = ["order", "title", "pk"]
        constraints = [
            rule(
                "advocacy_answered_was_sent",
                Q(answered_on__isnull=True) | Q(sent_on__isnull=False, answered_on__gte=models.F("sent_on")),
                "Ett svar kommer efter att frågan framfördes. Ange också vilken dag det var.",
                about="answered_on",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{address('advocacy')}#fraga-{self.pk}"

    def clean(self):
        refuse_ahead(self, "sent_on", "Frågan är inte framförd än. Ange den dag den framfördes.")
        refuse_ahead(self, "answered_on", "Svaret har inte kommit än. Ange den dag det kom.")
        if not self.sent_on and (self.answer or self.result):
            wrong = "Ange vilken dag frågan framfördes. Svar och resultat kommer efter det."
            raise ValidationError({"sent_on": wrong})
        if self.answer and not self.answered_on:
            raise ValidationError({"answered_on": "Ange vilken dag svaret kom."})

    @property
    def told_status(self):
        if self.result:
            return "Resultat"
        if self.answered_on or self.answer:
            return "Besvarad"
        return "Framförd, väntar på svar" if self.sent_on else "Inte framförd ännu"

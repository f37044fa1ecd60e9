"""Organisations, and who succeeds whom."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from rus_portal.core.address import address
from rus_portal.core.constraints import rule
from rus_portal.core.limits import DAYS
from rus_portal.core.words import day


class Organisations(models.QuerySet):
    def own(self):
        """Those that may be chosen: of the region this installation serves, not those it is compared with."""
        return self.filter(is_own=True)

    def on(self, day):
        """Those that no other has succeeded that day."""
        return self.filter(Q(successor=None) | Q(succeeded_on__gt=day))


def names_apart(text):
    for each in text.split(","):
        if "\n" in text or sum(map(str.isalnum, each)) < 2:  # a letter alone stands everywhere
            raise ValidationError(
                "Skriv namnen på en rad med komma emellan, vart och ett med minst två bokstäver "
                "eller siffror."
            )


class Organisation(models.Model):
    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", "Kommun"
        REGION = "region", "Region"
        COUNTY_BOARD = "county_board", "Länsstyrelse"
        MUNICIPAL_ASSOCIATION = "municipal_association", "Kommunförbund"
        STATE_AGENCY = "state_agency", "Statlig myndighet"
        UNIVERSITY = "university", "Universitet"
        BUSINESS = "business", "Näringsliv"
        CIVIL_SOCIETY = "civil_society", "Civilsamhälle"
        PARTNERSHIP = "partnership", "Partnerskap"

    slug = models.SlugField(unique=True)
    name = models.CharField("namn", max_length=120)
    short_name = models.CharField("kortnamn", max_length=60)
    everyday_names = models.CharField(
        "vad folk säger",
        max_length=200,
        blank=True,
        validators=[names_apart],
        help_text="Andra namn som sökningen ska förstå, med komma emellan, till exempel: Ö-vik, Övik. Flera "
        "organisationer får ha samma, som kommunen; då får den som söker välja vilken.",
    )
    kind = models.CharField("slag", max_length=30, choices=Kind)
    code = models.CharField("kommun- eller länskod", max_length=10, blank=True)
    is_own = models.BooleanField("den egna regionens", default=True, editable=False)
    registry_email = models.EmailField("registrator (kommunbrevlåda)", blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="efterträds av",
        help_text="Den nya, när organisationen har bytt namn eller gått upp i en annan.",
    )
    succeeded_on = models.DateField("från och med", validators=DAYS, null=True, blank=True)

    objects = Organisations.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        ordering = ["order", "short_name", "pk"]
        constraints = [
            rule(
                "organisation_succession_is_dated",
                Q(successor__isnull=True, succeeded_on__isnull=True)
                | Q(successor__isnull=False, succeeded_on__isnull=False),
                "Ange både vem som efterträder organisationen och från vilken dag.",
                about="succeeded_on",
            ),
            rule(
                "organisation_does_not_succeed_itself",
                ~Q(successor=F("pk")),
                "En organisation efterträder inte sig själv.",
                about="successor",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("organisation", self.slug)

    @property
    def email(self):
        """Where a letter to the organisation itself goes."""
        return self.registry_email

    def seats_left(self):
        """Its seats that somebody holds on the day when another succeeds it, or later."""
        if not self.succeeded_on:
            return []
        held = Q(appointments__ends=None, appointments__begins__isnull=False)
        held |= Q(appointments__ends__gte=self.succeeded_on)
        return list(self.seats.filter(held).select_related("council").distinct())

    def clean(self):
        """Says in words what a trigger holds: each is succeeded later than its predecessors."""
        if not (self.successor and self.succeeded_on):
            return
        end = self.successor.succeeded_on
        if end and end <= self.succeeded_on:
            wrong = f"{self.successor} efterträds själv den {day(end)}. Välj en tidigare dag eller en annan."
            raise ValidationError({"successor": wrong})
        before = self.predecessors.filter(succeeded_on__gte=self.succeeded_on).first() if self.pk else None
        if before:
            wrong = f"Organisationen efterträder {before} först den {day(before.succeeded_on)}."
            raise ValidationError({"succeeded_on": wrong})

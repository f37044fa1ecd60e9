"""Three things never mixed: what the council says together, what one organisation holds against it,
and what each organisation's own body decided afterwards."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from councils.models import Council, Organisation, Person, Seat
from meetings.models.agenda import AgendaItem, points
from meetings.models.reach import (
    NOTHING,
    kept_by,
    prepared_by,
    published,
    read_by,
    sees_every_stance,
    speaks_for,
)
from rus_portal.constraints import dated_by, filled, rule


class Positions(models.QuerySet):
    def visible_to(self, person):
        """Published ones are everyone's; before that the councils' own people read them."""
        return self.filter(
            Q(published_at__isnull=False)
            | kept_by(person, "item__meeting")
            | prepared_by(person, "item__meeting")
            | read_by(person, "item__meeting")
        )

    def published(self):
        return self.filter(published_at__isnull=False)

    def newest_first(self):
        return self.order_by("-adopted_on", "-year", "-number", "-pk")

    def with_dissent(self):
        """The one way to fetch positions for showing: never without their dissenting opinions."""
        standing_dissent = DissentingOpinion.objects.standing().select_related("seat__organisation", "person")
        return self.prefetch_related(models.Prefetch("item__dissents", standing_dissent, to_attr="dissent"))


class Position(models.Model):
    """A consensus of the council (ställningstagande). Whether dissent was noted is read off the dissent.

    `goals` keeps the wording of the goals as they read on the day of adoption: a list of
    `{"code", "title", "slug", "strategy", "primary"}`.
    """

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="position")
    council = models.ForeignKey(Council, models.PROTECT, related_name="positions", verbose_name="råd")
    year = models.PositiveSmallIntegerField("år")
    number = models.PositiveSmallIntegerField("nummer", null=True, blank=True)
    slug = models.SlugField(max_length=120, blank=True)
    text = models.TextField("ställningstagande")
    goals = models.JSONField("mål, med dåvarande lydelse", default=list)
    adopted_on = models.DateField("antaget")
    review_on = models.DateField("ses över", null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="ersatt av"
    )
    source = models.TextField("källa", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    search_stems = models.TextField(blank=True, editable=False)

    objects = Positions.as_manager()

    class Meta:
        verbose_name = "ställningstagande"
        verbose_name_plural = "ställningstaganden"
        ordering = ["-adopted_on", "-number", "-pk"]
        indexes = [models.Index(fields=["-adopted_on", "-year", "-number", "-id"], name="position_newest")]
        constraints = [
            models.UniqueConstraint(
                name="position_number_once",
                fields=["council", "year", "number"],
                violation_error_message="Numret är redan taget i rådet det året.",
            ),
            models.UniqueConstraint(
                name="position_address_once",
                fields=["year", "number", "slug"],
                violation_error_message="Adressen är redan tagen.",
            ),
            rule("position_says_something", filled("text"), "Skriv ställningstagandet."),
            rule(
                "position_published_is_numbered",
                Q(published_at__isnull=True) | Q(number__isnull=False) & ~Q(slug=""),
                "Ett publicerat ställningstagande ska ha ett nummer.",
            ),
            dated_by("position", "published"),
        ]

    def __str__(self):
        return self.item.title

    def get_absolute_url(self):
        return reverse("position", args=[self.year, self.number, self.slug])

    @property
    def points(self):
        return points(self.text)

    @property
    def designation(self):
        """ "3/2026", as cited together with the council's name."""
        return f"{self.number or '–'}/{self.year}"

    @property
    def primary_goal(self):
        return next((goal for goal in self.goals if goal["primary"]), None)

    @property
    def dissents(self):
        """Standing dissent, as `with_dissent` fetched it or else by a query: there is no third way."""
        if not hasattr(self.item, "dissent"):
            self.item.dissent = list(
                self.item.dissents.standing().select_related("seat__organisation", "person")
            )
        return self.item.dissent


class DissentingOpinions(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True).order_by("seat__organisation__order", "lodged_at", "pk")

    def visible_to(self, person):
        """With the position it is shown to everyone; before that to the councils' own people, as far as they
        may see where the organisations stand while the item waits. A withdrawn one only to its author."""
        handled = ~Q(item__stage=AgendaItem.Stage.ON_AGENDA)
        author = Q(person=person) if person.is_authenticated else NOTHING
        return self.filter(
            author
            | Q(withdrawn_at__isnull=True)
            & (
                Q(item__position__published_at__isnull=False)
                | published("item__meeting")
                | prepared_by(person, "item__meeting") & Q(item__position__isnull=False)
                | read_by(person, "item__meeting") & handled
                | sees_every_stance(person, "item__meeting")
                | speaks_for(person, "item__meeting", "seat__organisation")
            )
        )


class DissentingOpinion(models.Model):
    """Avvikande synpunkt: one organisation's, verbatim, "vid önskemål" added to the minutes."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="dissents", verbose_name="punkt")
    seat = models.ForeignKey(
        Seat,
        models.PROTECT,
        related_name="dissents",
        verbose_name="plats",
        help_text="Platsen säger vilken organisation synpunkten gäller.",
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="dissents", verbose_name="lämnad av")
    text = models.TextField("ordagrann text")
    lodged_at = models.DateTimeField("lämnad", default=timezone.now)
    lodged_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", help_text="Den som förde in texten."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DissentingOpinions.as_manager()

    class Meta:
        verbose_name = "avvikande synpunkt"
        verbose_name_plural = "avvikande synpunkter"
        ordering = ["item", "lodged_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="dissent_once_for_each_seat",
                fields=["item", "seat"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message="Det finns redan en avvikande synpunkt från den platsen på punkten.",
            ),
            rule("dissent_says_something", filled("text"), "Skriv den avvikande synpunkten."),
            dated_by("dissent", "withdrawn"),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.text[:60]}"

    @property
    def organisation(self):
        return self.seat.organisation


class FormalDecision(models.Model):
    """What one home organisation's own body did with a position. The portal records it, never takes it."""

    class Status(models.TextChoices):
        NOT_ANSWERED = "not_answered", "Inte besvarat"
        NOT_NEEDED = "not_needed", "Behövs inte"
        PLANNED = "planned", "Planerat"
        DECIDED = "decided", "Beslutat"
        DECLINED = "declined", "Avslaget"

    position = models.ForeignKey(Position, models.PROTECT, related_name="decisions")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="decisions", verbose_name="organisation"
    )
    status = models.CharField("läge", max_length=20, choices=Status, default=Status.NOT_ANSWERED)
    body = models.CharField("organ", max_length=120, blank=True)
    planned_on = models.DateField("planerad dag", null=True, blank=True)
    decided_on = models.DateField("beslutsdag", null=True, blank=True)
    decided_note = models.CharField("om dagen", max_length=120, blank=True)
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    registry_number = models.CharField("diarienummer", max_length=60, blank=True)
    link = models.URLField("länk till beslutet", blank=True)
    note = models.TextField("anmärkning", blank=True)

    class Meta:
        verbose_name = "formellt beslut"
        verbose_name_plural = "formella beslut"
        ordering = ["position", "organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="decision_once_for_each_organisation",
                fields=["position", "organisation"],
                violation_error_message="Organisationens beslut är redan antecknat.",
            ),
            rule(
                "decision_taken_is_dated",
                ~Q(status__in=["decided", "declined"]) | Q(decided_on__isnull=False) | filled("decided_note"),
                "Ange vilken dag beslutet togs.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_status_display()}"

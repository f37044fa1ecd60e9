"""The regional development strategies (RUS) with their goals.

Regions name and order their levels differently, and some let two kinds of goal stand side by side, so a
strategy brings its own level names and its goals form a tree. A new strategy stands beside the old one:
wordings that positions were taken under stay readable.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from rus_portal.core.address import address
from rus_portal.core.constraints import Once, rule
from rus_portal.core.limits import AHEAD, DAYS, refuse_ahead, refuse_far_year
from rus_portal.core.prepared import prepared
from strategy.models.drafts import Editions, Part

LONGEST = 50  # years


@prepared
def _own_strategies():
    return Strategy.objects.filter(is_own=True).order_by("-year_from", "-pk")


class AdoptedStrategies(models.Manager.from_queryset(Editions)):  # type: ignore[misc]
    """A draft is not everyone's (`Editions`): whoever wants it asks for it by `with_drafts`."""

    def get_queryset(self):
        return super().get_queryset().filter(is_draft=False)

    def in_force(self, day=None):
        """The region's strategy on that day."""
        return next(iter(self.in_force_in([(day or timezone.localdate()).year]).values()))

    def in_force_in(self, years):
        """The region's strategy in each of the years: the newest whose years cover it, else the newest that
        had begun, else the first of all. One query."""
        own = _own_strategies()
        return {year: _of_year(own, year) for year in years}


def _of_year(own, year):
    """Of our own strategies, the newest first."""
    begun = [each for each in own if each.year_from <= year]
    covering = [each for each in begun if year <= each.year_to]
    return next(iter([*covering, *begun, *own[::-1]]), None)


class Strategy(models.Model):
    """One that is made from the one before is a draft until it is adopted."""

    WORDS = ("title", "full_title", "short_title", "vision")
    APPROVED = (*WORDS, "year_from", "year_to", "stands")  # what is adopted is what was seen

    slug = models.SlugField(unique=True)
    title = models.CharField("titel", max_length=120)
    full_title = models.CharField("hela titeln", max_length=300, blank=True)
    short_title = models.CharField("kort titel", max_length=60)
    region_name = models.CharField("region", max_length=120)
    is_own = models.BooleanField(
        "den egna regionens", default=True, help_text="Andra regioners strategier visas bara som jämförelse."
    )
    vision = models.TextField("vision", blank=True)
    year_from = models.PositiveSmallIntegerField("från år")
    year_to = models.PositiveSmallIntegerField("till år")
    adopted_on = models.DateField("fastställd", validators=DAYS, null=True, blank=True)
    adopted_note = models.CharField("om fastställandet", max_length=300, blank=True)
    adopted_by = models.CharField("fastställd av", max_length=120, blank=True)
    previous_note = models.TextField("föregångare", blank=True)
    code_note = models.TextField("om målens koder", blank=True)
    indicators_note = models.TextField("om indikatorer", blank=True)
    missing_note = models.TextField("vad källorna saknar", blank=True)
    source = models.TextField("källa", blank=True)
    made_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_edition",
        verbose_name="föregående strategi",
    )
    is_draft = models.BooleanField(default=False)

    with_drafts = Editions.as_manager()
    objects = AdoptedStrategies()

    class Meta:
        verbose_name = "strategi"
        verbose_name_plural = "strategier"
        ordering = ["-is_own", "-year_from", "pk"]
        constraints = [
            rule(
                "strategy_years_in_order",
                Q(year_to__gte=F("year_from")),
                "Strategin kan inte sluta före den börjar.",
                about="year_to",
            ),
            rule(
                "strategy_draft_is_made_of_our_own",
                Q(is_draft=False, made_from__isnull=True) | Q(is_own=True, made_from__isnull=False),
                "Ett utkast görs av regionens egen strategi.",
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.year_from}–{self.year_to}"

    def get_absolute_url(self):
        return address("strategy_edition", self.slug)

    def clean(self):
        refuse_ahead(self, "adopted_on", "Strategin är inte fastställd än. Ange den dag den fastställdes.")
        if self.is_draft:
            refuse_far_year(self, "year_from")
        if (self.year_to or 0) > (self.year_from or 0) + LONGEST:
            raise ValidationError({"year_to": f"En strategi gäller i högst {LONGEST} år."})
        if self.adopted_on and self.adopted_on.year < (self.year_from or 0) - AHEAD:
            earliest = f"Ange en dag tidigast {self.year_from - AHEAD}."
            raise ValidationError({"adopted_on": f"Strategin gäller från {self.year_from}. {earliest}"})

    @property
    def parts(self):
        """What goes on from one edition to the next."""
        return self.goals

    @property
    def next_draft(self):
        """The draft that is made from it, or None: until it is adopted or thrown away this one stands."""
        made = getattr(self, "next_edition", None)
        return made if made and made.is_draft else None

    @property
    def making_url(self):
        """Where it is made, while it is a draft."""
        return address("strategy_update", self.slug) if self.is_draft else ""

    @property
    def changes_url(self):
        """What it has other than the strategy before."""
        return address("strategy_changes", self.slug) if self.made_from_id else ""

    @property
    def relinking_url(self):
        """Where what serves the strategy before is led on to this one."""
        return address("relinking", self.slug) if self.made_from_id and not self.is_draft else ""

    @property
    def stands(self):
        """All that goes on with it, for whoever approves it as it is."""
        goals = self.goals.order_by("code", "came_from").values_list("pk", "parent", "came_from", *Goal.WORDS)
        perspectives = self.perspectives.order_by("order", "pk").values_list("pk", *Perspective.WORDS)
        return str([*goals, *perspectives])

    @property
    def approved_with(self):
        """The rows in `stands`: what is changed of them has its line in the journal by each."""
        return [self.goals.all(), self.perspectives.all()]

    @property
    def asked_about(self):
        """The consultations about a step in the making of it."""
        consultations = self.steps.model._meta.get_field("consultations").related_model
        return consultations._default_manager.filter(step__strategy=self).order_by("opened_at", "pk")

    @property
    def open_consultations(self):
        """Those that still await answers."""
        return self.asked_about.filter(closed_at=None)

    @property
    def begins(self):
        return self.year_from

    @property
    def first_day(self):
        """From which it applies."""
        return dt.date(self.year_from, 1, 1)

    @property
    def is_ahead(self):
        """Its years have not begun: until then the one before is in force."""
        return self.year_from > timezone.localdate().year

    @property
    def replaced_by(self):
        """The adopted strategy that was made from this one, or None."""
        return next(iter(_made_from(self.pk)), None)


@prepared
def _made_from(strategy):
    return Strategy.objects.filter(made_from=strategy)


class Level(models.Model):
    """What this strategy calls one of its levels: målområde, prioritering, inriktning …"""

    WHOLE = "strategy"

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="levels")
    key = models.SlugField()
    singular = models.CharField("i ental", max_length=60)
    plural = models.CharField("i flertal", max_length=60)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "nivå"
        verbose_name_plural = "nivåer"
        ordering = ["strategy", "order", "pk"]
        constraints = [Once(name="level_key_once", fields=["strategy", "key"])]

    def __str__(self):
        return self.singular


class Goals(models.QuerySet):
    def under(self, goal):
        """The goal itself and all below it. Codes follow the tree: 1 covers 1.1 and 1.1.2."""
        return self.filter(Q(pk=goal.pk) | Q(strategy=goal.strategy_id, code__startswith=f"{goal.code}."))

    def selectable(self, day=None):
        """Goals that what is dealt with that day may serve: of the strategy in force then, and not ended."""
        day = day or timezone.localdate()
        return self.filter(strategy=Strategy.objects.in_force(day)).standing(day).select_related("level")

    def standing(self, day):
        """Those that have not ended by that day."""
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=day))


class AdoptedGoals(models.Manager.from_queryset(Goals)):  # type: ignore[misc]
    def get_queryset(self):
        return super().get_queryset().filter(strategy__is_draft=False)


class Goal(Part):
    WHOLE = "strategy"
    WORDS = ("code", "title", "text")

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="goals", verbose_name="strategi")
    level = models.ForeignKey(Level, models.PROTECT, related_name="goals", verbose_name="nivå")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="under"
    )
    code = models.CharField("kod", max_length=20)
    slug = models.CharField(
        "adress",
        max_length=40,
        unique=True,
        help_text="Oftast koden. Delas aldrig av två mål, inte ens i skilda strategier.",
    )
    title = models.CharField("lydelse", max_length=300)
    text = models.TextField("text", blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    retired_on = models.DateField("gäller inte längre från", validators=DAYS, null=True, blank=True)
    came_from = models.ManyToManyField(
        "self",
        through="GoalSuccession",
        through_fields=("after", "before"),
        symmetrical=False,
        related_name="led_to",
    )

    goal_codes: frozenset = frozenset()  # of other goals: it serves none

    with_drafts = Goals.as_manager()
    objects = AdoptedGoals()

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ["strategy", "order", "code", "pk"]
        constraints = [Once(name="goal_code_once", fields=["strategy", "code"])]

    def __str__(self):
        return self.coded

    @property
    def coded(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return address("goal", self.slug)

    def has_ended(self, day):
        return self.retired_on is not None and self.retired_on <= day

    @property
    def would_be_at(self):
        """Its address, where nothing else is said: its code, and its strategy's own where that is made from
        another."""
        own = f"{self.code}-{self.strategy.slug}"
        return [own] if self.strategy.made_from_id else [self.code, own]

    def clean(self):
        """Codes follow the tree, within one strategy; so no goal stands under itself."""
        if self.level_id and self.level.strategy_id != self.strategy_id:
            raise ValidationError({"level": "Välj en nivå i målets egen strategi."})
        if self.parent and self.parent.strategy_id != self.strategy_id:
            raise ValidationError({"parent": "Välj ett mål i samma strategi."})
        if self.parent and not self.code.startswith(f"{self.parent.code}."):
            wrong = f"Koden för ett mål under {self.parent.code} börjar med {self.parent.code} och en punkt."
            raise ValidationError({"code": wrong})
        if self.pk and self.children.exclude(code__startswith=f"{self.code}.").exists():
            raise ValidationError({"code": "Målen under det här har koder som börjar med den gamla."})


class GoalSuccession(models.Model):
    """That a goal of one strategy goes on as a goal of the next. One that goes on as several is split,
    several that go on as one are merged, and one that goes on as none has ended."""

    before = models.ForeignKey(Goal, models.PROTECT, related_name="successions_on")
    after = models.ForeignKey(Goal, models.CASCADE, related_name="successions_back")

    class Meta:
        verbose_name = "hur ett mål går vidare"
        verbose_name_plural = "hur mål går vidare"
        ordering = ["after", "before", "pk"]
        constraints = [models.UniqueConstraint(name="goal_succession_once", fields=["before", "after"])]

    def __str__(self):
        return f"{self.before} – {self.after}"


class Perspective(Part):
    """A horizontal perspective beside the tree, such as sustainability in its three dimensions. It goes
    across all goals; `goals` are those whose words carry it. One that `is_of_dimensions` is carried by the
    sentences on sustainability that matters have."""

    WORDS = ("title", "text")

    WHOLE = "strategy"
    goal_codes: frozenset = frozenset()

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="perspectives")
    slug = models.SlugField("adress", max_length=80, unique=True)
    title = models.CharField("titel", max_length=200)
    text = models.TextField("text", blank=True)
    goals = models.ManyToManyField(Goal, blank=True, related_name="perspectives", verbose_name="mål")
    is_of_dimensions = models.BooleanField("bärs av ärendenas meningar om hållbarhet", default=False)
    came_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="led_to", verbose_name="föregångare"
    )
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "horisontellt perspektiv"
        verbose_name_plural = "horisontella perspektiv"
        ordering = ["strategy", "order", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("perspective", self.slug)

    @property
    def would_be_at(self):
        """Its address, where nothing else is said."""
        return [slugify(self.title), f"{slugify(self.title)}-{self.strategy.slug}"]


class StandingSteps(models.Manager):
    """A step of a draft that was thrown away is kept for the consultations that were about it, and is no step
    in the making of the strategy that it is kept with (docs/adr/0061)."""

    def get_queryset(self):
        return super().get_queryset().exclude(consultations__discarded_draft__gt="")


class StrategyStep(models.Model):
    """One step in the making of a strategy: dialogue, referral, proposal, adoption."""

    WHOLE = "strategy"

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="steps")
    title = models.CharField("steg", max_length=200)
    how = models.TextField("hur", blank=True)
    when = models.CharField("när, med källans ord", max_length=200, blank=True)
    begins = models.DateField("började", validators=DAYS, null=True, blank=True)
    ends = models.DateField("slutade", validators=DAYS, null=True, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    objects = StandingSteps()

    class Meta:
        verbose_name = "steg i framtagandet"
        verbose_name_plural = "steg i framtagandet"
        ordering = ["strategy", "order", "pk"]

    def __str__(self):
        return self.title


class RelatedPlan(models.Model):
    """A plan that makes the strategy concrete: RIS, RDA, the county transport plan …"""

    WHOLE = "strategy"

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="related_plans")
    abbreviation = models.CharField("förkortning", max_length=20, blank=True)
    title = models.CharField("titel", max_length=200)
    note = models.TextField("anmärkning", blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "underplan"
        verbose_name_plural = "underplaner"
        ordering = ["strategy", "order", "pk"]

    def __str__(self):
        return self.title

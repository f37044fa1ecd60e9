"""The councils' strategic plan, in editions, and its focus areas."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from rus_portal.core.address import address
from rus_portal.core.constraints import Once, dated_by, filled, rule
from rus_portal.core.limits import DAYS, refuse_ahead, refuse_far_year
from rus_portal.core.prepared import prepared
from strategy.models.drafts import Editions, Part
from strategy.models.strategy import Goal


@prepared
def _adopted():
    return StrategicPlan.objects.all()


def in_force_of(editions, day=None):
    """Of adopted ones in their order the newest that applies on the day; where none does the first that
    will."""
    day = day or timezone.localdate()
    applying = (each for each in editions if not each.applies_from or each.applies_from <= day)
    return next(applying, editions[-1] if editions else None)


class AdoptedEditions(models.Manager):
    """A draft is not everyone's (`Editions`): whoever wants it asks for it by `with_drafts`."""

    def get_queryset(self):
        return super().get_queryset().filter(is_draft=False)

    def in_force(self, day=None):
        """The plan on that day."""
        return in_force_of(_adopted(), day)


class StrategicPlan(models.Model):
    """The councils' declaration of intent, made current every year. The first edition carries no year. An
    edition is made from the one before and is a draft until the councils have adopted it; then both are
    frozen. It applies from a day of its own, and until then the one before does (docs/adr/0090)."""

    WORDS = ("title", "intro", "purpose", "criteria", "cooperation_text")
    APPROVED = (*WORDS, "stands")  # what is adopted is what was seen

    IN_ADDRESS = "year"

    year = models.PositiveSmallIntegerField("år", null=True, blank=True, unique=True)
    title = models.CharField("titel", max_length=200)
    intro = models.TextField("inledning", blank=True)
    purpose = models.TextField("syfte", blank=True)
    criteria = models.TextField("urvalskriterier, ett per rad", blank=True)
    cooperation_text = models.TextField("samarbetsformer", blank=True)
    adopted_on = models.DateField("antagen", validators=DAYS, null=True, blank=True)
    adopted_by = models.CharField("antagen av", max_length=300, blank=True)
    applies_from = models.DateField("gäller från", validators=DAYS, null=True, blank=True)
    adoption_corrected_at = models.DateTimeField("antagandet rättat", null=True, blank=True)
    adoption_corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    adoption_correction = models.TextField("varför antagandet rättades", blank=True)
    undated_note = models.TextField("om dateringen", blank=True)
    source = models.TextField("källa", blank=True)
    made_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_edition",
        verbose_name="föregående utgåva",
    )
    is_draft = models.BooleanField(default=False)
    frozen_at = models.DateTimeField("ligger fast sedan", null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    with_drafts = Editions.as_manager()
    objects = AdoptedEditions()

    class Meta:
        verbose_name = "strategisk plan"
        verbose_name_plural = "strategiska planer"
        ordering = [F("year").desc(nulls_last=True), "-pk"]
        constraints = [
            dated_by("plan", "frozen"),
            dated_by("plan", "adoption_corrected"),
            rule(
                "plan_correction_has_reason",
                Q(adoption_corrected_at__isnull=True) | filled("adoption_correction"),
                "Skriv varför antagandet rättas.",
                about="adoption_correction",
            ),
            rule(
                "plan_draft_is_not_frozen",
                Q(is_draft=False) | Q(frozen_at__isnull=True),
                "Ett utkast ligger inte fast.",
            ),
            rule(
                "plan_draft_is_not_adopted",
                Q(is_draft=False) | Q(adopted_on__isnull=True, adopted_by="", applies_from__isnull=True),
                "Ett utkast är inte antaget, och gäller inte från någon dag.",
            ),
            rule(
                "plan_adopted_on_has_by",
                Q(adopted_on__isnull=True, adopted_by="") | Q(adopted_on__isnull=False) & ~Q(adopted_by=""),
                "Ange både vilken dag planen antogs och vem som antog den.",
                about="adopted_on",
            ),
            rule(
                "plan_applies_once_adopted",
                Q(adopted_on__isnull=True)
                | Q(applies_from__isnull=True)
                | Q(applies_from__gte=F("adopted_on")),
                "Planen gäller tidigast från den dag den antogs.",
                about="applies_from",
            ),
            rule(
                "plan_next_applies_from_a_day",
                Q(is_draft=True) | Q(made_from__isnull=True) | Q(applies_from__isnull=False),
                "En ny utgåva gäller från en dag.",
                about="applies_from",
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.year or '(odaterad)'}"

    def get_absolute_url(self):
        return address("plan_edition", self.year) if self.year else address("plan_undated")

    def clean(self):
        refuse_ahead(self, "adopted_on", "Planen är inte antagen än. Ange den dag den antogs.")
        if self.is_draft:
            refuse_far_year(self, "year")

    @property
    def is_ahead(self):
        """Its day has not come: until then the one before is in force."""
        return self.applies_from is not None and self.applies_from > timezone.localdate()

    @property
    def begins(self):
        return self.applies_from

    @property
    def first_day(self):
        """From which it applies, or None where nobody knows."""
        return self.applies_from

    @property
    def parts(self):
        """What goes on from one edition to the next."""
        return self.focus_areas

    @property
    def replaced_by(self):
        """The adopted edition that was made from this one, or None."""
        made = getattr(self, "next_edition", None)
        return made if made and not made.is_draft else None

    @property
    def next_draft(self):
        """The draft that is made from it, or None: until it is adopted or thrown away this one stands."""
        made = getattr(self, "next_edition", None)
        return made if made and made.is_draft else None

    @property
    def making_url(self):
        """Where it is made, while it is a draft."""
        return address("edition_update", self.year) if self.is_draft else ""

    @property
    def adoption_url(self):
        """Where what is said of its adoption is written, and put right."""
        if self.is_draft:
            return ""
        return address("edition_adoption", self.year) if self.year else address("adoption_undated")

    @property
    def changes_url(self):
        """What it has other than the edition before."""
        return address("edition_changes", self.year) if self.made_from_id else ""

    @property
    def relinking_url(self):
        """Where what serves the edition before is led on to this one."""
        return address("edition_relinking", self.year) if self.made_from_id and not self.is_draft else ""

    @property
    def stands(self):
        """All that is adopted with it, for whoever approves it as it is."""
        told = "pk", "code", "order", "goals", "came_from", *FocusArea.WORDS
        areas = FocusArea.with_drafts.filter(plan=self)
        return str(list(areas.order_by("order", "pk", "goals", "came_from").values_list(*told)))

    @property
    def approved_with(self):
        """The rows in `stands`: what is changed of them has its line in the journal by each."""
        return [self.parts.all()]

    @property
    def asked_about(self):
        """The consultations about it."""
        return self.consultations.order_by("opened_at", "pk")

    @property
    def open_consultations(self):
        """Those that still await answers."""
        return self.asked_about.filter(closed_at=None)

    @property
    def criteria_list(self):
        return self.criteria.splitlines()


class AdoptedAreas(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(plan__is_draft=False)

    def with_edition(self):
        return self.select_related("plan").order_by("plan", "order", "pk")


class FocusArea(Part):
    WHOLE = "plan"
    WORDS = ("title", "statement_2030", "objective", "goals_note")

    plan = models.ForeignKey(StrategicPlan, models.CASCADE, related_name="focus_areas")
    code = models.CharField("kod", max_length=10)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField("titel", max_length=200)
    statement_2030 = models.TextField("läget 2030", blank=True)
    objective = models.TextField("målsättning", blank=True)
    goals_note = models.TextField("om kopplingen till RUS", blank=True)
    goals = models.ManyToManyField(Goal, through="FocusAreaGoal", related_name="focus_areas")
    came_from = models.ManyToManyField(
        "self",
        through="FocusAreaSuccession",
        through_fields=("after", "before"),
        symmetrical=False,
        related_name="led_to",
    )
    order = models.PositiveSmallIntegerField("ordning", default=0)

    with_drafts = models.Manager()
    objects = AdoptedAreas()

    class Meta:
        verbose_name = "fokusområde"
        verbose_name_plural = "fokusområden"
        ordering = ["plan", "order", "pk"]
        constraints = [Once(name="focus_area_code_once", fields=["plan", "code"])]

    def __str__(self):
        return self.title

    @property
    def coded(self):
        """As it is chosen among others."""
        return f"{self.code} {self.title}"

    @property
    def in_edition(self):
        """As it is told where editions stand together, in the words of its own."""
        return f"{self.coded} ({self.plan})"

    def get_absolute_url(self):
        return address("focus_area", self.slug)

    @property
    def would_be_at(self):
        """Its address, where nothing else is said: its edition's own."""
        return ["-".join(map(str, filter(None, [slugify(self.title)[:70], self.plan.year])))]

    @property
    def goal_codes(self):
        return {link.goal.code for link in self.goal_links.all()}


class FocusAreaGoal(models.Model):
    """That a focus area serves a goal. A proposal until the secretariat has confirmed it."""

    focus_area = models.ForeignKey(FocusArea, models.CASCADE, related_name="goal_links")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="focus_area_links")
    confirmed_on = models.DateField("bekräftad", validators=DAYS, null=True, blank=True)

    class Meta:
        verbose_name = "koppling mellan fokusområde och mål"
        verbose_name_plural = "kopplingar mellan fokusområden och mål"
        ordering = ["focus_area", "goal__order", "pk"]
        constraints = [models.UniqueConstraint(name="focus_area_goal_once", fields=["focus_area", "goal"])]

    def __str__(self):
        return f"{self.focus_area} – {self.goal}"


class FocusAreaSuccession(models.Model):
    """That an area of one edition goes on as an area of the next. One that goes on as several is split,
    several that go on as one are merged, and one that goes on as none has ended."""

    before = models.ForeignKey(FocusArea, models.PROTECT, related_name="successions_on")
    after = models.ForeignKey(FocusArea, models.CASCADE, related_name="successions_back")

    class Meta:
        verbose_name = "hur ett fokusområde går vidare"
        verbose_name_plural = "hur fokusområden går vidare"
        ordering = ["after", "before", "pk"]
        constraints = [models.UniqueConstraint(name="focus_area_succession_once", fields=["before", "after"])]

    def __str__(self):
        return f"{self.before} – {self.after}"

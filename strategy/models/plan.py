"""The councils' strategic plan, in editions, and its focus areas."""

from django.db import models
from django.db.models import F

from rus_portal.core.address import address
from rus_portal.core.limits import DAYS
from strategy.models.strategy import Goal


class StrategicPlan(models.Model):
    """The councils' declaration of intent, made current every year. The first edition carries no year."""

    IN_ADDRESS = "year"

    year = models.PositiveSmallIntegerField("år", null=True, blank=True, unique=True)
    title = models.CharField("titel", max_length=200)
    intro = models.TextField("inledning", blank=True)
    purpose = models.TextField("syfte", blank=True)
    criteria = models.TextField("urvalskriterier, ett per rad", blank=True)
    cooperation_text = models.TextField("samarbetsformer", blank=True)
    undated_note = models.TextField("om dateringen", blank=True)
    source = models.TextField("källa", blank=True)

    class Meta:
        verbose_name = "strategisk plan"
        verbose_name_plural = "strategiska planer"
        ordering = [F("year").desc(nulls_last=True), "-pk"]

    def __str__(self):
        return f"{self.title} {self.year or '(odaterad)'}"

    def get_absolute_url(self):
        return address("plan_edition", self.year) if self.year else address("plan")

    @property
    def criteria_list(self):
        return self.criteria.splitlines()


class FocusArea(models.Model):
    plan = models.ForeignKey(StrategicPlan, models.CASCADE, related_name="focus_areas")
    code = models.CharField("kod", max_length=10)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField("titel", max_length=200)
    statement_2030 = models.TextField("läget 2030", blank=True)
    objective = models.TextField("målsättning", blank=True)
    goals_note = models.TextField("om kopplingen till RUS", blank=True)
    goals = models.ManyToManyField(Goal, through="FocusAreaGoal", related_name="focus_areas")
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "fokusområde"
        verbose_name_plural = "fokusområden"
        ordering = ["plan", "order", "pk"]
        constraints = [models.UniqueConstraint(name="focus_area_code_once", fields=["plan", "code"])]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("focus_area", self.slug)


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

"""What goals are measured by: indicators, the files their values came with, and the values.

A value is a number or a mark, for official statistics say with ".", "..", "..." and "-" why there is no
number, and those mean different things. It is never written over: a revised one comes beside it, and it
stands with the file that it left for.
"""

import re
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from rus_portal.core.address import address
from rus_portal.core.constraints import dated_by, rule
from rus_portal.core.json_field import JSONField
from strategy.models.marks import meaning_of, meanings_of
from strategy.models.strategy import Goal

EXPLAINED = re.compile(r"^(\.{1,6}|-|:|[a-zA-Z]): (.+)$", re.MULTILINE)
NUMBER = re.compile(r"[-−]?\d[\d \u00a0]*(?:[.,]\d+)?")


def is_number(text):
    if not NUMBER.fullmatch(text):
        raise ValidationError("Skriv ett tal, till exempel 12,5.")


def amount_of(text):
    return Decimal(
        text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace("−", "-").replace(",", ".")
    )


def in_swedish(text):
    """A number as the source has it, "1234.50", with its decimals kept, a comma and thousands apart."""
    if not text:
        return ""
    whole, _, part = text.partition(".")
    sign, whole = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(whole):,}".replace(",", "\N{NO-BREAK SPACE}") + (f",{part}" if part else "")


def as_typed(label):
    """A number that somebody types."""
    return models.CharField(label, max_length=30, blank=True, validators=[is_number])


class Indicator(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField("namn", max_length=200)
    unit = models.CharField("enhet", max_length=60, help_text="Till exempel procent, antal eller kronor.")
    about = models.TextField("vad den mäter", blank=True)
    source = models.CharField("källa", max_length=300, blank=True)
    area = models.CharField(
        "områdeskod som visas först",
        max_length=20,
        blank=True,
        help_text="Till exempel 22 för Västernorrlands län. Lämnas den tom väljs det vidaste området i den "
        "första filen, län före kommuner, och av flera det med lägst kod.",
    )
    baseline_year = models.PositiveSmallIntegerField("utgångsår", null=True, blank=True)
    baseline = as_typed("utgångsvärde")
    target_year = models.PositiveSmallIntegerField("målår", null=True, blank=True)
    target = as_typed("målvärde")
    goals = models.ManyToManyField(Goal, related_name="indicators", verbose_name="mål", blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikatorer"
        ordering = ["order", "title", "pk"]
        constraints = [
            rule(
                "indicator_baseline_has_year",
                Q(baseline="") | Q(baseline_year__isnull=False),
                "Skriv vilket år utgångsvärdet gäller.",
                about="baseline_year",
            ),
            rule(
                "indicator_target_has_year",
                Q(target="") | Q(target_year__isnull=False),
                "Skriv vilket år målvärdet gäller.",
                about="target_year",
            ),
            rule(
                "indicator_target_comes_after_baseline",
                Q(target_year__isnull=True)
                | Q(baseline_year__isnull=True)
                | Q(target_year__gte=F("baseline_year")),
                "Målåret kan inte vara före utgångsåret.",
                about="target_year",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("indicator", self.slug)


class IndicatorImport(models.Model):
    """A file that was read: looked through first, and its values the indicator's once it is confirmed. `note`
    is what the file says of itself."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="imports")
    file_name = models.CharField("fil", max_length=200)
    file_hash = models.CharField(max_length=64)
    note = models.TextField("ur filen", blank=True)
    remarks = JSONField("anmärkningar", default=list)
    cells = JSONField("värden", default=list)
    read_at = models.DateTimeField("inläst", default=timezone.now)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("sparad", null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("ångrad", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "inläst fil"
        verbose_name_plural = "inlästa filer"
        ordering = ["-pk"]
        constraints = [
            dated_by("indicator_import", "confirmed"),
            dated_by("indicator_import", "withdrawn"),
            rule(
                "indicator_import_withdrawn_was_confirmed",
                Q(withdrawn_at__isnull=True) | Q(confirmed_at__isnull=False),
                "Bara det som är sparat kan ångras.",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return address("indicator_import", self.indicator.slug, self.pk)

    @cached_property
    def meanings(self):
        """{mark: what it means} of those that the file explains."""
        note = self.note.replace("–:", "-:")
        return {found[1]: found[2] for found in EXPLAINED.finditer(note)}


class IndicatorValues(models.QuerySet):
    def current(self):
        return self.filter(left_with__isnull=True)

    def in_order(self):
        return self.order_by("indicator", "place", "sex", "year", "period", "pk")

    def with_meanings(self):
        """With what the files that they came with say of themselves, and not all that is in those."""
        files = IndicatorImport.objects.defer("cells", "remarks")
        return self.prefetch_related(models.Prefetch("came_with", files))

    def area_names(self):
        """{code: name} of the areas: each has one, the first that a file gave it, unless that was undone."""
        named = self.exclude(left_with=F("came_with")).exclude(area_code="").exclude(area=F("area_code"))
        first = "came_with__confirmed_at", "came_with", "area"
        rows = named.order_by(*first).values_list("area_code", *first).distinct().reverse()
        return {code: name for code, *_, name in rows}


class IndicatorValue(models.Model):
    """`period` is as the source writes it, "2019" or "2019/20", and `year` the year it begins in. `left_with`
    is the file that brought another value in its place; where that is the file it came with, it was
    withdrawn."""

    class Sex(models.TextChoices):
        TOTAL = "total", "Totalt"
        WOMEN = "women", "Kvinnor"
        MEN = "men", "Män"

    KEY = ("place", "sex", "period")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    came_with = models.ForeignKey(IndicatorImport, models.PROTECT, related_name="brought")
    left_with = models.ForeignKey(IndicatorImport, models.PROTECT, null=True, related_name="took_away")
    place = models.CharField(max_length=200)  # the code of the area; its name where it has none
    area_code = models.CharField("områdeskod", max_length=20, blank=True)
    area = models.CharField("område", max_length=200)
    sex = models.CharField("kön", max_length=10, choices=Sex)
    period = models.CharField("period", max_length=40)
    year = models.PositiveSmallIntegerField("år")
    value = models.CharField(
        "värde", max_length=60, blank=True
    )  # text, with its decimals: no float comes near
    mark = models.CharField("markering", max_length=40, blank=True)
    status = models.CharField("status", max_length=40, blank=True)

    objects = IndicatorValues.as_manager()

    class Meta:
        verbose_name = "värde"
        verbose_name_plural = "värden"
        ordering = ["indicator", "place", "sex", "year", "period", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="indicator_value_once",
                fields=["indicator", "place", "sex", "period"],
                condition=Q(left_with__isnull=True),
            ),
            rule(
                "indicator_value_or_mark",
                (Q(value="") & ~Q(mark="")) | (Q(mark="") & ~Q(value="")),
                "Ett värde är antingen ett tal eller en markering.",
            ),
        ]

    def __str__(self):
        return f"{self.area} {self.period}: {self.told}"

    @property
    def key(self):
        return tuple(getattr(self, name) for name in self.KEY)

    @property
    def told(self):
        """The number as the source had it, in Swedish; or the mark."""
        return self.mark or in_swedish(self.value)

    @property
    def amount(self):
        return Decimal(self.value) if self.value else None

    @property
    def means(self):
        """What the file that it came with says, and else what is usual."""
        own = self.came_with.meanings.get(self.mark, "") if self.mark else ""
        return meaning_of(own) or own or meaning_of(self.mark)

    @property
    def status_means(self):
        """{flag: what it means} of those in its status that have a meaning."""
        return meanings_of(self.status)

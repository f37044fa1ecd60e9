"""What the council says together (ställningstagande)."""

from functools import lru_cache
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator

from councils.models import Council, Person
from councils.models.shown import Shown
from meetings.models.dissent import standing_dissent
from meetings.models.item import AgendaItem
from meetings.models.retelling import Retelling
from meetings.models.visibility import (
    EVERYTHING,
    Known,
    kept_by,
    prepared_by,
    read_by,
)
from rus_portal.core.address import address
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.json_field import JSONField
from rus_portal.core.limits import DAYS
from rus_portal.core.prepared import Rows
from rus_portal.core.text import points
from rus_portal.core.words import MORE, day, listed
from strategy.models import StrategicPlan

# The council is to look at it again: nothing that everyone knows has taken its place.
TO_REVIEW = Q(review_on__isnull=False, superseded_by__published_at=None)
WHY = 32  # words of what a list says of why somebody dissents


def _unpublished(condition):
    return Position.objects.filter(condition, published_at__isnull=True).order_by().values("pk")


class Positions(Shown):
    @staticmethod
    def shown_to(person, meeting=None):
        """Everyone sees published ones; before that only the councils' own people. Of one `meeting`, if it is
        at hand. The few not published are found by themselves, so that of the others nothing need be read."""
        there, of = (Q(item__meeting=meeting), meeting) if meeting else (EVERYTHING, "item__meeting")
        own = kept_by(person, of) | prepared_by(person, of) | read_by(person, of)
        waiting = own if isinstance(own, Known) else Q(pk__in=Rows(_unpublished, own))
        return there & (Q(published_at__isnull=False) | waiting)

    def published(self):
        return self.filter(published_at__isnull=False)

    def that_can_replace(self, position):
        """The same council's that were adopted later."""
        later = Q(adopted_on__gt=position.adopted_on) | Q(adopted_on=position.adopted_on, pk__gt=position.pk)
        return self.filter(later, council=position.council_id, number__isnull=False)

    def newest_first(self):
        return self.order_by("-adopted_on", "-year", "-number", "-pk")


def with_dissent(positions):
    """The one way to list positions: never without their dissenting opinions. Reads `item`."""
    positions = list(positions)
    of_item: dict = {position.item_id: [] for position in positions}
    for dissent in standing_dissent(EVERYTHING, list(of_item)) if of_item else []:
        of_item[dissent.item_id].append(dissent)
    for position in positions:
        position.item.dissent = of_item[position.item_id]
    return positions


@lru_cache(maxsize=2_000)
def first_line(text):
    """And whether there is more."""
    line, _, rest = text.partition("\n")
    told = Truncator(line.strip()).words(WHY, truncate=MORE)
    if rest.strip() and not told.endswith("…"):
        told += MORE
    return told, told != text.strip()


def dissenting(position):
    """Who dissents, each once."""
    return list(dict.fromkeys(dissent.whose for dissent in position.dissents))


class Row(NamedTuple):
    """What a list says of a position: values alone, by which it is written once."""

    url: str
    title: str
    point: str  # the first
    designation: str
    adopted_on: object
    accent: str
    council: str
    goal: tuple  # code, title and slug of the primary one
    disputed: int  # by how many
    dissents: tuple  # (from whom, why, whether there is more)
    is_public: bool
    later: str  # the designation of what has taken its place
    taken: tuple = ()  # how many have taken a formal decision, are to, and have nothing recorded of them
    passage: tuple = ()  # where the words stand that were asked for: (text, whether it is one of them)


class Position(models.Model):
    """A consensus of the council (ställningstagande). Dissenting opinions say if dissent was noted.

    `goals` keeps the wording of the goals on the day of adoption: a list of
    `{"code", "title", "slug", "strategy", "primary"}`. `council_name` and `council_abbreviation` are what
    the council was called then. One with a `retelling` was adopted before the portal and brought in from a
    file; its `source` says so. `adopted_plan` is the edition of the plan that the council adopted with it.
    """

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="position")
    council = models.ForeignKey(Council, models.PROTECT, related_name="positions", verbose_name="råd")
    council_name = models.CharField("råd, med dåvarande namn", max_length=120)
    council_abbreviation = models.CharField("rådets dåvarande förkortning", max_length=10)
    year = models.PositiveSmallIntegerField("år")
    number = models.PositiveSmallIntegerField("nummer", null=True, blank=True)
    slug = models.SlugField(max_length=120, blank=True)
    text = models.TextField("ställningstagande")
    goals = JSONField("mål, med dåvarande lydelse", default=list)
    adopted_on = models.DateField("antaget", validators=DAYS)
    review_on = models.DateField("ses över", validators=DAYS, null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="ersatt av"
    )
    adopted_plan = models.ForeignKey(
        StrategicPlan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adopted_in",
        verbose_name="antog planen",
    )
    source = models.TextField("källa", blank=True)
    retelling = models.ForeignKey(
        Retelling, models.PROTECT, null=True, blank=True, editable=False, related_name="positions"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    search_stems = models.TextField(blank=True, editable=False)

    objects = Positions.as_manager()

    class Meta:
        verbose_name = "ställningstagande"
        verbose_name_plural = "ställningstaganden"
        ordering = ["-adopted_on", "-number", "-pk"]
        # Each with what tells the public ones apart: counting them reads no row.
        indexes = [
            models.Index(
                fields=["-adopted_on", "-year", "-number", "-id", "published_at"], name="position_newest"
            ),
            models.Index(fields=["item", "published_at"], name="position_of_item"),
            models.Index(
                fields=["published_at"], name="position_waiting", condition=Q(published_at__isnull=True)
            ),
            models.Index(
                fields=["review_on"], name="position_to_review", condition=Q(review_on__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="position_number_once",
                fields=["council", "year", "number"],
                violation_error_message="Numret är redan taget i rådet det året.",
            ),
            models.UniqueConstraint(
                name="position_designation_once",
                fields=["council_abbreviation", "year", "number"],
                violation_error_message="Ett annat råd har redan ett ställningstagande med den beteckningen.",
            ),
            models.UniqueConstraint(
                name="position_address_once",
                fields=["year", "number", "slug"],
                violation_error_message="Adressen är redan tagen.",
            ),
            rule("position_names_its_council", filled("council_name"), "Ange rådets namn."),
            rule(
                "position_abbreviates_its_council", filled("council_abbreviation"), "Ange rådets förkortning."
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
        return self.url("position")

    def url(self, name, *args):
        return address(name, self.year, self.number, self.slug, *args)

    @property
    def points(self):
        return points(self.text)

    @property
    def designation(self):
        """ "RSR 3/2026": numbers begin anew each year in each council."""
        return f"{self.council_abbreviation} {self.number or '–'}/{self.year}"

    @property
    def primary_goal(self):
        return next((goal for goal in self.goals if goal["primary"]), None)

    @property
    def later(self):
        """The position that everyone knows to have taken the place of this one, or None."""
        later = self.superseded_by
        return later if later and later.published_at else None

    @property
    def to_review_on(self):
        """The day that stands until everyone knows what has taken its place: `TO_REVIEW` of one row."""
        return None if self.later else self.review_on

    @property
    def citation(self):
        """How it is referred to, never without who dissents."""
        names = dissenting(self)
        dissent = f", med avvikande synpunkt från {listed(names)}" if names else ""
        told = f"{self.council_name}, ställningstagande {self.designation}, ”{self.item.title}”"
        return f"{told}, den {day(self.adopted_on)}{dissent}."

    @property
    def row(self):
        goal = self.primary_goal
        return Row(
            self.get_absolute_url(),
            self.item.title,
            next(iter(self.points), ""),
            self.designation,
            self.adopted_on,
            self.council.accent,
            self.council_name,
            (goal["code"], goal["title"], goal["slug"]) if goal else (),
            len(self.dissents),
            self.told_dissents(),
            bool(self.published_at),
            self.later.designation if self.later else "",
        )

    def told_dissents(self, *, in_full=False):
        """From whom, why, the first line or all of it, and whether there is more. What several stand for is
        told once."""
        whose: dict = {}
        for each in self.dissents:
            whose.setdefault(each.text.strip(), []).append(each.whose)
        told = {why: (why, False) if in_full else first_line(why) for why in whose}
        return tuple((listed(names), *told[why]) for why, names in whose.items())

    @property
    def dissents(self):
        """Dissent not withdrawn, as `with_dissent` found it or else by a query: never empty by mistake."""
        if not hasattr(self.item, "dissent"):
            self.item.dissent = standing_dissent(EVERYTHING, [self.item_id])
        return self.item.dissent

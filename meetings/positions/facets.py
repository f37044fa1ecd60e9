"""What the register and the search can be narrowed by, each value with how much there is of it."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import ClassVar

from django.db.models import BigIntegerField, Value
from django.http import QueryDict
from django.utils import timezone

from councils.models import Council, FormerSlug, Organisation
from meetings.positions.called import names_of
from meetings.triggers.generation import marks
from rus_portal.core.asked import words_asked
from rus_portal.core.prepared import prepared
from rus_portal.core.words import month
from strategy.editions import came_from, in_turn
from strategy.models import FocusArea, Goal, StrategicPlan, Strategy
from strategy.succession import with_earlier

AGREED, DISSENT = "samsyn", "avvikande"
OUTCOMES = {AGREED: "I samsyn", DISSENT: "Med avvikande synpunkt"}
LABELS = {
    "slag": "Slag",
    "mal": "Mål i strategin",
    "fokus": "Fokusområde",
    "rad": "Råd",
    "org": "Organisation",
    "avviker": "Avvikande ledamot från",  # who may have spoken for the opposition alone
    "ar": "År",
    "utfall": "Utfall",
}
NOTHING = {
    "mal": "Alla mål",
    "fokus": "Alla fokusområden",
    "rad": "Alla råd",
    "org": "Alla organisationer",
    "avviker": "Alla organisationer",
    "ar": "Alla år",
    "utfall": "Alla utfall",
}
FORMER = {"enigt": AGREED}  # values in addresses from before
SLUGGED = {"mal": Goal, "fokus": FocusArea, "rad": Council}
YEARS = {year: (str(year), str(year)) for year in range(2199, 1899, -1)}
MONTH = re.compile(r"(19\d\d|2[01]\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """One list to choose from. `groups` are (heading, options); an option is (value, text)."""

    name: str
    label: str
    nothing: str
    groups: tuple
    chosen: str


@dataclass(frozen=True)
class Facets:
    """What narrows what an address asks for, its `query`; here of the register. `named` are the values of
    each facet as they are counted, with (how they stand in an address, text); `chosen` the values that the
    address chooses among them."""

    HOMES: ClassVar[str] = "avviker"  # the facet of organisations
    OWN: ClassVar[dict] = {"utfall": OUTCOMES}
    HAS_MONTHS: ClassVar[bool] = True  # a year may be narrowed to a month of it: 2025-03

    query: QueryDict
    now: tuple  # the generation before anything was asked
    organisations: list
    goals: list
    areas: list
    named: dict
    chosen: dict

    @property
    def words(self):
        return words_asked(self.query)[1]

    @property
    def told(self):
        """The search in words: ”tåg”, Slag: Protokoll."""
        return ", ".join([f"”{words_asked(self.query)[0]}”", *map(self.text, self.chosen)])

    @property
    def is_astray(self):
        """Whether a value in the address names nothing."""
        return any(self.query.get(name) and name not in self.chosen for name in self.named)

    def key(self, name):
        """Of the value chosen, as it is counted."""
        return next(key for key, (slug, _) in self.named[name].items() if slug == self.chosen[name])

    def goals_under(self, slug):
        return goals_under(self.goals, slug)

    def areas_behind(self):
        """The focus area chosen, and those of former editions that have become it."""
        key = self.key("fokus")
        return key, *(area.pk for area in came_from(key, FocusArea))

    def text(self, name):
        told = dict(self.named[name].values())
        return f"{LABELS[name]}: {told[self.chosen[name]]}"

    def choice(self, name, counts):
        """A list to choose from: what there is something of, and what is chosen."""
        groups = self._groups(name, counts)
        return Choice(name, LABELS[name], NOTHING[name], groups, self.chosen.get(name, ""))

    def offered(self, name, counts):
        """(address, text, how many) of what there is something of, or is chosen."""
        chosen = self.chosen.get(name)
        return [
            (slug, text, counts.get(str(key), 0))
            for key, (slug, text) in self.named[name].items()
            if str(key) in counts or slug == chosen
        ]

    def _groups(self, name, counts):
        told = [(slug, f"{text} ({number})") for slug, text, number in self.offered(name, counts)]
        offered = dict(told)
        if name == "fokus" and of_several(self.areas):
            some = [area for area in self.areas if area.slug in offered]
            return tuple(
                (whole, tuple((area.slug, offered[area.slug]) for area in areas))
                for whole, areas in groupby(some, key=lambda area: area.whole)
            )
        if name != "mal":
            return (("", tuple(told)),)
        groups = []
        for heading, ((root, all_under), *below) in under_roots(self.goals):
            some = [(slug, offered[slug]) for slug, _ in below if slug in offered]
            if some or root in offered:
                groups.append((heading, ((root, all_under), *some)))
        return tuple(groups)

    @classmethod
    def of(cls, query):
        """A value that names nothing counts as not given. One query, and one more after a write."""
        now = marks()
        goals, areas, councils, homes = _everything_named(now)
        named = {
            "mal": {goal.pk: (goal.slug, goal.name) for goal in goals},
            "fokus": {area.pk: (area.slug, area.title) for area in areas},
            "rad": {council.pk: (council.slug, council.title) for council in councils},
            cls.HOMES: {home.pk: (home.slug, home.title) for home in homes},
            "ar": YEARS,
        }
        named |= {name: {key: (key, text) for key, text in told.items()} for name, told in cls.OWN.items()}
        if cls.HAS_MONTHS and (asked := MONTH.fullmatch(query.get("ar", ""))):
            named["ar"] = YEARS | {asked[0]: (asked[0], month(*map(int, asked.groups())))}
        chosen = {}
        for name in named.keys() & query.keys():
            slugs = {slug for slug, _ in named[name].values()}
            given = _present(name, query[name], slugs)
            if given in slugs:
                chosen[name] = given
        chosen = {name: chosen[name] for name in named if name in chosen}
        return cls(query, now, homes, goals, areas, named, chosen)


def _present(name, value, slugs):
    """The value; where it is what something was once called, what it is called now."""
    value = FORMER.get(value, value) if name == "utfall" else value
    if not value or value in slugs or name not in SLUGGED:
        return value
    owner = FormerSlug.objects.owner(SLUGGED[name], value)
    return owner.slug if owner else value


@dataclass(frozen=True)
class _Named:
    """A goal; a focus area, whose `strategy` is its plan; a council or an organisation, which have none. The
    code of an organisation is its short name, and `everyday` what else it is called. `whole` is what the
    strategy or the plan is called."""

    whole: str
    pk: int
    slug: str
    code: str
    title: str
    strategy: int | None
    parent: int | None
    everyday: str

    @property
    def name(self):
        return f"{self.code} {self.title}"

    @cached_property
    def names(self):
        return names_of(self.title, self.code, self.everyday)


@prepared
def _named():
    """One query for them all."""
    told, none = ("pk", "slug", "code", "title"), Value(None, BigIntegerField())
    no_name = Value("")
    plain = "order", "pk", "slug", no_name, "name", none, none, no_name
    own = Goal.objects.filter(strategy__is_own=True).order_by()
    goals = own.values_list(Value("goal"), "order", *told, "strategy", "parent", no_name)
    return goals.union(
        FocusArea.objects.order_by().values_list(Value("area"), "order", *told, "plan", none, no_name),
        Council.objects.filter(kind="council").order_by().values_list(Value("council"), *plain),
        Organisation.objects.own()
        .order_by()
        .values_list(
            *(Value("organisation"), "order", "pk", "slug", "short_name", "name", none, none),
            "everyday_names",
        ),
        all=True,
    ).order_by()


def _everything_named(now):
    """The goals of our own strategies, the plan's focus areas, the councils and the organisations, as the
    generation has them; goals and areas in the turn that their strategies and plans have today."""
    return _named_in_turn(now, timezone.localdate())


@lru_cache(maxsize=2)
def _named_in_turn(now, today):
    found: dict = {"goal": [], "area": [], "council": [], "organisation": []}
    named, turns = list(_named()), {}
    for what, wholes in (("goal", Strategy.objects), ("area", StrategicPlan.objects)):
        keys = {row[6] for row in named if row[0] == what}
        several = in_turn(wholes.filter(pk__in=keys)) if len(keys) > 1 else []
        turns |= {(what, whole.pk): (turn, str(whole)) for turn, whole in enumerate(several)}
    rows = [(turns.get((row[0], row[6]), (0, "")), *row) for row in named]
    for (_, whole), what, _, *told in sorted(rows, key=lambda row: (row[0], row[2], row[3])):
        found[what].append(_Named(whole, *told))
    return tuple(found.values())


def own_goals():
    """The goals of our own strategies."""
    return _everything_named(marks())[0]


def of_several(things):
    return len({each.strategy for each in things}) > 1


def under_roots(goals):
    """Goals grouped by their root, the root itself first. The strategy is named where there are several."""
    groups, several = [], of_several(goals)
    for root in (goal for goal in goals if goal.parent is None):
        below = [goal for goal in goals if goal != root and is_under(goal, root)]
        options = [(goal.slug, goal.name) for goal in below]
        heading = f"{root.whole}: {root.name}" if several else root.name
        groups.append((heading, ((root.slug, f"Allt under {root.code}"), *options)))
    return tuple(groups)


def goals_under(goals, slug):
    """The goals under the one asked for, and those of earlier strategies that have become them."""
    asked = next(goal for goal in goals if goal.slug == slug)
    under = [goal.pk for goal in goals if is_under(goal, asked)]
    return with_earlier(under) if of_several(goals) else under


def is_under(goal, other):
    same = goal.strategy == other.strategy
    return same and (goal.code == other.code or goal.code.startswith(f"{other.code}."))


def without(query, *names):
    """The query as it stands in an address, but for these and the page."""
    rest = query.copy()
    for key in (*names, "sida"):
        rest.pop(key, None)
    return rest.urlencode()


def narrowed_by(query, name):
    """The query with another value of that name, but for the value, which comes last."""
    return f"{without(query, name)}&{name}=".removeprefix("&")

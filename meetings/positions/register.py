"""The register of positions: the filters in its address, and the positions that match."""

from dataclasses import dataclass
from functools import partial

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import BigIntegerField, Count, Q, Value

from councils.models import Council, FormerSlug
from meetings.models import AgendaItem, DissentingOpinion, Position
from meetings.models.position import with_dissent
from meetings.positions.elsewhere import elsewhere, organisations
from meetings.positions.goal_counts import serving
from meetings.positions.passage import passage
from meetings.positions.search import matching
from rus_portal.core.asked import words_asked
from rus_portal.core.inflection import PART
from rus_portal.core.prepared import Rows, prepared
from rus_portal.core.words import listed
from strategy.models import FocusArea, Goal

PAGE = 20
AGREED, DISSENT = "samsyn", "avvikande"
OUTCOMES = {AGREED: "I samsyn", DISSENT: "Med avvikande synpunkt"}
LABELS = {
    "slag": "Slag",
    "mal": "Mål i strategin",
    "fokus": "Fokusområde",
    "rad": "Råd",
    "org": "Organisation",
    "ar": "År",
    "utfall": "Utfall",
}
NOTHING = {
    "mal": "Alla mål",
    "fokus": "Alla fokusområden",
    "rad": "Alla råd",
    "org": "Alla organisationer",
    "ar": "Alla år",
    "utfall": "Alla utfall",
}
FORMER = {"enigt": AGREED}  # values in addresses from before


@dataclass(frozen=True)
class Choice:
    """One list to choose from. `groups` are (heading, options); an option is (value, text)."""

    name: str
    label: str
    nothing: str
    groups: tuple
    chosen: str

    @property
    def chosen_text(self):
        """The text of the option chosen; empty when none, or none in the list, is chosen."""
        options = (option for _, options in self.groups for option in options)
        return next((text for value, text in options if value == self.chosen), "")


@dataclass(frozen=True)
class Answer:
    """`in_effect` are (text, query without it) for each filter in use."""

    words: str
    complaint: str  # what is wrong with the words
    same: str  # what else was looked for, since it means the same
    within: bool  # whether the words were looked for within longer ones
    wider: str  # the query that does, where this one does not
    choices: list
    in_effect: list
    page: Page
    rows: list  # what is told of each on it
    elsewhere: list  # pages of other kinds, where there is none
    condition: Q  # of all that are found, on whatever page


def look_up(query, user):
    """Answer the parameters q, delar, mal, fokus, rad, ar, utfall and sida of a QueryDict.

    A value that is in no list counts as not given. Six queries, however many positions there are. Where none
    has the words by themselves, those answer that have them within longer words.
    """
    goals, areas = goals_and_areas()
    councils, years = _councils_and_years()
    text, words, complaint = words_asked(query)
    offered = {
        "mal": under_roots(goals),
        "fokus": (("", tuple((area.slug, area.title) for area in areas)),),
        "rad": (("", councils),),
        "ar": (("", years),),
        "utfall": (("", tuple(OUTCOMES.items())),),
    }
    choices = [
        Choice(name, LABELS[name], NOTHING[name], groups, present(name, query.get(name, ""), groups))
        for name, groups in offered.items()
    ]
    made = {choice.name: choice for choice in choices if choice.chosen_text}

    shown = Position.objects.shown_to(user) & Q(number__isnull=False)
    chosen = shown
    for name, choice in made.items():
        chosen &= _condition(name, choice.chosen, goals)
    may_widen = any(len(word) >= PART for word in words)
    is_asked = query.get("delar") == "1" and may_widen
    search = partial(_search, " ".join(words), shown, chosen, user)
    within, (sought, found) = is_asked, search(within=is_asked)
    if may_widen and not found.count:
        within, (sought, found) = True, search(within=True)

    in_effect = [(f"”{text}”", without(query, "q"))] if words else []
    for name, choice in made.items():
        in_effect.append((f"{choice.label}: {choice.chosen_text}", without(query, name)))
    if is_asked:
        in_effect.append(("Också inne i längre ord", without(query, "delar")))
    page = found.get_page(query.get("sida"))
    rows = [position.row._replace(passage=passage(position, sought.words)) for position in page]
    wider = "" if within or not may_widen else f"{without(query, 'delar')}&delar=1"
    others = [] if rows else elsewhere(sought.words, organisations(), goals, areas)
    return Answer(
        text,
        complaint,
        listed(sought.same),
        within,
        wider,
        choices,
        in_effect,
        page,
        rows,
        others,
        chosen & sought.condition,
    )


def _search(words, shown, chosen, user, *, within):
    """How the words are understood, and the positions among those chosen that answer to them."""
    sought = matching(words, shown, is_told=user.is_authenticated, within=within)
    return sought, Paginator(Found(chosen & sought.condition), PAGE)  # type: ignore[arg-type]  # it asks no more


@dataclass(frozen=True)
class Found:
    """The positions that meet the condition, newest first, as a paginator asks for them."""

    condition: Q

    def count(self):
        return next(iter(_count(self.condition)), 0)

    def __getitem__(self, page):
        return with_dissent(newest_positions(self.condition, page))


@prepared
def _count(condition):
    return (
        Position.objects.filter(condition)
        .order_by()
        .values(all=Value(1))
        .annotate(Count("pk"))
        .values_list("pk__count", flat=True)
    )


@prepared
def newest_positions(condition, page):
    """The rows alone of that page, found first among all by what the index holds."""
    newest = Position.objects.filter(condition).newest_first()[page].values("pk")
    return Position.objects.filter(pk__in=newest).newest_first().select_related("item", "council")


SLUGGED = {"mal": Goal, "fokus": FocusArea, "rad": Council}


def present(name, value, groups):
    """The value; where it is what something was once called, what it is called now."""
    value = FORMER.get(value, value) if name == "utfall" else value
    if not value or name not in SLUGGED or any(value == key for _, options in groups for key, _ in options):
        return value
    owner = FormerSlug.objects.owner(SLUGGED[name], value)
    return owner.slug if owner else value


def _condition(name, value, goals):
    if name == "mal":
        asked = next(goal for goal in goals if goal.slug == value)
        return serving([goal.pk for goal in goals if is_under(goal, asked)], "item__")
    if name == "fokus":
        return Q(item__in=Rows(in_area, value))
    if name == "rad":
        return Q(council__slug=value)
    if name == "ar":
        return Q(year=int(value))
    dissent = Q(item__in=Rows(_disputed))
    return dissent if value == DISSENT else ~dissent


def in_area(slug):
    return AgendaItem.focus_areas.through.objects.filter(focusarea__slug=slug).values("agendaitem")


def in_areas(slugs):
    return AgendaItem.focus_areas.through.objects.filter(focusarea__slug__in=slugs).values("agendaitem")


def _disputed():
    return DissentingOpinion.objects.standing().order_by().values("item")


@dataclass(frozen=True)
class _Goal:
    """A goal; or a focus area, whose `strategy` is its plan."""

    pk: int
    slug: str
    code: str
    title: str
    strategy: int
    parent: int | None


@prepared
def _goals_or_areas():
    """One query for them both."""
    told = ("pk", "slug", "code", "title")
    own = Goal.objects.filter(strategy__is_own=True).order_by()
    goals = own.values_list(Value("goal"), "strategy__year_from", "order", *told, "strategy", "parent")
    no_parent = Value(None, BigIntegerField())
    areas = FocusArea.objects.order_by()
    areas = areas.values_list(Value("area"), Value(0), "order", *told, "plan", no_parent)
    return goals.union(areas, all=True)


def goals_and_areas():
    """The goals of our own strategies, and the plan's focus areas."""
    rows = sorted(_goals_or_areas(), key=lambda row: (-row[1], row[7], row[2], row[3]))
    return (
        [_Goal(*row[3:]) for row in rows if row[0] == "goal"],
        [_Goal(*row[3:]) for row in rows if row[0] == "area"],
    )


def under_roots(goals):
    """Goals grouped by their root, the root itself first."""
    groups = []
    for root in (goal for goal in goals if goal.parent is None):
        below = [goal for goal in goals if goal != root and is_under(goal, root)]
        options = [(goal.slug, f"{goal.code} {goal.title}") for goal in below]
        groups.append((f"{root.code} {root.title}", ((root.slug, f"Allt under {root.code}"), *options)))
    return tuple(groups)


def is_under(goal, other):
    same = goal.strategy == other.strategy
    return same and (goal.code == other.code or goal.code.startswith(f"{other.code}."))


# From one year of a council to its next, each found by an index: there are few, however many the positions.
COUNCILS_WITH_YEARS = """
    WITH RECURSIVE held (council, year) AS (
        SELECT id, (SELECT min(year) FROM meetings_position
            WHERE council_id = councils_council.id AND published_at IS NOT NULL)
        FROM councils_council
        UNION ALL
        SELECT council, (SELECT min(year) FROM meetings_position
            WHERE council_id = held.council AND published_at IS NOT NULL AND year > held.year)
        FROM held WHERE year IS NOT NULL
    )
    SELECT "order", slug, name, year FROM held JOIN councils_council ON id = council WHERE year IS NOT NULL
"""


def _councils_and_years():
    """The councils and years that have positions, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNCILS_WITH_YEARS)
        rows = cursor.fetchall()
    councils = sorted({row[:3] for row in rows})
    years = sorted({row[3] for row in rows}, reverse=True)
    return tuple(council[1:] for council in councils), tuple((str(year), str(year)) for year in years)


def without(query, name):
    rest = query.copy()
    for key in (name, "sida"):
        rest.pop(key, None)
    return rest.urlencode()

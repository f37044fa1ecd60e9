"""The register of positions: the filters in its address, and the positions that match."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, Value

from meetings.models import Position
from meetings.models.position import with_dissent
from meetings.positions.axis import axis
from meetings.positions.counts import counted, disputed_by, disputed_items, in_areas
from meetings.positions.decisions import taken_so_far
from meetings.positions.facets import DISSENT, Facets, narrowed_by, without
from meetings.positions.goal_counts import PUBLISHED, serving
from meetings.positions.passage import passage
from meetings.positions.search import matching
from meetings.triggers.generation import kept_for_all
from rus_portal.core.asked import words_asked
from rus_portal.core.inflection import PART
from rus_portal.core.prepared import Rows, prepared
from rus_portal.core.words import listed

PAGE = 9  # fewer than ten screens of the smallest phone
CHIPS, LISTS = ("utfall", "rad"), ("mal", "fokus", "avviker")  # how what there is is offered


@dataclass(frozen=True)
class Answer:
    """`in_effect` are (text, query without it) for each filter in use; `chips` (text, how many, query with
    it) for those that are offered one by one; `kept` what the form must send along."""

    words: str
    complaint: str  # what is wrong with the words
    same: str  # what else was looked for, since it means the same
    within: bool  # whether the words were looked for within longer ones
    wider: str  # the query that does, where this one does not
    chips: list
    choices: list
    kept: list
    in_effect: list
    axis: list
    page: Page
    rows: list  # what is told of each on it
    sought: list  # each word with the stems that answer to it
    facets: Facets
    condition: Q  # of all that are found, on whatever page


def look_up(query, user):
    """Answer the parameters q, delar, mal, fokus, rad, avviker, ar, utfall and sida of a QueryDict.

    A value that names nothing counts as not given. As many queries however many positions there are. Where
    none has the words by themselves, those answer that have them within longer words.
    """
    facets = Facets.of(query)
    text, words, complaint = words_asked(query)
    shown = Position.objects.shown_to(user) & Q(number__isnull=False)
    chosen = {name: _condition(facets, name, value) for name, value in facets.chosen.items()}
    may_widen = any(len(word) >= PART for word in words)
    is_asked = query.get("delar") == "1" and may_widen
    whole, wide = matching(" ".join(words), facets.organisations, shown, is_told=user.is_authenticated)
    within, sought = is_asked, wide if is_asked else whole
    number, counts = counted(shown & sought.condition, chosen, facets.now)
    if may_widen and not within and not number:
        within, sought = True, wide
        number, counts = counted(shown & sought.condition, chosen, facets.now)

    condition = Q(shown, *chosen.values(), sought.condition)
    page = Paginator(Found(condition, number), PAGE).get_page(query.get("sida"))  # type: ignore[arg-type]  # it asks no more
    wider = "" if within or not may_widen else f"{without(query, 'delar')}&delar=1"
    return Answer(
        text,
        complaint,
        listed(sought.same),
        within,
        wider,
        list(_chips(facets, counts)),
        [facets.choice(name, _numbers(counts[name])) for name in LISTS],
        [(name, query[name]) for name in (*CHIPS, "ar", "delar") if query.get(name)],
        list(_in_effect(facets, words and text, is_asked=is_asked)),
        list(axis(query, facets.chosen.get("ar", ""), counts["ar"])),
        page,
        list(_rows(page, sought.words, in_full=_asks_for_dissent(facets.chosen))),
        sought.words,
        facets,
        condition,
    )


def _numbers(counts):
    return {value: number for value, (number, _) in counts.items()}


def _chips(facets, counts):
    for name in CHIPS:
        offered = facets.offered(name, _numbers(counts[name]))
        if name not in facets.chosen and len(offered) > 1:
            narrowed = narrowed_by(facets.query, name)
            yield from ((text, number, narrowed + value) for value, text, number in offered)


def _in_effect(facets, text, *, is_asked):
    if text:
        yield f"”{text}”", without(facets.query, "q")
    for name in facets.chosen:
        yield facets.text(name), without(facets.query, name)
    if is_asked:
        yield "Också inne i längre ord", without(facets.query, "delar")


def _asks_for_dissent(chosen):
    return "avviker" in chosen or chosen.get("utfall") == DISSENT


def _rows(page, words, *, in_full):
    """What is told of each; the words of dissent whole where that is asked for."""
    positions = list(page)
    taken = taken_so_far(positions)
    for position in positions:
        told = position.row._replace(passage=passage(position, words), taken=taken.get(position.pk, ()))
        yield told._replace(dissents=position.told_dissents(in_full=True)) if in_full else told


@dataclass(frozen=True)
class Found:
    """The positions that meet the condition, newest first, as a paginator asks for them."""

    condition: Q
    number: int | None = None  # where it is known

    def count(self):
        return next(iter(_count(self.condition)), 0) if self.number is None else self.number

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
    return (
        Position.objects.filter(pk__in=newest)
        .newest_first()
        .select_related("item", "council", "superseded_by")
    )


def disputed_year(this_year):
    """The last year that is over with dissent in a position that everyone may read; where there is none the
    one that is going on, if it has any."""
    years = _disputed_years()
    going_on = this_year if this_year in years else None
    return max((year for year in years if year < this_year), default=going_on)


@kept_for_all
def _disputed_years():
    disputed = Position.objects.filter(PUBLISHED, item__in=disputed_items())
    return set(disputed.order_by().values_list("year", flat=True).distinct())


def _condition(facets, name, value):
    if name == "mal":
        return serving(facets.goals_under(value), "item__")
    if name == "fokus":
        return Q(item__in=Rows(in_areas, facets.areas_behind()))
    if name == "rad":
        return Q(council__slug=value)
    if name == "ar":
        year, _, month = value.partition("-")
        return Q(year=int(year), adopted_on__month=int(month)) if month else Q(year=int(year))
    if name == "avviker":
        return Q(item__in=Rows(disputed_by, facets.key(name)))
    dissent = Q(item__in=Rows(disputed_items))
    return dissent if value == DISSENT else ~dissent

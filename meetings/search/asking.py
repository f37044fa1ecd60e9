"""What somebody asks for, and what of it there is: one query for a page and all counts."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from meetings.models import AgendaItem
from meetings.positions.counts import FURTHER, GOALS_BECAME, in_areas, narrowed
from meetings.positions.goal_counts import serving
from meetings.positions.search import with_synonyms
from meetings.search.rights import readable
from meetings.search.tables import found
from rus_portal.core.designations import asked_numbers
from rus_portal.core.inflection import sought

PAGE = 20
COUNTED = {"slag": "kind", "rad": "council", "ar": "year", "utfall": "outcome", "org": "organisation"}
# ruff: noqa: S608  our own constants
BY_ITEM = FURTHER | {
    "mal": FURTHER["mal"]
    + f" UNION ALL SELECT hits.id, part FROM hits JOIN ({GOALS_BECAME}) AS own_line ON origin = hits.key "
    "WHERE hits.kind = 'goal' AND {where}",
}
HITS = (
    "WITH found AS MATERIALIZED (SELECT id, MIN(tier) AS tier FROM ({each_tier}) AS found_by GROUP BY id), "
    "hits AS MATERIALIZED (SELECT own.*, found.tier{is_chosen} FROM found "
    "JOIN ({own}) AS own ON own.id = found.id)"
)
# Materialized, PostgreSQL asks its index however common it takes the word to be.
ASKED = "WITH asked(nth, query) AS (VALUES {rows})"
OF_ONE = "WITH found AS MATERIALIZED ({found}) SELECT 1 FROM found JOIN ({own}) AS own ON own.id = found.id"
HOLDS = f"{ASKED} SELECT nth FROM asked WHERE EXISTS ({OF_ONE})"
COUNTS = f"{ASKED} SELECT nth, (SELECT COUNT(*) FROM ({OF_ONE}) AS hits) FROM asked"
ORDER = "tier, day DESC, place, key DESC, id"


@dataclass(frozen=True)
class Hits:
    """`rows` are the ids of those on the page, `by_tier` how many each tier has. `counts` of each facet are
    told by value, under the choices made in the others."""

    by_tier: dict
    page: int
    rows: list
    counts: dict

    @property
    def total(self):
        return sum(self.by_tier.values())


class Index:
    """The index as one reader may know of it; of one kind, where that is all that is asked of. `homes` are
    the organisations that may be named."""

    def __init__(self, person, homes, kind=""):
        self.person, self.homes, self.kind = person, homes, kind

    @cached_property
    def _readable(self):
        own, values = readable(self.person)
        if not self.kind:
            return own, values
        return f"SELECT * FROM ({own}) AS any_kind WHERE kind = %s", [*values, str(self.kind)]

    def understand(self, text, *, within=False):
        """The numbers asked for, the words with the stems of each, and what else means the same."""
        numbers, rest = asked_numbers(text)
        own = sought(rest, self.known, within=within)
        words, same = with_synonyms(own, self.homes)
        exact = [[number] for number in numbers]
        return Sought([*exact, *own], [*exact, *words], words, same)

    def known(self, stems):
        """Those of the stems that stand in something the reader may know of, whatever its kind."""
        if self.kind:
            return Index(self.person, self.homes).known(stems)
        there = self.holding([[[stem]] for stem in stems])
        return {stem for stem, is_there in zip(stems, there, strict=True) if is_there}

    def how_often(self, stems):
        """The same, each with in how much it stands."""
        counts = dict(self._of_each(COUNTS, [[[stem]] for stem in stems]))
        return {stem: counts[nth] for nth, stem in enumerate(stems) if counts[nth]}

    def holding(self, queries):
        """For each list of words whether anything has them all."""
        there = {nth for (nth,) in self._of_each(HOLDS, queries)}
        return [nth in there for nth in range(len(queries))]

    def _of_each(self, sql, queries):
        """What the reader may know of is said once, however many lists of words there are."""
        if not queries:
            return []
        own, values = self._readable
        asked = [(nth, found(words)[1][0]) for nth, words in enumerate(queries)]
        by_each = found(queries[0])[0].replace("%s", "asked.query")
        rows = ", ".join(["(%s, %s)"] * len(asked))
        with connection.cursor() as cursor:
            given = [each for row in asked for each in row]
            cursor.execute(sql.format(rows=rows, found=by_each, own=own), [*given, *values])
            return cursor.fetchall()

    def ask(self, tiers, chosen, page, size=PAGE):
        """`tiers` are lists of words, and whether they are to stand in the title, the best first: a row is in
        the first that finds it. `chosen` are conditions by the name of their facet, as (SQL, values). A page
        after the last is the last."""
        hits = self._ask(tiers, chosen, page, size)
        last = max(-(-hits.total // size), 1)
        return hits if page <= last else self._ask(tiers, chosen, last, size)

    def _ask(self, tiers, chosen, page, size):
        own, values = self._readable
        asked = [found(words, in_title=in_title) for words, in_title in tiers]
        each_tier = [
            f"SELECT id, {tier} AS tier FROM ({sql}) AS t{tier}" for tier, (sql, _) in enumerate(asked)
        ]
        is_chosen = "".join(f", ({sql}) AS is_{name}" for name, (sql, _) in chosen.items())
        hits = HITS.format(each_tier=" UNION ALL ".join(each_tier), is_chosen=is_chosen, own=own)
        given = [value for _, each in (*asked, *chosen.values()) for value in each]
        with connection.cursor() as cursor:
            cursor.execute(
                f"{hits} {' UNION ALL '.join(_told_of_hits(chosen))}",
                [*given, *values, (page - 1) * size, page * size],
            )
            return _hits(cursor.fetchall(), page)


def _told_of_hits(chosen):
    """How many there are in each tier and by each facet, and those on the page."""
    yield f"SELECT 'tier', CAST(tier AS text), COUNT(*) FROM hits WHERE {narrowed(chosen)} GROUP BY tier"
    for name, column in COUNTED.items():
        yield (
            f"SELECT '{name}', CAST({column} AS text), COUNT(*) FROM hits "
            f"WHERE {narrowed(chosen, name)} GROUP BY {column}"
        )
    for name, pairs in BY_ITEM.items():
        yield (
            f"SELECT '{name}', CAST(value AS text), COUNT(*) "
            f"FROM ({pairs.format(where=narrowed(chosen, name))}) AS {name}_pairs GROUP BY value"
        )
    yield (
        f"SELECT 'row', CAST(id AS text), nth FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY {ORDER}) AS nth "
        f"FROM hits WHERE {narrowed(chosen)}) AS numbered WHERE nth > %s AND nth <= %s"
    )


def _hits(answered, page):
    counts: dict = {name: {} for name in (*COUNTED, *BY_ITEM)}
    tiers, rows = {}, []
    for what, value, number in answered:
        if what == "tier":
            tiers[int(value)] = number
        elif what == "row":
            rows.append((number, int(value)))
        elif value:
            counts[what][value] = number
    return Hits(tiers, page, [row for _, row in sorted(rows)], counts)


def equal_to(name, value):
    """The condition that one of the facets in the index has that value."""
    return f"own.{COUNTED[name]} = %s", [value]


def serves(goals):
    """That it is of an item that serves one of these goals, or is one of them."""
    sql, values = AgendaItem.objects.filter(serving(goals)).order_by().values("pk").query.sql_with_params()
    own = ", ".join(["%s"] * len(goals))
    return f"own.item IN ({sql}) OR own.kind = 'goal' AND own.key IN ({own})", [*values, *goals]


def in_focus(areas):
    sql, values = in_areas(areas).order_by().query.sql_with_params()
    return f"own.item IN ({sql})", values


@dataclass(frozen=True)
class Sought:
    """What is asked for as lists of what answers to each word: in the words themselves, with what else means
    `same`, and of that what is no number, to mark it where it stands."""

    own: list
    all: list
    words: list
    same: list

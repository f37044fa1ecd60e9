"""Finding published positions by their words, alike on SQLite and PostgreSQL.

Words are reduced to their stems in Python (docs/adr/0045), so both databases index and compare the same: FTS5
on SQLite, a column of `to_tsvector('simple', …)` with its GIN index on PostgreSQL. The index is installed
after every migrate, since Django rebuilds tables on SQLite and drops triggers with them.
"""

import re
from typing import NamedTuple

from django.db import connection, connections
from django.db.models import BigAutoField, Lookup, Q
from django.db.models.expressions import RawSQL

from meetings.models import Position, Synonyms
from meetings.models.position import with_dissent
from meetings.positions.called import widened
from rus_portal.core.designations import GLUED, OF_PARAGRAPH
from rus_portal.core.inflection import answers, as_read, sought, stem, stems, words_in
from rus_portal.core.prepared import Rows, prepared

NUMBER = re.compile(r"(?:\bnr\.?\s*)?(?<![\w/])(\d{1,5})/(\d{4})(?![\w/])", re.IGNORECASE | re.ASCII)
DESIGNATED = re.compile(r"(?<!\w)([^\W\d_]\w{1,9}?)\s*(\d{1,3})(?![\w/])", re.ASCII)


def stems_of_position(position):
    """All that everyone may read of a published position, as stems."""
    item = position.item
    told = [item.title, item.summary, item.how, position.text, position.designation, position.council_name]
    told += [f"{goal['code']} {goal['title']}" for goal in position.goals]
    told += [f"{dissent.organisation_name} {dissent.text}" for dissent in position.dissents]
    return " ".join(stems(" ".join(told)))


def matching(query, homes, among, *, is_told):
    """A position has each number asked for, as § 14, 2/2026 or RSR 2, and holds every other word, in any of
    its forms. `homes` are the organisations that the query may name, `among` those that the reader may see,
    unpublished ones too where the reader `is_told` of them. Told twice: as the words stand, and where they
    may stand within longer ones."""
    query = GLUED.sub(" ", as_read(query))
    numbers = [_of_paragraph(*found) for found in OF_PARAGRAPH.findall(query)]
    query = OF_PARAGRAPH.sub(" ", query)
    numbers += [Q(number=int(number), year=int(year)) for number, year in NUMBER.findall(query)]
    query = NUMBER.sub(" ", query)
    for found in DESIGNATED.finditer(query):
        designated = Q(council_abbreviation=found[1].upper(), number=int(found[2]))
        if Position.objects.filter(among, council_abbreviation=found[1].upper()).exists():
            numbers.append(designated)
            query = query.replace(found[0], " ")
    wide, same = with_synonyms(sought(query, _known, within=True), homes)
    whole = [[each for each in word if not each.endswith("*")] for word in wide]
    waiting = with_dissent(_waiting(among)) if wide and is_told else []
    return [Sought(Q(*numbers) & _holding(words, waiting), words, same) for words in (whole, wide)]


def _of_paragraph(number, year):
    """Where in the minutes it stands; their paragraphs begin anew each year."""
    own = Q(item__paragraph=int(number))
    return own & Q(year=int(year)) if year else own


def with_synonyms(words, homes):
    """Each word with the stems of what the secretariat has said means the same and of what else its
    organisation is called, and those words."""
    same, wider = [], [list(word) for word in words]
    for group in _synonyms() if words else ():
        others = {each: stem(each.lower()) for each in words_in(group)}
        for word, wide in zip(words, wider, strict=True):
            if not set(stems(group)).isdisjoint(word):
                same += [each for each, own in others.items() if own not in word and each not in same]
                wide += others.values()
    wider, names = widened(words, wider, homes)
    return wider, [*same, *names]


@prepared
def _synonyms():
    return Synonyms.objects.order_by("pk").values_list("words", flat=True)


@prepared
def _waiting(among):
    """Those that are numbered and not yet published: few, and not in the index."""
    return Position.objects.filter(among, published_at=None).order_by("pk").select_related("item")


def _holds(stems, words):
    return all(answers(stems, word) for word in words)


def _holding(words, waiting):
    if not words:
        return Q()
    held = [each.pk for each in waiting if _holds(set(stems_of_position(each).split()), words)]
    published = Q(pk__among=Rows(_found, _asked(words)))
    return published | Q(pk__in=held) if held else published


def _asked(words):
    """As the database understands it; one that ends in * is the beginning of what it holds."""
    if connection.vendor == "sqlite":
        quoted = [[f'"{each}"'.replace('*"', '"*') for each in word] for word in words]
        return " AND ".join(f"({' OR '.join(word)})" for word in quoted)
    return " & ".join(f"({' | '.join(word)})" for word in words).replace("*", ":*")


FOUND = {
    "sqlite": "SELECT rowid FROM meetings_position_search WHERE meetings_position_search MATCH %s",
    "postgresql": "SELECT id FROM meetings_position WHERE search_words @@ to_tsquery('simple', %s)",
}


def _found(asked):
    return RawSQL(FOUND[connection.vendor], [asked])  # noqa: S611  the words are parameters


def _known(stems):
    """Those of the stems that published positions hold."""
    if not stems:
        return set()
    # Materialized, PostgreSQL asks its index however common it takes the word to be.
    found = FOUND[connection.vendor]
    each = f"EXISTS (WITH found AS MATERIALIZED ({found}) SELECT 1 FROM found)"  # noqa: S608  our own constants
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([each] * len(stems))}", [_asked([[stem]]) for stem in stems])
        return {stem for stem, is_there in zip(stems, cursor.fetchone(), strict=True) if is_there}


class Sought(NamedTuple):
    """What somebody asks for: the condition that a position answers to it, each word with the stems that do,
    and what else was looked for since it means the same."""

    condition: Q
    words: list
    same: list


@BigAutoField.register_lookup
class Among(Lookup):
    """Whether a row is among those that a query finds, which the database asks first and once: PostgreSQL
    would take a word for a condition as cheap as others, and look for it in one row after another."""

    lookup_name = "among"

    def as_sql(self, compiler, connection):
        (row, own), (found, asked) = self.process_lhs(compiler, connection), compiler.compile(self.rhs)
        among = f"IN {found}" if connection.vendor == "sqlite" else f"= ANY(ARRAY{found})"
        return f"{row} {among}", [*own, *asked]


REMOVE = (
    "INSERT INTO meetings_position_search(meetings_position_search, rowid, search_stems) "
    "VALUES ('delete', old.id, old.search_stems)"
)
ADD = "INSERT INTO meetings_position_search(rowid, search_stems) VALUES (new.id, new.search_stems)"
SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS meetings_position_search USING fts5(search_stems, "
    "content='meetings_position', content_rowid='id', tokenize=\"unicode61 remove_diacritics 0\")",
    f"CREATE TRIGGER IF NOT EXISTS position_search_insert AFTER INSERT ON meetings_position BEGIN {ADD}; END",
    "CREATE TRIGGER IF NOT EXISTS position_search_delete AFTER DELETE ON meetings_position "
    f"BEGIN {REMOVE}; END",
    "CREATE TRIGGER IF NOT EXISTS position_search_update AFTER UPDATE OF search_stems ON meetings_position "
    f"BEGIN {REMOVE}; {ADD}; END",
    "INSERT INTO meetings_position_search(meetings_position_search) VALUES ('rebuild')",
)
# The words are kept beside the text: where a common word is looked for row by row they would be made anew.
POSTGRESQL = (
    "ALTER TABLE meetings_position ADD COLUMN IF NOT EXISTS search_words tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_stems)) STORED",
    "CREATE INDEX IF NOT EXISTS position_words ON meetings_position USING gin (search_words)",
    "DROP INDEX IF EXISTS position_search",  # of 0.4 and before
)


def install(using="default", **kwargs):
    """Install the index, and fill it from the existing rows. Harmless to run again."""
    database = connections[using]
    if "meetings_position" not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)

"""Finding entries of the journal by any part of what they say, in capitals or not: of their sentence, and of
each text that stood there before a change and after it.

Both databases have an index of all that three letters in a row are found in: FTS5 on SQLite, `pg_trgm` on
PostgreSQL, which uses it for regular expressions by itself. It is installed after every migrate, since Django
rebuilds tables on SQLite and drops triggers with them.
"""

# ruff: noqa: S608  our own constants

from django.db import connection, connections
from django.db.models import Q, TextField, Transform
from django.db.models.expressions import RawSQL

from councils.models import JournalEntry
from rus_portal.core.asked import in_any_case
from rus_portal.core.prepared import Rows

FEW = 1000
FOUND = "SELECT rowid FROM councils_journal_search WHERE councils_journal_search MATCH %s LIMIT %s"


def saying(text):
    """The condition that the entry says the text."""
    holding = Q(sentence__told__iregex=in_any_case(text))
    if connection.vendor != "sqlite" or len(text) < 3:
        return holding
    asked = '"{}"'.format(text.replace('"', '""'))
    with connection.cursor() as cursor:
        is_rare = len(cursor.execute(FOUND, [asked, FEW]).fetchall()) < FEW
    # What is common is sooner found by reading the newest entries until there is a page of them.
    return holding & Q(pk__in=Rows(_found, asked)) if is_rare else holding


def _found(asked):
    return RawSQL(FOUND, [asked, FEW])  # noqa: S611  the text is a parameter


def _texts(side):
    texts = f"SELECT group_concat(char(10) || atom, '') FROM json_tree({side}) WHERE type = 'text'"
    return f"coalesce(({texts}), '')"


def _told(row, vendor="sqlite"):
    """All that an entry says, as SQL: each text on a line of its own."""
    if vendor == "postgresql":
        return f"councils_journal_told({row}.sentence, {row}.before, {row}.after)"
    return f"({row}.sentence || {_texts(f'{row}.before')} || {_texts(f'{row}.after')})"


class Told(Transform):
    """Of the sentence of an entry: all that the entry says."""

    lookup_name = "told"
    output_field = TextField()

    def as_sql(self, compiler, connection, *args, **kwargs):
        column, params = compiler.compile(self.lhs)
        return _told(column.rpartition(".")[0], connection.vendor), params


JournalEntry._meta.get_field("sentence").register_lookup(Told)


REMOVE = (
    "INSERT INTO councils_journal_search(councils_journal_search, rowid, told) "
    f"VALUES ('delete', old.id, {_told('old')})"
)
ADD = f"INSERT INTO councils_journal_search(rowid, told) VALUES (new.id, {_told('new')})"
SQLITE = (
    *(f"DROP TRIGGER IF EXISTS journal_search_{act}" for act in ("insert", "delete", "update")),
    "DROP TABLE IF EXISTS councils_journal_search",
    "CREATE VIRTUAL TABLE councils_journal_search USING fts5(told, content='', tokenize='trigram')",
    f"CREATE TRIGGER journal_search_insert AFTER INSERT ON councils_journalentry BEGIN {ADD}; END",
    f"CREATE TRIGGER journal_search_delete AFTER DELETE ON councils_journalentry BEGIN {REMOVE}; END",
    "CREATE TRIGGER journal_search_update AFTER UPDATE OF sentence, before, after ON councils_journalentry "
    f"BEGIN {REMOVE}; {ADD}; END",
    "INSERT INTO councils_journal_search(rowid, told) "
    f"SELECT id, {_told('councils_journalentry')} FROM councils_journalentry",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "DROP INDEX IF EXISTS journal_search",
    "CREATE OR REPLACE FUNCTION councils_journal_told(sentence text, before jsonb, after jsonb) RETURNS text "
    "LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
    "SELECT string_agg(said, E'\\n') FROM (SELECT sentence AS said UNION ALL SELECT value #>> '{}' "
    "FROM (SELECT before AS side UNION ALL SELECT after) AS sides, "
    """jsonb_path_query(side, 'strict $.** ? (@.type() == "string")') AS value) AS texts $$""",
    "CREATE INDEX IF NOT EXISTS journal_told ON councils_journalentry "
    "USING gin (councils_journal_told(sentence, before, after) gin_trgm_ops)",
)


def install(using="default", **kwargs):
    """Install the index, and fill it from the existing rows. Harmless to run again."""
    database = connections[using]
    if "councils_journalentry" not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)

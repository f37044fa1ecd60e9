"""Finding entries of the journal by any part of their sentences, in capitals or not.

Both databases have an index of all that three letters in a row are found in: FTS5 on SQLite, `pg_trgm` on
PostgreSQL, which uses it for regular expressions by itself. It is installed after every migrate, since Django
rebuilds tables on SQLite and drops triggers with them.
"""

import re

from django.db import connection, connections
from django.db.models import Q
from django.db.models.expressions import RawSQL

from rus_portal.core.prepared import Rows

FEW = 1000
FOUND = "SELECT rowid FROM councils_journal_search WHERE councils_journal_search MATCH %s LIMIT %s"


def saying(text):
    """The condition that the entry's sentence holds the text."""
    holding = Q(sentence__iregex=re.escape(text))
    if connection.vendor != "sqlite" or len(text) < 3:
        return holding
    asked = '"{}"'.format(text.replace('"', '""'))
    with connection.cursor() as cursor:
        is_rare = len(cursor.execute(FOUND, [asked, FEW]).fetchall()) < FEW
    # What is common is sooner found by reading the newest entries until there is a page of them.
    return holding & Q(pk__in=Rows(_found, asked)) if is_rare else holding


def _found(asked):
    return RawSQL(FOUND, [asked, FEW])  # noqa: S611  the text is a parameter


REMOVE = (
    "INSERT INTO councils_journal_search(councils_journal_search, rowid, sentence) "
    "VALUES ('delete', old.id, old.sentence)"
)
ADD = "INSERT INTO councils_journal_search(rowid, sentence) VALUES (new.id, new.sentence)"
SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS councils_journal_search USING fts5(sentence, "
    "content='councils_journalentry', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER IF NOT EXISTS journal_search_insert AFTER INSERT ON councils_journalentry "
    f"BEGIN {ADD}; END",
    "CREATE TRIGGER IF NOT EXISTS journal_search_delete AFTER DELETE ON councils_journalentry "
    f"BEGIN {REMOVE}; END",
    "CREATE TRIGGER IF NOT EXISTS journal_search_update AFTER UPDATE OF sentence ON councils_journalentry "
    f"BEGIN {REMOVE}; {ADD}; END",
    "INSERT INTO councils_journal_search(councils_journal_search) VALUES ('rebuild')",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS journal_search ON councils_journalentry USING gin (sentence gin_trgm_ops)",
)


def install(using="default", **kwargs):
    """Install the index, and fill it from the existing rows. Harmless to run again."""
    database = connections[using]
    if "councils_journalentry" not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)

"""What tells that a public page may be another than it was: a mark that every write to what such a page may
read exchanges for one that nothing has had before, in the same transaction and by whatever way it is written.

A reader who asks for the mark before it reads the page never has an older page under a newer mark. On
PostgreSQL no writer waits for another: each takes a row that nobody holds, or adds one, and the marks of all
rows together are the generation. SQLite has one writer at a time, and one row.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache, wraps

from django.apps import apps
from django.db import connection
from django.utils import timezone

TABLE = "public_generation"
APPS = ("councils", "strategy", "meetings")
# Written often, and read by no page that is kept for nobody in particular, nor by what is `kept_for_all`.
UNREAD = {
    "councils_disposal",
    "councils_integration",
    "councils_journalanchor",
    "councils_signin",
    "meetings_barrier",
    "meetings_bundle",
    "meetings_calendarkey",
    "meetings_evaluatedprinciple",
    "meetings_evaluator",
    "meetings_feedback",
    "meetings_letter",
    "meetings_mailchoice",
    "meetings_neighbourcouncil",
    "meetings_neighbourcouncil_followers",
    "meetings_neighbourmeeting",
    "meetings_neighbourmeeting_councils",
    "meetings_neighboursystem",
    "meetings_note",
    "meetings_paperrequest",
    "meetings_phrases",
    "meetings_readmark",
    "meetings_registrynumber",
    "meetings_retelling",
    "meetings_retellingfile",
    "meetings_roundanswer",
    "meetings_screenlink",
    "meetings_searchalert",
    "meetings_sitting",
}
# Written of the other tables alone, and told to the last before anything is answered: nothing that is kept
# under a mark is of an older state of them.
TOLD_OF_THE_REST = {"meetings_oparlnote", "meetings_oparlobject"}
UNSEEN = {"last_login", "password", "closed_hints"}  # columns that say something to that person alone

# ruff: noqa: S608  our own constants
SQLITE = (
    f"CREATE TABLE IF NOT EXISTS {TABLE} (id integer PRIMARY KEY, mark text NOT NULL)",
    f"INSERT OR REPLACE INTO {TABLE} VALUES (1, hex(randomblob(16)))",
)
POSTGRESQL = (
    f"CREATE TABLE IF NOT EXISTS {TABLE} "
    "(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mark uuid NOT NULL)",
    "CREATE OR REPLACE FUNCTION moves_public_generation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"UPDATE {TABLE} SET mark = gen_random_uuid() "
    f"WHERE id = (SELECT id FROM {TABLE} ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED); "
    f"IF NOT FOUND THEN INSERT INTO {TABLE} (mark) VALUES (gen_random_uuid()); END IF; "
    "RETURN NULL; END $$",
    f"INSERT INTO {TABLE} (mark) SELECT gen_random_uuid() WHERE NOT EXISTS (SELECT 1 FROM {TABLE})",
    f"UPDATE {TABLE} SET mark = gen_random_uuid()",
)
MOVES = {
    "sqlite": f"BEGIN UPDATE {TABLE} SET mark = hex(randomblob(16)); END",
    "postgresql": "EXECUTE FUNCTION moves_public_generation()",
}
EVENTS = {
    "sqlite": ("INSERT", "UPDATE", "DELETE"),
    "postgresql": ("INSERT", "UPDATE", "DELETE", "TRUNCATE"),
}


def prepare(cursor, vendor):
    """Make room for the mark and exchange it: nobody has told of what was written without the triggers."""
    for statement in SQLITE if vendor == "sqlite" else POSTGRESQL:
        cursor.execute(statement)


def read():
    """{table: model} for what a public page is made of."""
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table: model for model in models if model._meta.app_label in APPS}
    return {table: model for table, model in tables.items() if table not in UNREAD | TOLD_OF_THE_REST}


def moving(vendor, tables):
    """The SQL of the triggers on those of the tables that a public page may read."""
    for table, model in sorted(read().items()):
        for event in EVENTS[vendor] if table in tables else ():
            name, when = f"moves_{table}_{event.lower()}", event + _of_columns(model) * (event == "UPDATE")
            yield f"CREATE TRIGGER {name} AFTER {when} ON {table} {MOVES[vendor]}"


def _of_columns(model):
    """Narrows an update to the columns that may be seen, where there are others."""
    columns = {field.column for field in model._meta.concrete_fields}
    return f" OF {', '.join(sorted(columns - UNSEEN))}" if columns & UNSEEN else ""


_begun: ContextVar = ContextVar("begun", default=None)


@contextmanager
def one_generation(begun=None):
    """For a page that only reads: what is kept of it is asked for under the generation that it began with,
    which the database tells once, or has told where `begun` is given. What such a page writes on the way, as
    what the search is to find, says nothing anew."""
    outer = _begun.set(_begun.get() or [begun])
    try:
        yield
    finally:
        _begun.reset(outer)


def marks():
    """The generation, for whoever keeps an answer under it."""
    begun = _begun.get()
    if begun is None:
        return _asked()
    begun[0] = begun[0] or _asked()
    return begun[0]


def _asked():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT mark FROM {TABLE} ORDER BY id")
        return tuple(cursor.fetchall())


ANSWERS = 64  # of each; those of an older generation are never asked for again, and go first


def kept_for_all(count):
    """A function of tables that move the generation (none of UNREAD) and of no clock but the day's is asked
    once in each process until something in them is written (docs/adr/0029). One query. What it tells depends
    on no reader: whoever shows it asks what the reader may see."""
    kept = lru_cache(maxsize=ANSWERS)(lambda now, day, *asked: count(*asked))

    @wraps(count)
    def counted(*asked):
        # Asked before it is counted: nothing older is ever kept under a newer generation.
        return kept(marks(), timezone.localdate(), *asked)

    return counted


@dataclass(frozen=True)
class _Question:
    """The same where the SQL is, and all its values: who asks is among them, as far as it matters."""

    now: tuple
    sql: str
    values: tuple
    given: tuple = field(compare=False)


def kept_counts(ask):
    """What a prepared query counts of tables that move the generation is kept in the process, under the whole
    question, until something in them is written (docs/adr/0048). One query."""

    @lru_cache(maxsize=ANSWERS)
    def kept(question):
        if any(f'"{table}"' in (question.sql or "") for table in UNREAD | TOLD_OF_THE_REST):
            raise TypeError(f"{ask.__qualname__} counts what moves no generation")
        return tuple(ask(*question.given))

    @wraps(ask)
    def counted(*given):
        now = marks()  # asked before it is counted, as above
        sql, values = ask.told(*given)
        return kept(_Question(now, sql, tuple(values), given))

    return counted

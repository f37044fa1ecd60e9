"""The index itself, alike on SQLite and PostgreSQL: words whole or by their beginning, in the title or
anywhere. Installed after every migrate, since Django rebuilds tables on SQLite and drops triggers with
them."""

from django.db import connection, connections

# ruff: noqa: S608  our own constants
TABLE = "meetings_findable"
REMOVE = (
    f"INSERT INTO {TABLE}_words({TABLE}_words, rowid, title_stems, stems) "
    "VALUES ('delete', old.id, old.title_stems, old.stems)"
)
ADD = f"INSERT INTO {TABLE}_words(rowid, title_stems, stems) VALUES (new.id, new.title_stems, new.stems)"
SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE}_words USING fts5(title_stems, stems, content='{TABLE}', "
    "content_rowid='id', tokenize=\"unicode61 remove_diacritics 0\")",
    f"CREATE TRIGGER IF NOT EXISTS findable_insert AFTER INSERT ON {TABLE} BEGIN {ADD}; END",
    f"CREATE TRIGGER IF NOT EXISTS findable_delete AFTER DELETE ON {TABLE} BEGIN {REMOVE}; END",
    f"CREATE TRIGGER IF NOT EXISTS findable_update AFTER UPDATE OF title_stems, stems ON {TABLE} "
    f"BEGIN {REMOVE}; {ADD}; END",
    f"INSERT INTO {TABLE}_words({TABLE}_words) VALUES ('rebuild')",
)
# Words as they are: PostgreSQL's own reading of a text would take some of them apart.
POSTGRESQL = (
    *(
        f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS {words} tsvector "
        f"GENERATED ALWAYS AS (array_to_tsvector(string_to_array({stems}, ' '))) STORED"
        for words, stems in (("title_words", "title_stems"), ("words", "stems"))
    ),
    f"CREATE INDEX IF NOT EXISTS findable_title_words ON {TABLE} USING gin (title_words)",
    f"CREATE INDEX IF NOT EXISTS findable_words ON {TABLE} USING gin (words)",
)
FOUND = {
    "sqlite": f"SELECT rowid AS id FROM {TABLE}_words WHERE {TABLE}_words MATCH %s",
    "postgresql": (
        f"SELECT id FROM {TABLE} WHERE title_words @@ %s::tsquery",
        f"SELECT id FROM {TABLE} WHERE words @@ %s::tsquery",
    ),
}


NOWHERE = f"SELECT id FROM {TABLE} WHERE %s <> ''"


def found(words, *, in_title=False):
    """The SQL, and its parameter, of the ids of all that holds every word, in any of its stems; what ends in
    * is the beginning of one. No words, as in what has only signs, are found nowhere."""
    if not words:
        return NOWHERE, [""]
    if connection.vendor == "sqlite":
        quoted = [[f'"{each}"'.replace('*"', '"*') for each in word] for word in words]
        column = "title_stems" if in_title else "stems"
        asked = " AND ".join(f"({' OR '.join(word)})" for word in quoted)
        return FOUND["sqlite"], [f"{column} : ({asked})"]
    quoted = [[f"'{each}'".replace("*'", "':*") for each in word] for word in words]
    return FOUND["postgresql"][not in_title], [" & ".join(f"({' | '.join(word)})" for word in quoted)]


def install(using="default", **kwargs):
    """Install the index, and fill it from the existing rows. Harmless to run again."""
    database = connections[using]
    if TABLE not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)

"""One seat, one holder at a time: held by the database on both engines.

PostgreSQL has a constraint for it; SQLite gets triggers, installed after every migrate because Django
rebuilds tables there and drops their triggers.
"""

from django.db import connections

MESSAGE = "councils_appointment overlap in one seat"
OVERLAP = """EXISTS (
    SELECT 1 FROM councils_appointment other
    WHERE other.seat_id = NEW.seat_id AND other.id IS NOT NEW.id
    AND other.begins <= COALESCE(NEW.ends, '9999-12-31')
    AND COALESCE(other.ends, '9999-12-31') >= NEW.begins)"""
SQLITE = [
    statement
    for event in ("INSERT", "UPDATE")
    for statement in (
        f"DROP TRIGGER IF EXISTS appointment_overlap_{event.lower()}",
        f"CREATE TRIGGER appointment_overlap_{event.lower()} BEFORE {event} ON councils_appointment "
        f"WHEN {OVERLAP} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    )
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE councils_appointment DROP CONSTRAINT IF EXISTS appointment_overlap",
    "ALTER TABLE councils_appointment ADD CONSTRAINT appointment_overlap EXCLUDE USING gist "
    "(seat_id WITH =, daterange(begins, ends, '[]') WITH &&)",
]


def install(using="default", **kwargs):
    """Install the rule. Harmless to run again."""
    database = connections[using]
    if "councils_appointment" not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)

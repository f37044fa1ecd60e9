"""Whether the installation can serve anybody. Strangers may ask, so what is wrong is told only in the log."""

from functools import cache

from django.db import Error, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# The databases that this process has found to have all migrations: what is there does not go away.
migrated: set = set()


@cache
def of_the_code():
    """The migrations that a whole database has, as (app, name)."""
    return frozenset(MigrationLoader(None).disk_migrations)


def trouble(using="default"):
    """What is wrong with the database, in one sentence; empty when nothing is. Once all migrations are there
    one look tells: at whether it answers, and holds a council."""
    try:
        if using not in migrated:
            lacking = of_the_code() - set(MigrationRecorder(connections[using]).applied_migrations())
            if lacking:
                first = ".".join(min(lacking))
                return f"The database lacks {len(lacking)} migrations, as {first}: run manage.py migrate."
            migrated.add(using)
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT 1 FROM councils_council LIMIT 1")
            if not cursor.fetchone():
                return "The database holds no council: run manage.py load_region."
    except Error as why:
        return f"The database does not answer: {why}"
    return ""

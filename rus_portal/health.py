"""Whether the installation can serve anybody. Strangers may ask, so what is wrong is told only in the log."""

from functools import cache

from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from councils.models import Council


@cache
def of_the_code():
    """The migrations that a whole database has, as (app, name)."""
    return frozenset(MigrationLoader(None).disk_migrations)


def trouble(using="default"):
    """What is wrong with the database, in one sentence; empty when nothing is."""
    try:
        lacking = of_the_code() - set(MigrationRecorder(connections[using]).applied_migrations())
        if lacking:
            app, name = min(lacking)
            return f"The database lacks {len(lacking)} migrations, as {app}.{name}: run manage.py migrate."
        if not Council.objects.using(using).exists():
            return "The database holds no council: run manage.py load_region."
    except DatabaseError as why:
        return f"The database does not answer: {why}"
    return ""

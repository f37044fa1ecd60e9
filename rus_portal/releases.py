"""The releases a database may be upgraded from; their migrations are only added to.

A database made before the first release has migrations that no longer exist, and cannot be upgraded.
"""

from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader

OWN = ("councils", "strategy", "meetings", "rus_portal")


def unknown_migrations(using="default"):
    """The migrations of ours that the database has and the code has not, as (app, name) in order."""
    loader = MigrationLoader(connections[using])
    return sorted(
        key for key in set(loader.applied_migrations) - set(loader.disk_migrations) if key[0] in OWN
    )


def refuse_unreleased(using="default"):
    """Asked before every migrate, which would stop with a traceback instead of a sentence."""
    unknown = unknown_migrations(using)
    if any(name == "0001_initial" for _, name in unknown):
        raise CommandError(
            "Databasen kommer från en utvecklingsversion före 0.2.0 och kan inte uppgraderas: "
            "flytta undan den (katalogen var/ om inget annat är inställt) och kör kommandot igen."
        )
    if unknown:
        raise CommandError(
            "Databasen kommer från en nyare version av portalen än den här: "
            "uppgradera koden och kör kommandot igen."
        )

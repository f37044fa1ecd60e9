"""How long one waits for what another holds: a row, or in SQLite the whole database."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def waiting_at_most(seconds):
    """What is written inside, in a transaction of its own, raises `OperationalError` where it would have to
    wait longer; with 0 it does not wait at all."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            # Of this transaction alone, as it must be behind a pool of connections. There 0 is for ever.
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds * 1000 or 1}ms"])
            yield
        return
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
    connection.ensure_connection()
    database = connection.connection
    database.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        database.execute(f"PRAGMA busy_timeout = {int(usual * 1000)}")

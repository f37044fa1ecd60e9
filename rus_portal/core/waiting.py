"""How long one waits for what another holds: a row, or in SQLite the whole database."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, connections, transaction

from rus_portal.core.once import once


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


def later(write):
    """By a thread and a connection of its own, after all that was left to it before. It has all the time in
    the world: no thread that answers waits with it, nor the next page on the same line to a browser."""
    return _of(os.getpid()).submit(_alone, write)


@once
def _of(process):
    """Begun where it is first needed. A process that is forked off has no threads of the one it came from."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="later")


def _alone(write):
    try:
        write()
    finally:
        connections.close_all()

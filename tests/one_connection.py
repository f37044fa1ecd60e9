"""One thread at a time in a SQLite connection that several share.

With SQLite in memory the live server's threads and the test have one connection. While SQLite runs a
statement that calls a function written in Python, as Django's on dates are, it holds the connection and waits
for the interpreter; a thread that fetches a row holds the interpreter and waits for the connection. They wait
for ever, and no clock in Python strikes. So here a thread first waits its turn, which lets the other go on.
"""

import sqlite3
import threading
from functools import cache, wraps

INTO_SQLITE = ["execute", "executemany", "executescript", "close"]
INTO_SQLITE += ["fetchone", "fetchmany", "fetchall", "__next__"]


class OneAtATime(sqlite3.Connection):
    def __init__(self, *args, **options):
        self.turn = threading.RLock()
        super().__init__(*args, **options)

    def cursor(self, factory=sqlite3.Cursor):
        return super().cursor(_waiting(factory))

    def commit(self):
        with self.turn:
            super().commit()

    def rollback(self):
        with self.turn:
            super().rollback()


@cache
def _waiting(factory):
    in_turn = {name: _in_turn(getattr(factory, name)) for name in INTO_SQLITE}
    return type(factory.__name__, (factory,), in_turn)


def _in_turn(method):
    @wraps(method)
    def waiting(cursor, *args):
        with cursor.connection.turn:
            return method(cursor, *args)

    return waiting

"""An act that many tests begin with is done by the verbs once in each process: they ask, check and write.
When another test begins in the same way, on the same rows, the same is written again without the asking,
with the documents that were stored.
So it is with the acts that an act is made of: a meeting that is held begins as one that is summoned."""

import functools
import pickle
from pathlib import Path

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from rus_portal.core import pdf as press

ASKING = ("SELECT", "BEGIN", "RELEASE", "PRAGMA")
# What signing in writes, which no act reads.
SIGNING_IN = ("django_session", "usersessions_usersession", 'SET "last_login"')


class Ledger:
    """`begun` tells how the rows came to be as they are: by all that was written, in its order, on the region
    as it was loaded. It is None where that cannot be told. What is undone leaves `begun` as it was before:
    `savepoints` holds it. `days` counts the days that were planned for. `written` is what the act that is
    being done for the first time has written."""

    def __init__(self):
        self.begun, self.written, self.days, self.kept, self.savepoints = None, None, 0, {}, {}

    def begin(self):
        self.begun, self.written, self.days, self.savepoints = 0, None, 0, {}

    def watch(self, execute, sql, params, many, context):
        if self.written is not None and not sql.startswith("SELECT"):
            self.written.append((sql, params, many))
        if sql.startswith("SAVEPOINT"):
            self.savepoints[sql] = self.begun
        elif sql.startswith("ROLLBACK"):
            self.begun = self.savepoints.get(sql.removeprefix("ROLLBACK TO "))
        elif (
            self.begun is not None
            and not sql.startswith(ASKING)
            and not any(each in sql for each in SIGNING_IN)
        ):
            self.begun = hash((self.begun, sql, repr(params)))
        return execute(sql, params, many, context)


ledger = Ledger()


def remembered(act):
    """For acts that are told by their arguments and the day, and answer with one row."""

    @functools.wraps(act)
    def wrapper(*args, **facts):
        # Where all is committed, letters are sent within the act. PostgreSQL gives no number twice.
        can_be_undone = connection.vendor == "sqlite" and connection.in_atomic_block
        if ledger.begun is None or not can_be_undone:
            return act(*args, **facts)
        facts_of_the_day = ledger.days, timezone.localdate(), press._printed.__name__, settings.SEAL
        facts_of_the_day += (settings.STORAGES["default"]["BACKEND"],)
        what = act.__module__, act.__qualname__, _told(args), _told(facts), facts_of_the_day
        key = hash((ledger.begun, what))
        row = _again(ledger.kept[key]) if key in ledger.kept else _for_the_first_time(key, act, args, facts)
        ledger.begun = key
        return row

    return wrapper


def _for_the_first_time(key, act, args, facts):
    around, before, stored = ledger.written, len(connection.run_on_commit), {*_documents()}
    ledger.written = []
    try:
        row = act(*args, **facts)
    except BaseException:
        ledger.begun = None  # what is refused is not remembered
        raise
    finally:
        written, ledger.written = ledger.written, around
        if around is not None:
            around.extend(written)
    later = [call for _, call, _ in connection.run_on_commit[before:]]
    files = {name: (_folder() / name).read_bytes() for name in {*_documents()} - stored}
    ledger.kept[key] = written, later, files, ledger.days, pickle.dumps(row)
    return row


def _folder():
    return Path(settings.MEDIA_ROOT)


def _documents():
    return (each.relative_to(_folder()) for each in _folder().rglob("*") if each.is_file())


def _again(kept):
    written, later, files, ledger.days, row = kept
    ledger.begun = None  # it is told by the act alone
    with connection.cursor() as cursor:
        for sql, params, many in written:
            (cursor.executemany if many else cursor.execute)(sql, params)
    for name, content in files.items():
        (_folder() / name).parent.mkdir(parents=True, exist_ok=True)
        (_folder() / name).write_bytes(content)
    for call in later:
        transaction.on_commit(call)
    return pickle.loads(row)  # with all that the verbs had read of it, as the first had


def _told(value):
    """The same for what is the same, and hashable."""
    if isinstance(value, models.Model):
        return value._meta.label, value.pk
    if isinstance(value, dict):
        return tuple((key, _told(each)) for key, each in sorted(value.items()))
    if isinstance(value, (list, tuple)):
        return type(value).__name__, *map(_told, value)
    return value

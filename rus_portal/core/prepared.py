"""Queries that Django builds once in each process: what a page asks is the same each time but for its values.

`prepared` is for functions that make a queryset of the values they are given: ids, words, days, conditions
(`Q`) and lists of them. Their answer is the list of rows. Building a query takes Django ten times as long as
asking it; here it is built for the first values of a kind, and later ones are put in their place. Nothing of
what the database answered is kept (docs/adr/0028).
"""

import datetime as dt
import functools
import re
from copy import copy
from types import SimpleNamespace

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models.expressions import Col
from django.db.models.query import prefetch_related_objects

WHEN = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d")
PLAIN = (int, str)
LARGEST = 2**31 - 1
MOST = 32  # kinds of values for one function; it begins anew with more


def prepared(build):
    """The function may not look at its values: they are stand-ins when it is called, of a row its id. A value
    that is None, a truth value or a slice belongs to the kind, and so do the number of values in a list and
    what a text is to start with."""
    kept: dict = {}

    def find(given):
        values: list = []
        kind = connection.vendor, *(_kind(each, values) for each in given)
        if any(isinstance(each, int) and abs(each) > LARGEST for each in values):
            return None, values  # no column holds such a number, and only Django's own way says so
        found = kept.get(kind)  # asked for once: another thread may begin anew meanwhile
        if found is None:
            if len(kept) >= MOST:
                kept.clear()
            found = kept[kind] = _Prepared(build, given)
        return found, values

    @functools.wraps(build)
    def ask(*given):
        found, values = find(given)
        return found.rows(values) if found else list(build(*given))

    def told(*given):
        """The SQL and its parameters, to be a part of a query of our own."""
        found, values = find(given)
        return (found.sql, found.bound(values)) if found else build(*given).query.sql_with_params()

    vars(ask).update(kept=kept, told=told)
    return ask


class Rows:
    """What a condition compares with, as in `Q(pk__in=Rows(function, value))`: the queryset that the function
    makes of the values, when somebody asks."""

    def __init__(self, build, *given):
        self.build, self.given = build, given

    def resolve_expression(self, *args, **kwargs):
        return self.build(*self.given).resolve_expression(*args, **kwargs)


class _Prepared:
    """One kind of what a function asks."""

    def __init__(self, build, given):
        first, second = _Stand(0), _Stand(10_000)
        queryset = build(*[first.for_(each) for each in given])
        compiler = queryset.query.get_compiler(queryset.db)
        again = build(*[second.for_(each) for each in given])
        try:
            self.sql, params = compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.params = None, []  # its conditions hold for no row whatever the values
            return
        sql, others = again.query.get_compiler(again.db).as_sql()
        places = {_adapted(value): place for place, value in enumerate(first.values)}
        # A parameter that differs from one to the other stands for a value; all others are the query's own.
        self.params = [
            (None, one) if one == other else (places.get(one), one)
            for one, other in zip(params, others, strict=True)
        ]
        changed = [one for one, other in zip(params, others, strict=True) if one != other]
        if sql != self.sql or not all(one in places for one in changed):
            raise TypeError(f"{build.__qualname__} does something else with its values than ask for them")
        if any(place is None and WHEN.match(str(one)) for place, one in self.params):
            raise TypeError(f"{build.__qualname__} would ask for the same moment for ever: give it the day")
        self.model, self.db, self.read_by = queryset.model, queryset.db, queryset._iterable_class
        self.fetch_mode = getattr(queryset, "_fetch_mode", None)  # since Django 6.1
        self.beside = queryset._prefetch_related_lookups
        self.holds_rows = queryset.query.select_for_update
        self.compiler = self._without_its_query(compiler)

    def _without_its_query(self, compiler):
        """What rows are read by. The query, which holds all its conditions as objects, takes ten times the
        room of its SQL."""
        selected = [each for each, *_ in compiler.select[: compiler.col_count]]
        self.is_composed = compiler.has_composite_fields(selected)
        self.converters = {
            place: (convert, _column(each))
            for place, (convert, each) in compiler.get_converters(selected).items()
        }
        if not self.is_composed:
            compiler.select = [(_column(each),) for each, *_ in compiler.select]
        compiler.query = compiler.where = compiler.having = compiler.qualify = None
        compiler.quote_cache = {}
        return compiler

    def rows(self, values):
        if self.sql is None:
            return []
        if self.holds_rows and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("Rows are held until a transaction ends.")
        compiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # of this thread
        params = self.bound(values)
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        compiler.get_converters = lambda expressions: self.converters
        compiler.has_composite_fields = lambda expressions: self.is_composed
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked = SimpleNamespace(model=self.model, db=self.db, query=query, _known_related_objects={})
        asked._fetch_mode = self.fetch_mode
        rows = list(self.read_by(asked))
        prefetch_related_objects(rows, *self.beside)
        return rows

    def bound(self, values):
        return [one if place is None else _adapted(values[place]) for place, one in self.params]


def _column(selected):
    return _of_field(selected.target) if type(selected) is Col else selected


@functools.cache
def _of_field(target):
    """Of a column what its values are read by, the same in all queries."""
    return SimpleNamespace(target=target)


class _Stand:
    """Stands in for values, small enough for any column."""

    def __init__(self, start):
        self.start, self.values = start, []

    def for_(self, given):
        given = given.pk if isinstance(given, models.Model) else given
        if given is None or isinstance(given, bool | slice):
            return given
        if isinstance(given, models.Q):
            children = [
                child
                if _is_pattern(child)
                else (child[0], self.for_(child[1]))
                if isinstance(child, tuple)
                else self.for_(child)
                for child in given.children
            ]
            return models.Q.create(children, given.connector, given.negated)
        if isinstance(given, tuple | list | set | frozenset):
            kind = list if isinstance(given, set | frozenset) else type(given)
            return kind(map(self.for_, given))
        if isinstance(given, Rows):
            return Rows(given.build, *map(self.for_, given.given))
        number = self.start + 7001 + len(self.values)
        self.values.append(_like(given, number))
        return self.values[-1]


def _like(value, number):
    if isinstance(value, dt.datetime):
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)
    if isinstance(value, dt.date):
        return dt.date(1970, 1, 1) + dt.timedelta(days=number)
    if isinstance(value, dt.time):
        return dt.time(number // 3600, number // 60 % 60, number % 60)
    return f"-{number}-" if isinstance(value, str) else number


def _is_pattern(child):
    """Of a condition: the database gets another text than the one that was given."""
    return isinstance(child, tuple) and child[0].endswith("__startswith")


def _adapted(value):
    """As the database takes it."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, dt.time):
        return connection.ops.adapt_timefield_value(value)
    return value


def _kind(given, values):
    """All that the SQL depends on, hashable. What it does not depend on is added to `values`."""
    if type(given) in PLAIN:
        values.append(given)
        return type(given)
    given = given.pk if isinstance(given, models.Model) else given
    if given is None or isinstance(given, bool):
        return given
    if isinstance(given, slice):
        return slice, given.start, given.stop
    if isinstance(given, models.Q):
        children = [
            _kind(child, values)
            if not isinstance(child, tuple)
            else child
            if _is_pattern(child)
            else (child[0], _kind(child[1], values))
            for child in given.children
        ]
        return given.connector, given.negated, *children
    if isinstance(given, tuple | list | set | frozenset):
        return tuple, *[_kind(each, values) for each in given]
    if isinstance(given, Rows):
        return given.build, *[_kind(each, values) for each in given.given]
    values.append(given)
    for kind in (int, str, dt.datetime, dt.date, dt.time):
        if isinstance(given, kind):
            return kind
    raise TypeError(f"{given!r} is no value that a prepared query takes")

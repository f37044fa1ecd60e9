"""A row as a line of JSON, alike from either database, and back.

Times are in UTC, numbers with decimals are texts, bytes are hexadecimal, and all keys are in order: two rows
are the same where their lines are. Pages are asked for by the key, so that no more than one is in memory,
whatever stands between us and the database.
"""

import datetime as dt
import json
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import BinaryField, JSONField
from django.db.models.fields import AutoFieldMixin

PAGE, PAGE_OF_BYTES = 200, 2  # rows read at a time; of those that hold whole files, only a few
PARAMETERS, LETTERS = 900, 1_000_000  # of one INSERT


def fields_of(model):
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def lines(model):
    """The rows in the order of their keys."""
    fields = fields_of(model)
    names = [field.attname for field in fields]
    size = PAGE_OF_BYTES if any(isinstance(field, BinaryField) for field in fields) else PAGE
    key = names.index(model._meta.pk.attname)
    rows = model._base_manager.order_by("pk").values_list(*names)
    page = list(rows[:size])
    while page:
        for row in page:
            told = {field.column: _plain(value) for field, value in zip(fields, row, strict=True)}
            yield json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        page = list(rows.filter(pk__gt=page[-1][key])[:size]) if len(page) == size else []


def _plain(value):
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
    return value


def insert(model, told):
    """Write the rows that the lines tell of, past the models: nothing is filled in, and no signal sent."""
    fields = fields_of(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    begun = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  our own names
    with connection.cursor() as cursor:
        for some in _together(told, max(1, PARAMETERS // len(fields))):
            values = []
            for line in some:
                said = json.loads(line)
                if said.keys() != {field.column for field in fields}:
                    raise ValueError(f"{model._meta.label} has other columns")
                values += [_written(field, said[field.column], connection) for field in fields]
            cursor.execute(begun + ", ".join([row] * len(some)), values)


def _written(field, value, connection):
    if value is not None and isinstance(field, BinaryField):
        value = bytes.fromhex(value)
    elif value is not None and not isinstance(field, JSONField):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def _together(told, most):
    some, length = [], 0
    for line in told:
        some.append(line)
        length += len(line)
        if len(some) == most or length > LETTERS:
            yield some
            some, length = [], 0
    if some:
        yield some


def last_number(model):
    """The last that the database has given a row of its own, also to one that is gone; 0 where none."""
    with connection.cursor() as cursor:
        if not isinstance(model._meta.pk, AutoFieldMixin):
            return 0
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        elif sequence := _sequence(cursor, model):
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608  the database's own name
        return int((cursor.fetchone() or [0])[0])


def number_on(model, last):
    """The next row of its own gets a number that no row has had."""
    with connection.cursor() as cursor:
        if not last:
            return
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            row = [model._meta.db_table, last]
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", row)
        elif sequence := _sequence(cursor, model):
            cursor.execute("SELECT setval(%s, %s)", [sequence, last])


def _sequence(cursor, model):
    table = f'"{model._meta.db_table}"'
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, model._meta.pk.column])
    return cursor.fetchone()[0]

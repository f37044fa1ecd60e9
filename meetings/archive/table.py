"""A table that can be read without the portal: with what it and each of its columns tell."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone


@dataclass(frozen=True)
class Table:
    """`rows` gives the rows of a meeting in their order; each column is (heading, what it tells, value)."""

    name: str
    told: str
    rows: Callable
    columns: tuple

    @property
    def path(self):
        return f"{self.name}.csv"

    @property
    def headings(self):
        return [heading for heading, *_ in self.columns]

    def content(self, meeting):
        return as_csv(
            [self.headings, *([value(row) for *_, value in self.columns] for row in self.rows(meeting))]
        )


def as_csv(lines):
    """As RFC 4180 has it, in UTF-8."""
    told = io.StringIO()
    csv.writer(told).writerows([[_cell(value) for value in line] for line in lines])
    return told.getvalue().encode()


def as_json(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _cell(value):
    """A moment with its offset from UTC, an empty cell for what is not said."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if hasattr(value, "tzinfo") and value.tzinfo:
        return timezone.localtime(value).isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def listed(values):
    """Several in one cell, a line each."""
    return "\n".join(map(str, values))


def column(heading, told, value: str | Callable[[Any], Any]):
    """`value` is a function of the row, or the name of what it has; names are joined by dots."""
    if callable(value):
        return heading, told, value
    *path, last = value.split(".")

    def found(row):
        for name in path:
            row = getattr(row, name)
            if row is None:
                return None
        said = getattr(row, last)
        return said() if callable(said) else said

    return heading, told, found

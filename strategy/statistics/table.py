"""What every format is read as."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

NAMED = 5  # of what is told by its place
MOST = 60_000  # values of one file: a county and its municipalities for as long as there are numbers


BROKEN = (
    "Bokstäver har gått sönder på vägen hit: ”{}”. Hämta filen på nytt från källan, eller spara den som CSV "
    "UTF-8."
)
UNKNOWN = re.compile(r"\?\w")


class Unreadable(Exception):
    """Why the file cannot be read, as a sentence that says what to do."""


class Category(NamedTuple):
    """One value of a dimension. The code is as it is written, with its zeros."""

    code: str
    label: str


class Mark(str):
    """Why there is no number, in whatever letters the file has for it."""


class Row(NamedTuple):
    """`where` says where in the file it stands. `raw` is text, a Decimal, a mark, or None for an
    empty cell."""

    where: str
    dimensions: dict[str, Category]
    raw: Any
    status: str = ""


@dataclass
class Table:
    """`kinds` says of a dimension what it is (time, area, sex, measure) where the file itself does. `note` is
    what the file tells of itself, `unit` its unit and `indicator` the name of what it measures."""

    rows: list[Row]
    kinds: dict[str, str] = field(default_factory=dict)
    note: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unit: str = ""
    indicator: str = ""
    symbols: dict[str, str] = field(default_factory=dict)  # the words that the file has for a mark
    decimals: str = ""  # what is known to stand before decimals, a point or a comma
    put_right: str = "Hämta filen på nytt från källan, så att koden är {}."  # a code that has lost its zero
    columns: dict[str, str] = field(default_factory=dict)  # of the dimensions that have one: its letter

    def where(self, row, name):
        """What is said of this dimension stands there, or where the value does."""
        column = self.columns.get(name)
        return f"{row.where.partition(',')[0]}, kolumn {column}" if column else row.where


def first_of(places):
    """Where to look, of the first."""
    more = f" och {len(places) - NAMED} till" if len(places) > NAMED else ""
    return "; ".join(places[:NAMED]) + more


def require_letters(texts, *, of_places=False):
    """Letters that a program on the way has read in the wrong way are refused; of places also the ? that it
    puts where it knows none, which an address in a note may rightly have."""
    for text in texts:
        if not text.isascii() and ("\N{REPLACEMENT CHARACTER}" in text or _is_read_twice(text)):
            raise Unreadable(BROKEN.format(text[:40]))
        if of_places and UNKNOWN.search(text):
            raise Unreadable(BROKEN.format(text[:40]))


def _is_read_twice(text):
    """UTF-8 that was taken for other letters, and written in UTF-8 again: no word looks like it."""
    for kind in ("cp1252", "latin-1", "mac_roman", "cp850"):
        with suppress(UnicodeError):
            text.encode(kind).decode()
            return True
    return False


def product(sizes):
    """How many values the dimensions make, refused before anything is made of them."""
    total = 1
    for size in sizes:
        total *= size
        if total > MOST:
            raise Unreadable(
                f"Filen har fler än {MOST:,} värden. Välj färre områden eller år i källan.".replace(
                    ",", "\N{NO-BREAK SPACE}"
                )
            )
    return total

"""What a list of the follow-up is, and the columns that several of them have."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from meetings.follow_up.asked import DIMENSIONS
from meetings.models.position import dissenting
from meetings.open import NOT_EVALUATED
from rus_portal.core.address import whole
from rus_portal.core.limits import grouped
from rus_portal.core.words import listed


class Linked(NamedTuple):
    """Words that lead to an address."""

    words: str
    url: str

    def __str__(self):
        return self.words


class Picture(NamedTuple):
    """What a picture shows, and where it is; both empty where there is none."""

    words: str
    url: str

    def __str__(self):
        return self.words

    @property
    def in_parts(self):
        """Of the columns `PICTURE`."""
        return (whole(self.url), self.words, NOT_EVALUATED) if self.url else (None, "", None)


class Correction(NamedTuple):
    """What is said of it, who has made it, and the day; empty where there is none."""

    words: str
    who: str
    on: dt.date | None

    def __str__(self):
        return self.words

    @property
    def in_parts(self):
        """Of the columns `CORRECTION`."""
        return self.who, self.on


class Dimensions(NamedTuple):
    """Whether something is said about each dimension of sustainability."""

    social: bool
    ecological: bool
    economic: bool

    def __str__(self):
        told = [DIMENSIONS[name] for name, is_said in self._asdict().items() if is_said]
        return "Alla tre" if all(self) else listed(told).capitalize() or "Ingen"

    @property
    def in_parts(self):
        """Of the columns `SUSTAINABILITY`: a screen has no room for as many as a file."""
        return tuple("Ja" if is_said else "Nej" for is_said in self)


class Names(tuple):
    """Several in one column of a file, where programs that read JSON have a list of them."""

    __slots__ = ()

    @property
    def in_cell(self):
        return "; ".join(self)

    @property
    def in_json(self):
        return list(self)


class Goals(NamedTuple):
    """What is served: the primary goal, and the further ones, each of which begins with its code."""

    primary: str
    further: tuple

    def __str__(self):
        codes = listed([goal.split()[0] for goal in self.further])
        return f"{self.primary}\nÄven {codes}" if codes else self.primary

    @property
    def in_parts(self):
        """Of the columns `GOALS`, with their whole titles."""
        return self.primary, Names(self.further)


class Areas(tuple):
    """The focus areas that are served."""

    __slots__ = ()

    def __str__(self):
        """A line each: a screen has no room for their editions."""
        return "\n".join(self.lines)

    @property
    def lines(self):
        return [area.coded for area in self]

    @property
    def in_parts(self):
        """Of the columns `AREAS`, in the words of their editions."""
        return (Names(area.in_edition for area in self),)


class Shares(tuple):
    """Of each partner (what it was called, its own share in whole kronor)."""

    __slots__ = ()

    def __str__(self):
        """For people."""
        return "\n".join(f"{organisation}: {grouped(amount)}" for organisation, amount in self)

    @property
    def in_cell(self):
        """For programs that read a table."""
        return "\n".join(f"{organisation}: {amount}" for organisation, amount in self)

    @property
    def in_json(self):
        return [{"organisation": organisation, "amount": amount} for organisation, amount in self]


class Column(NamedTuple):
    key: str  # in JSON
    heading: str
    width: int = 14  # in Excel
    in_parts: tuple = ()  # the columns that programs have in its place


@dataclass(frozen=True)
class Listing:
    """`ask` finds the rows for an `Asked`, the newest first, and `tell` says what stands in the columns for
    each of some of them. `filters` are the names in the address that narrow it."""

    name: str  # in addresses
    key: str  # in JSON
    title: str
    told: str
    filters: tuple
    columns: tuple
    ask: Callable[..., Any]
    tell: Callable[..., Any]

    @property
    def columns_for_programs(self):
        return [part for column in self.columns for part in column.in_parts or (column,)]


POSITION = (
    Column("designation", "Beteckning"),
    Column("title", "Ställningstagande", 50),
    Column("dissent_from", "Avvikande synpunkt från", 30),
)
PICTURE = (
    Column("picture", "Bild", 50),
    Column("picture_text", "Bilden visar", 40),
    Column("picture_license", "Bildens licens", 40),
)
CORRECTION = Column(
    "correction",
    "Rättat eller ändrat",
    18,
    in_parts=(Column("corrected_by", "Rättat eller ändrat av", 26), Column("corrected_on", "Rättat den")),
)
GOALS = Column("goals", "Mål", 50, (Column("goal", "Mål", 50), Column("further_goals", "Fler mål", 50)))
AREAS = Column("areas", "Fokusområden", 40, (Column("focus_areas", "Fokusområden", 40),))
SUSTAINABILITY = Column(
    "sustainability",
    "Hållbarhet",
    in_parts=tuple(Column(f"says_{name}", told) for name, told in DIMENSIONS.items()),
)
ORGANISATION = Column("organisation", "Organisation", 26)
STATE = Column("state", "Läge", 16)


def cells_of(position):
    """Of the columns `POSITION`: never without its dissent, which the position has read."""
    title = Linked(position.item.title, position.get_absolute_url())
    return position.designation, title, listed(dissenting(position))


def correction_of(told):
    return Correction(told.told_correction, *(told.correction or ("", None)))


def outward(url):
    return Linked(url, url) if url else ""

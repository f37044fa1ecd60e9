"""All that the page of the follow-up shows one reader."""

from collections import Counter
from dataclasses import dataclass

from meetings.follow_up.asked import AWAITED, DIMENSIONS, EMPTY
from meetings.follow_up.came_of_it import newest_results
from meetings.follow_up.counts import (
    came_of_it,
    days_to_last,
    decisions_by_organisation,
    items_by_year,
    middle,
    proposals_by_organisation,
    published_stances,
    total,
)
from meetings.follow_up.coverage import coverage, untouched_in
from meetings.follow_up.matrix import matrix
from meetings.follow_up.participation import by_organisation, participation

CONSENSUS = {
    "samsyn": "I samsyn",
    "avvikande": "Med avvikande synpunkt",
    "ingen-samsyn": "Ingen samsyn",
    "aterfort": "Återfört",
}
HEIGHT = 100  # of the picture of consensus, in its own measure


@dataclass(frozen=True)
class Year:
    """What became of a year's items, as (name in the address, words, how many), and where the parts of its
    bar in the picture begin and how high they are."""

    year: int
    numbers: list
    agreed: tuple
    disputed: tuple


@dataclass(frozen=True)
class Dimensions:
    """Of a year's items that ask for a position: how many say something of each dimension of sustainability,
    as (name in the address, words, how many do, how many do not)."""

    year: int
    positions: int
    dimensions: list


def page(asked, number):
    """Twenty-odd queries, however many rows there are."""
    decisions = decisions_by_organisation(asked)
    by_year = items_by_year(asked.over_time())
    tables = coverage(asked)
    days = days_to_last(asked)
    return {
        "awaited": AWAITED,
        "decisions": [(each, tuple(_awaited(each.numbers))) for each in decisions],
        "totals": list(_awaited(total(decisions))),
        "days": days,
        "middle": middle(days),
        "matrix": matrix(asked, number),
        "came": came_of_it(asked),
        "results": newest_results(asked),
        "goal_tables": [table for table in tables if table.years],
        "untouched": untouched_in(tables, asked.period),
        "consensus": consensus(by_year),
        "outcomes": CONSENSUS,
        "dimensions": dimensions(by_year),
        "stances": published_stances(asked),
        "proposals": proposals_by_organisation(asked),
        "participation": by_organisation(participation(asked)),
    }


def _awaited(numbers):
    """(name in the address, words, how many) of each state."""
    return ((name, words, numbers.get(name, 0)) for name, words in AWAITED.items())


def consensus(items):
    """A `Year` for each from the first in which something was said to the last, also those without."""
    most = max((told["antaget"] for told in items.values()), default=0)
    found = []
    nothing = Counter[str]()
    for year in range(min(items), max(items) + 1) if items else ():
        told = items.get(year, nothing)
        agreed, disputed = (
            round(HEIGHT * told[each] / most) if most else 0 for each in ("samsyn", "avvikande")
        )
        bars = (HEIGHT - agreed, agreed), (HEIGHT - agreed - disputed, disputed)
        numbers = [(name, words, told[name]) for name, words in CONSENSUS.items()]
        found.append(Year(year, numbers, *bars))
    return found


def dimensions(items):
    """The newest year first; those in which no item asked for a position are left out."""
    return [
        Dimensions(
            year,
            told["stallning"],
            [
                (name, DIMENSIONS[field], told["stallning"] - told[field], told[field])
                for name, field in EMPTY.items()
            ],
        )
        for year, told in sorted(items.items(), reverse=True)
        if told["stallning"]
    ]

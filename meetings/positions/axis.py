"""The positions along time, to look at and to narrow by: the years, and the months of one of them. A dot for
each as long as they are few; else a bar."""

from itertools import pairwise
from typing import NamedTuple

from meetings.positions.facets import narrowed_by
from rus_portal.core.words import month

MOST_DOTS = 12  # above one another
DOT, WIDE, TALL = (
    12,
    24,
    12 * 8,
)  # of the picture, in units: a dot with its space, a column, and the tallest bar
NONE = 0, 0
MOST_YEARS = 24  # of one column each, where there are years with nothing in them


class Column(NamedTuple):
    """`dots` are (y, whether there is dissent) from below, `bars` (y, height, whether it is of dissent)."""

    label: str
    told: str
    query: str  # that narrows to it; none where there is nothing
    is_chosen: bool
    number: int
    height: int  # of the picture
    dots: tuple
    bars: tuple

    @property
    def is_break(self):
        """Of the axis: years with nothing in them, drawn as one."""
        return "–" in self.label


def axis(query, chosen, counts):
    """(what they are, columns) of the years; then of the months, where a year is chosen or there is no other.
    `counts` are of months, as `counted` tells them."""
    years: dict = {}
    for key, told in sorted(counts.items()):
        year, each = map(int, key.split("-"))
        years.setdefault(year, {})[each] = told
    if chosen:
        years.setdefault(int(chosen[:4]), {})  # it stands there also with nothing in it
    if len(years) > 1:
        totals = {year: _summed(months) for year, months in years.items()}
        told = [(label,) * 3 + (totals.get(year, NONE),) for label, year in _labelled(sorted(years))]
        yield "år", _columns(query, chosen[:4], told)
    shown = int(chosen[:4]) if chosen else next(iter(years), None)
    if years.get(shown) and (chosen or len(years) == 1):
        told = [
            (f"{shown}-{each:02}", month(shown, each, "M"), month(shown, each), years[shown].get(each, NONE))
            for each in range(1, 13)
        ]
        yield f"månad under {shown}", _columns(query, chosen, told)


def _summed(months):
    return tuple(map(sum, zip(*months.values(), strict=True))) or NONE


def _labelled(years):
    """(label, year) of each column, of all years from the first to the last. Where they are too many, those
    in a row with nothing in them are one column that says so: an axis that leaves years out is false."""
    if years[-1] - years[0] < MOST_YEARS:
        return [(f"{year}", year) for year in range(years[0], years[-1] + 1)]
    columns = [(f"{years[0]}", years[0])]
    for before, year in pairwise(years):
        if year - before > 1:
            first, last = before + 1, year - 1
            columns.append((f"{first}–{last}" if last > first else f"{first}", first))
        columns.append((f"{year}", year))
    return columns


def _columns(query, chosen, told):
    """Of (value in the address, label, name, counts) of each."""
    narrowed = narrowed_by(query, "ar")
    none = "inget sådant ställningstagande" if narrowed != "ar=" else "inget ställningstagande"
    most = max(number for *_, (number, _) in told)
    return tuple(
        Column(
            label,
            f"{name}: {_sentence(number, disputed) if number else none}",
            narrowed + value if number else "",
            value == chosen,
            number,
            *_drawn(number, disputed, most),
        )
        for value, label, name, (number, disputed) in told
    )


def _sentence(number, disputed):
    told = f"{number} ställningstagande{'n' if number > 1 else ''}"
    return f"{told}, {disputed} med avvikande synpunkt" if disputed else told


def _drawn(number, disputed, most):
    """The height of all pictures, and what is drawn in this. What has dissent lies on top."""
    if most <= MOST_DOTS:
        height = DOT * most
        dots = ((height - DOT * place - DOT // 2, place >= number - disputed) for place in range(number))
        return height, tuple(dots), ()
    tall = max(round(TALL * number / most), 1) if number else 0
    of_dissent = min(max(round(TALL * disputed / most), 1), tall) if disputed else 0
    bars = ((TALL - tall, of_dissent, True), (TALL - tall + of_dissent, tall - of_dissent, False))
    return TALL, (), tuple(bar for bar in bars if bar[1])

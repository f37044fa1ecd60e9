"""The headings of a table: one row, or several over each other, as years over women and men."""

from typing import NamedTuple

from strategy.statistics.cells import SEXES, kind_of, period, said
from strategy.statistics.table import Unreadable

SEARCHED = 40  # lines, for the headings
NO_HEADINGS = (
    "Det går inte att se vad kolumnerna är. Första raden ska ha rubriker, till exempel år, kod, område, kön "
    "och värde, eller ett år i varje kolumn."
)


class Heading(NamedTuple):
    """What is said of all numbers under it, in the words of the file."""

    period: str = ""
    sex: str = ""
    measure: str = ""

    def __str__(self):
        return " ".join(filter(None, self))


def from_headings(lines):
    """What stands above the headings, a list for each column of what is over it, and what stands below."""
    for place, (_, cells) in enumerate(lines[:SEARCHED]):
        kinds = {kind_of(str(cell)) for cell in cells} - {""}
        years = [cell for cell in cells if heading_of([cell]).period]
        if len(cells) > 1 and (len(kinds) > 1 or (kinds and years) or (years and not cells[0])):
            first, last = _around(lines, place)
            headings = _columns([cells for _, cells in lines[first : last + 1]])
            return lines[:first], headings, lines[last + 1 :]
    raise Unreadable(NO_HEADINGS)


def _around(lines, place):
    """The first and the last row of headings: those next to the one that was found, with nothing but
    headings in them. Where it has no column of numbers of its own it is alone."""
    wide = next((at for at, cell in enumerate(lines[place][1]) if _is_over_numbers(cell)), None)
    first = last = place
    if wide is None:
        return first, last
    while first and _is_of_headings(lines[first - 1], lines[first][0] - 1, wide):
        first -= 1
    while last + 1 < len(lines) and _is_of_headings(lines[last + 1], lines[last][0] + 1, wide):
        last += 1
    return first, last


def _is_of_headings(line, number, wide):
    own, cells = line
    over = [cell for cell in cells[wide:] if cell != ""]
    beside = [cell for cell in cells[:wide] if cell != ""]
    words = all(period(str(cell)) or isinstance(said(cell), str) for cell in over)
    return own == number and bool(over) and words and all(kind_of(str(cell)) for cell in beside)


def _columns(rows):
    """Of several rows all but the last hold over the columns to the right too, as merged cells do."""
    width = max(map(len, rows))
    whole = [[*row, *[""] * (width - len(row))] for row in rows]
    begins = [next((at for at, cell in enumerate(row) if _is_over_numbers(cell)), width) for row in whole]
    first = min(begins)
    for row in whole[:-1]:
        for at in range(first + 1, width):
            row[at] = row[at - 1] if row[at] == "" else row[at]
    return [[cell for cell in column if cell != ""] for column in zip(*whole, strict=True)]


def _is_over_numbers(cell):
    return bool(heading_of([cell]).period or heading_of([cell]).sex)


def _text(cell):
    return str(cell).strip()


def is_sex(text):
    return len(text) > 1 and not text[0].isdigit() and text.casefold() in SEXES


def heading_of(parts):
    """Of what stands over a column: "Folkmängd 2019" is a measure and a year, "män 2019" a sex and a year."""
    found: dict = {"period": [], "sex": [], "measure": []}
    for part in map(_text, parts):
        words, _, last = part.rpartition(" ")
        first, _, others = part.partition(" ")
        if period(part):
            found["period"].append(period(part)[0])
        elif words and period(last):
            found["period"].append(period(last)[0])
            found["sex" if is_sex(words) else "measure"].append(words)
        elif period(first) and is_sex(others):
            found["period"].append(first)
            found["sex"].append(others)
        elif part:
            found["sex" if is_sex(part) else "measure"].append(part)
    for kind in ("period", "sex"):
        several = list(dict.fromkeys(found[kind]))
        if len(several) > 1:
            raise Unreadable(
                f"En kolumn har både ”{several[0]}” och ”{several[1]}” i sina rubriker. Behåll ett av dem."
            )
        found[kind] = several
    return Heading(*(" ".join(dict.fromkeys(texts)) for texts in found.values()))

"""CSV and Excel: a column for each thing, or a column for each year, as statistics are published."""

import re
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter

from councils import sheets
from rus_portal.core.words import counted
from strategy.statistics.cells import SEXES, decimals_of, is_code, is_dots, kind_of, names_year, said
from strategy.statistics.headings import NO_HEADINGS, from_headings, heading_of
from strategy.statistics.table import (
    MOST,
    Category,
    Mark,
    Row,
    Table,
    Unreadable,
    first_of,
    require_letters,
)

COLUMNS = 1000  # the months of eighty years
OTHER_KIND = "Filen är varken CSV, Excel (.xlsx), PX eller JSON-stat. Hämta den i något av dem från källan."
AS_TEXT = "Spara koderna som text i Excel, så att koden blir {}, och välj filen igen."
# Beside the headings it is said of the table, not of an area.
SAID = re.compile(
    r"(?:(?:data)?källa|källor|anm(?:ärkning(?:ar)?)?|(?:fot)?not(?:er)?|kommentar(?:er)?|(?:foot)?notes?"
    r"|source|(?:senast )?uppdaterad|enhet|kontakt(?:person)?|hämtad|copyright) ?(?:\d*\)?[:.]|\d+\))",
    re.IGNORECASE,
)


HAS_CODE = re.compile(r"(?=.*\d|[A-ZÅÄÖ]+$)\S+")  # a figure, or large letters alone


def read(file):
    try:
        remarks: list[str] = []
        lines = sheets.read(
            file, most=MOST, widest=COLUMNS, typed=typed, remarks=remarks, to_the_end=True
        )
    except sheets.Unknown as other:
        raise Unreadable(OTHER_KIND) from other
    except sheets.Unreadable as broken:
        raise Unreadable(str(broken)) from broken
    require_letters({cell for _, cells in lines for cell in cells if isinstance(cell, str)})
    above, headings, below = from_headings(_parted(lines))
    title = [" ".join(map(str, filter(None, cells))) for _, cells in above]
    table = Table([], note=title, remarks=remarks, put_right=AS_TEXT)
    own = _of_table(below)
    names, codes = _names(headings, own)
    columns = _columns(names, codes, [heading_of(parts) for parts in headings], own)
    below = _without_what_is_said(below, columns, table)
    _require_nothing_lost(columns, below)
    rows = list(_rows(columns, below, table))
    table.rows = rows
    table.columns = _letters(columns)
    table.decimals = decimals_of([row.raw for row in rows if isinstance(row.raw, str)])
    _note_percents(table, lines)
    return table


JOINED = re.compile(r"((?:\w+,)*\w+)\\\w+")  # as freq,unit,geo\TIME_PERIOD


def _parted(lines):
    """Eurostat's TSV has all that tells its lines apart in their first cell, with commas between; what its
    heading has after the last is said of the columns."""
    joined = next((JOINED.fullmatch(str(cells[0]).strip()) for _, cells in lines[:1] if cells), None)
    if not joined:
        return lines
    parted = [(number, [*str(cells[0]).split(","), *cells[1:]]) for number, cells in lines[1:]]
    return [(lines[0][0], [*joined[1].split(","), *lines[0][1][1:]]), *parted]


class Percent(Decimal):
    """A number in a cell that shows it as percent: 0.125 there reads 12,5 %."""


def typed(cell):
    """A cell of Excel as its reader sees it: 114 in the format 0000 is the code 0114."""
    value, shown = cell.value, str(getattr(cell, "number_format", None) or "General")
    if isinstance(value, bool) or not isinstance(value, int | float):
        if hasattr(value, "year") and "d" not in shown.lower() and "m" not in shown.lower():
            return str(value.year)
        if hasattr(value, "year") and not any((getattr(value, "hour", 0), getattr(value, "minute", 0))):
            return f"{value:%Y-%m-%d}"
        return sheets.text(value)
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if "%" in shown:
        return Percent((number * 100).normalize())
    if set(shown) == {"0"} and len(shown) > 1 and number == number.to_integral_value():
        return f"{int(number):0{len(shown)}d}"
    return Decimal(int(number)) if number == number.to_integral_value() else number


def _of_table(below):
    """The lines that are of the table for certain: no note, and nothing that explains a mark."""
    lines = ([str(cell).strip() for cell in cells] for _, cells in below)
    filled = ((cells, [*filter(None, cells)]) for cells in lines)
    return [
        cells for cells, told in filled if len(told) > 1 and not (SAID.match(told[0]) or is_dots(told[0]))
    ]


def _names(headings, lines):
    """A name for each column, those without a heading by what is in them; and {place of names: place of their
    codes} of those that PxWeb writes without headings, code and text each in its own."""
    names = [" ".join(map(str, parts)).strip() for parts in headings]
    bare, codes = [place for place, name in enumerate(names) if name == ""], {}
    for place in bare:
        pairs = {(*cells[place : place + 2], "", "")[:2] for cells in lines}
        if place + 1 in bare and place not in codes and _are_codes_and_names(pairs - {("", "")}):
            codes[place + 1] = place
    for place in bare:
        if place not in codes.values():
            names[place] = _told_by({cells[place] for cells in lines if cells[place:]} - {""}, names, place)
    return names, codes


def _are_codes_and_names(pairs):
    """One to one, as 22 and Västernorrlands län, or 1 and män."""
    codes, names = {code for code, _ in pairs}, {name for _, name in pairs}
    if not len(codes) == len(names) == len(pairs) > 0 or "" in codes | names:
        return False
    is_of_sex = all(name.casefold() in SEXES for name in names)
    return all(map(HAS_CODE.fullmatch, codes)) and not (is_of_sex and all(map(is_code, codes)))


def _told_by(found, names, place):
    """Codes stand before the names of the areas, in the next column."""
    if found and "kod" not in names and names[place + 1 : place + 2] == [""] and all(map(is_code, found)):
        return "kod"
    if found and all(each.casefold() in SEXES for each in found):
        return "kön"
    return "område" if found and "område" not in names else f"kolumn {get_column_letter(place + 1)}"


@dataclass(frozen=True)
class Columns:
    """What is where: the name and the kind of each column, the headings of those with a year or a sex for
    theirs, the place of each kind, of what tells values apart, and of the codes of it."""

    names: list
    kinds: list
    wide: dict
    at: dict
    dimensions: list
    codes: dict

    @property
    def own(self):
        """The places of what is of the value itself."""
        return {place for place in range(len(self.names)) if place not in self.dimensions}

    def is_of_years(self, place):
        """It stands among the years, or says a year in its heading that is read as none."""
        beside = bool(self.wide) and place > min(self.wide)
        return beside or (not self.kinds[place] and names_year(str(self.names[place])))

    def is_said(self, place):
        """A text alone on its line there is said of the table, and no value."""
        return not (place in self.wide or place == self.at.get("value"))


def _columns(names, codes, headings, lines):
    wide = _wide(names, headings)
    kinds = [("" if place in wide else kind_of(name)) for place, name in enumerate(names)]
    if "area code" not in kinds and (coded := _codes_beside_names(names, kinds, lines)) is not None:
        kinds[coded] = "area code"
    at = dict(reversed([(kind, place) for place, kind in enumerate(kinds) if kind]))
    numbers = [name for name, kind in zip(names, kinds, strict=True) if kind == "value"]
    if len(numbers) > 1 or (numbers and wide):
        each = "ett år" if any(heading.period for heading in wide.values()) else "ett kön"
        more = ", ".join([*numbers, *([f"{each} i varje kolumn"] if wide else [])])
        raise Unreadable(f"Filen har tal i flera slags kolumner ({more}). Behåll ett av dem.")
    if not wide and "value" not in at:
        if kinds[-1]:
            raise Unreadable(NO_HEADINGS)
        at["value"] = len(names) - 1
    if "time" not in at and not any(heading.period for heading in wide.values()):
        raise Unreadable("Filen saknar en kolumn för år eller period.")
    _require_told_apart(wide, names, at)
    of_the_value = {at.get(kind) for kind in ("value", "mark", "status", "meaning", "area code")}
    own = of_the_value | {*wide, *codes.values()}
    dimensions = [place for place in range(len(names)) if place not in own]
    return Columns(names, kinds, wide, at, dimensions, codes)


def _codes_beside_names(names, kinds, lines):
    """As region beside region_namn: of two columns for the area, the one with nothing but codes in it."""
    areas = [place for place, kind in enumerate(kinds) if kind == "area"]
    for place in areas if len({names[each] for each in areas}) > 1 else ():
        found = {cells[place] for cells in lines if cells[place:]} - {""}
        if found and all(map(is_code, found)):
            return place
    return None


def _wide(names, headings):
    """The headings of the columns that have a year each, or else a sex each."""
    years = {place: each for place, each in enumerate(headings) if each.period}
    sexes = {place: each for place, each in enumerate(headings) if each.sex}
    is_of_one = len(sexes) == 1 and "sex" in map(kind_of, names)  # it says of what the numbers are
    return years or ({} if is_of_one else sexes)


def _require_told_apart(wide, names, at):
    """Each column of numbers says what it has that others have not."""
    if twice := next((each for each in wide.values() if [*wide.values()].count(each) > 1), None):
        raise Unreadable(
            f"Filen har flera kolumner för {twice}. Behåll en av dem, eller låt det som skiljer dem åt, till "
            "exempel kön, stå i en egen kolumn."
        )
    for kind, field, told in (("time", "period", "år"), ("sex", "sex", "kön")):
        said_of = [bool(getattr(each, field)) for each in wide.values()]
        if any(said_of) and kind in at:
            raise Unreadable(
                f"Filen har {told} både i kolumnen ”{names[at[kind]]}” och i rubrikerna. Behåll ett av dem."
            )
        if any(said_of) and not all(said_of):
            place = [*wide][said_of.index(False)]
            raise Unreadable(
                f"Kolumnen ”{names[place]}” säger inte vilket {told} talen gäller, men andra kolumner "
                f"gör det. Skriv {told} i rubriken över varje kolumn med tal."
            )


def _without_what_is_said(below, columns, table):
    """What is told under a table, also where a comma in it has made cells of it: that becomes its note."""
    kept = []
    for number, cells in below:
        filled = [str(cell) for cell in cells if cell != ""]
        is_long = len(cells) > len(columns.names) and not any(_is_number([cell]) for cell in cells)
        if SAID.match(filled[0]) or is_long:
            table.note.append(", ".join(filled))
        else:
            kept.append((number, cells))
    return kept


def _require_nothing_lost(columns, below):
    """Each column that tells values apart has a name of its own, what stands beside the years says which year
    it is of, and each cell stands under a heading."""
    named = [str(columns.names[place]).casefold() for place in columns.dimensions]
    if twice := next((name for name in named if named.count(name) > 1), None):
        raise Unreadable(
            f"Två kolumner har rubriken ”{twice}”. Ge dem var sin, till exempel kod och område, eller "
            "ta bort en av dem."
        )
    for number, cells in below:
        if any(cell != "" for cell in cells[len(columns.names) :]):
            raise Unreadable(
                f"Rad {number} har fler celler än rubrikraden. Har talen decimalkomma ska något annat än "
                "komma skilja cellerna åt, till exempel semikolon. En text som inte hör till tabellen ska "
                "stå inom citattecken eller tas bort."
            )
        for place in columns.dimensions:
            if columns.is_of_years(place) and _is_number(cells[place : place + 1]):
                raise Unreadable(
                    f"Kolumnen ”{columns.names[place]}” har tal, men rubriken säger inte vilket år de "
                    "gäller. Skriv bara året i rubriken, eller ta bort kolumnen."
                )


def _is_number(cell):
    return bool(cell and cell[0] != "" and not isinstance(what := said(cell[0]), str) and what.value)


def _rows(columns, below, table):
    before: dict = {}
    untold: list[str] = []
    when = columns.at.get("time")
    for number, cells in below:
        cells = [*cells, *[""] * (len(columns.names) - len(cells))]
        filled = [place for place, cell in enumerate(cells[: len(columns.names)]) if cell != ""]
        if len(filled) == 1 and columns.is_said(filled[0]):
            table.note.append(str(cells[filled[0]]))
            continue
        if _explains_a_mark(filled, cells, columns):
            table.note.append(": ".join(str(cells[place]) for place in filled))
            continue
        is_untold = when is not None and cells[when] == ""
        cells = before = _filled_down(cells, before, columns)
        if is_untold and cells[when] != "":
            untold.append(f"rad {number}")
        yield from _values(number, cells, columns)
    if untold:
        which = counted(len(untold), "rad säger inget år och lästes", "rader säger inget år och lästes")
        table.remarks.append(f"{which} som raden ovanför: {first_of(untold)}.")


def _explains_a_mark(filled, cells, columns):
    """As ".. uppgift saknas" under a table: it stands where a place would, and no number does beside it."""
    first, *others = filled
    stands_first = first in (*columns.dimensions, *columns.codes.values(), columns.at.get("area code"))
    return stands_first and is_dots(cells[first]) and not any(_is_number([cells[each]]) for each in others)


def _values(number, cells, columns):
    """The one of the line, or one for each year."""
    found = _categories(cells, columns)
    measure = "mått i rubriken" if "mått" in found else "mått"
    named = ("år", "kön", measure)
    told = [any(texts) for texts in zip(*columns.wide.values(), strict=True)]
    status = _at(cells, columns.at, "status")
    if len(columns.wide) > 1 and (beside := status or _at(cells, columns.at, "mark")):
        raise Unreadable(
            f"Rad {number}: ”{beside[:40]}” står i en egen kolumn och säger inte vilket av radens tal det "
            "gäller. Skriv en rad för varje tal, eller ta bort kolumnen."
        )
    for place, heading in columns.wide.items():
        its = {
            name: Category("", text or "utan namn")
            for name, text, is_told in zip(named, heading, told, strict=True)
            if is_told
        }
        where = _where(number, place)
        yield Row(where, found | its, _value_or_mark(cells, place, columns.at, where), status)
    if not columns.wide:
        place = columns.at["value"]
        where = _where(number, place)
        yield Row(where, found, _value_or_mark(cells, place, columns.at, where), status)


def _where(number, place):
    return f"Rad {number}, kolumn {get_column_letter(place + 1)}"


def _categories(cells, columns):
    found = {
        str(columns.names[place]): Category(_code(cells, columns, place), str(cells[place]))
        for place in columns.dimensions
    }
    if "area code" in columns.at:
        code = str(cells[columns.at["area code"]])
        areas = (place for place in columns.dimensions if columns.kinds[place] == "area")
        name = next((str(columns.names[place]) for place in areas), "område")
        found[name] = Category(code, found[name].label if name in found else code)
    return found


def _code(cells, columns, place):
    return str(cells[columns.codes[place]]) if place in columns.codes else ""


def _letters(columns):
    """{dimension: the letter of its column}; of areas with no more than a code, that of the code."""
    places = {"område": columns.at["area code"]} if "area code" in columns.at else {}
    places |= {str(columns.names[place]): place for place in columns.dimensions}
    return {name: get_column_letter(place + 1) for name, place in places.items()}


def _filled_down(cells, before, columns):
    """Excel from PxWeb writes an area once, on the first of its rows, and so what stands before others."""
    told = next((place for place in columns.dimensions if cells[place] != ""), None)
    if before and told is not None:
        above = [place for place in columns.dimensions if place < told]
        own = [place for place in columns.own if above and place < above[-1]]
        for place in (*above, *own):
            cells[place] = before[place] if cells[place] == "" else cells[place]
    return cells


def _at(cells, columns, kind):
    return str(cells[columns[kind]]) if kind in columns else ""


def _value_or_mark(cells, place, columns, where):
    value, mark = cells[place], _at(cells, columns, "mark")
    if value != "" and mark:
        raise Unreadable(f"{where}: raden har både ett tal och en markering. Ta bort ett av dem.")
    return Mark(mark) if mark else value


def _note_percents(table, lines):
    if any(isinstance(cell, Percent) for _, cells in lines for cell in cells):
        table.remarks.append("Celler i procentformat lästes som de visas: 0,125 är 12,5 procent.")

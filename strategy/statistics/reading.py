"""A file as values of an indicator, or as sentences about what in it could not be read."""

from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from councils.sheets import LARGEST
from rus_portal.core.words import counted
from strategy.models import IndicatorValue
from strategy.statistics import jsonstat, px, sheet
from strategy.statistics.cells import (
    area,
    denied_by,
    is_name,
    kind_of,
    period,
    said,
    sex,
    tells_sex,
    why_empty,
)
from strategy.statistics.codes import without_zero
from strategy.statistics.table import Category, Mark, Unreadable, first_of, require_letters

NOTHING = "Filen har inga värden. Kontrollera den och välj den igen."
NO_NUMBER = "NaN"  # SDMX has it where there is no value
EMPTY = (None, "", NO_NUMBER)
SHOWN = 20  # of what is wrong
LONGEST = {"place": 200, "area": 200, "area_code": 20, "period": 40, "value": 60, "mark": 40, "status": 40}


@dataclass
class Reading:
    """`cells` are values as `IndicatorValue` has them. Where something is wrong there is nothing to save."""

    file_name: str
    file_hash: str
    cells: list
    problems: list
    remarks: list
    note: str
    unit: str = ""
    indicator: str = ""


def read(file):
    """An uploaded file, by what is in it and not by its name."""
    if file.size > LARGEST:
        raise Unreadable("Filen är större än 5 MB. Välj färre områden eller år i källan.")
    content = file.read()
    file.seek(0)
    bare = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith((b"{", b"[")):
        table = jsonstat.read(bare)
    elif px.is_px(content):
        table = px.read(content)
    else:
        table = sheet.read(file)
    return _reading(table, file.name[-200:], sha256(content).hexdigest())


def _reading(table, name, digest):
    if not table.rows:
        raise Unreadable(NOTHING)
    names = _by_kind(table)
    require_letters(_texts_of(table), of_places=True)
    if lost := without_zero({area(row.dimensions[names["area"]]) for row in table.rows}):
        told, code = lost
        raise Unreadable(f"{told} {table.put_right.format(code)}")
    cells: dict = {}
    problems: list = []
    empty: list = []
    no_number: list = []
    called: dict = {}
    for row in table.rows:
        why = Mark(why_empty(row.status)) if row.raw in EMPTY else None
        if why == "":
            (no_number if row.raw == NO_NUMBER else empty).append(_place(row.where))
            continue
        row = row if why is None else row._replace(raw=why)
        cell = _cell(row, names, table)
        if isinstance(cell, Wrong):
            problems.append(f"{table.where(row, names.get(cell.about))}: {cell.told}")
            continue
        where = table.where(row, names["area"])
        if told := _called_otherwise(cell, where, called.setdefault(cell["area_code"], {})):
            problems.append(f"{where}: {told}")
        key = cell["place"], cell["sex"], cell["period"]
        if cells.setdefault(key, cell) != cell:
            problems.append(f"{row.where}: {_told(cell)} står redan tidigare i filen med ett annat värde.")
    if not cells and not problems:
        raise Unreadable(NOTHING)
    if len(problems) > SHOWN:
        problems[SHOWN:] = [f"Ytterligare {len(problems) - SHOWN} celler går inte att läsa."]
    remarks = [*table.remarks, *_of_no_names({area(row.dimensions[names["area"]]) for row in table.rows})]
    if empty:
        which = counted(len(empty), "cell är tom", "celler är tomma")
        remarks.append(f"{which} och lästes inte: {first_of(empty)}.")
    if no_number:
        told = f"säger {NO_NUMBER}, alltså att det inte finns något tal, och lästes inte"
        remarks.append(f"{counted(len(no_number), 'cell', 'celler')} {told}: {first_of(no_number)}.")
    if table.unit:
        remarks.append(f"Filens enhet är {table.unit}.")
    marks = {cell["mark"] for cell in cells.values()}
    table.note += [f"{mark}: {told}" for mark, told in table.symbols.items() if mark in marks]
    note = "\n".join(dict.fromkeys(line.strip() for line in table.note if line.strip()))
    return Reading(name, digest, list(cells.values()), problems, remarks, note, table.unit, table.indicator)


def _place(where):
    return f"{where[:1].lower()}{where[1:]}"


def _texts_of(table):
    """What the values are told apart by."""
    return {text for row in table.rows for name, told in row.dimensions.items() for text in (name, *told)}


def _of_no_names(areas):
    for code, label in sorted(areas):
        if label and not is_name(label):
            yield f"Filens namn på området {code}, ”{label[:40]}”, är inget namn, och lästes inte."


def _by_kind(table):
    """{kind: name} of the dimensions. What else the file is divided by must be one thing only."""
    names: dict = {}
    kinds = {name: table.kinds.get(name) or kind_of(name) for name in table.rows[0].dimensions}
    for name, kind in kinds.items():
        different = dict.fromkeys(row.dimensions[name] for row in table.rows)
        if not kind and "sex" not in kinds.values() and tells_sex(different):
            kind = "sex"
        is_told = kind != "sex" or any(map(any, different))  # nothing in its column is no sex at all
        if kind in ("time", "area", "sex") and kind not in names and is_told:
            names[kind] = name
        elif len(different) > 1:
            some = ", ".join(each.label for each in list(different)[:3])
            more = " …" if len(different) > 3 else ""
            raise Unreadable(
                f"Filen är uppdelad även efter ”{name}” ({some}{more}). Välj en av dem i källan, "
                "så att varje område, år och kön har ett värde."
            )
        elif not (label := next(iter(different)).label):
            continue
        elif kind in ("indicator", "unit"):
            setattr(table, kind, label)
        else:
            table.note.append(f"{name}: {label}")
    if "time" not in names:
        raise Unreadable("Filen säger inte vilka år eller perioder värdena gäller.")
    if "area" not in names:
        raise Unreadable(
            "Filen säger inte vilket område värdena gäller. Ta med region eller kommun i källan."
        )
    return names


class Wrong(NamedTuple):
    """`about` is the kind of the dimension where it is; of none it is the value itself."""

    told: str
    about: str = ""


def _called_otherwise(cell, where, called):
    """A sentence of a code that has had another name: one of them is wrong, and it is not known which."""
    name = cell["area"]
    if name == cell["area_code"] or name.casefold() in called:
        return ""
    first = next(iter(called.values()), None)
    called[name.casefold()] = name, _place(where)
    if not cell["area_code"] or first is None:
        return ""
    return (
        f"koden {cell['area_code']} har namnet ”{name}” här, men ”{first[0]}” förut ({first[1]}). "
        "Rätta koden eller namnet."
    )


def _cell(row, names, table):
    """A value, or what is wrong with it."""
    time = row.dimensions[names["time"]]
    when = period(time.label) or period(time.code)
    if not time.label and not time.code:
        return Wrong("året eller perioden saknas.", "time")
    if not when:
        told = f"”{time.label}” är varken ett år eller en period, som 2023, 2023/24 eller 2023K1."
        return Wrong(told, "time")
    place = area(row.dimensions[names["area"]])
    if not place.label:
        return Wrong("området saknas.", "area")
    if not is_name(place.code or place.label):
        return Wrong(f"”{place.code or place.label}” är inget område.", "area")
    told = sex(row.dimensions[names["sex"]]) if "sex" in names else sex(Category("", "totalt"))
    if told is None:
        told = f"könet ”{row.dimensions[names['sex']].label}” är inte kvinnor, män eller totalt."
        return Wrong(told, "sex")
    what = said(row.raw, decimals=table.decimals)
    if isinstance(what, str):
        return Wrong(what)
    if what.value and (mark := denied_by(row.status, what.value)):
        return Wrong(
            f"talet {what.value.replace('.', ',')} har ”{mark}” bredvid sig, som säger att det inte finns "
            "något tal. Ta bort ett av dem."
        )
    status = "" if what.mark == row.status.strip() else row.status.strip()
    cell = {
        "place": place.code or place.label,
        "area_code": place.code,
        "area": place.label if is_name(place.label) else place.code,
        "sex": str(told),
        "period": when[0],
        "year": when[1],
        "value": what.value,
        "mark": what.mark,
        "status": " ".join(filter(None, (status, what.flag))),
    }
    if long := next((name for name, most in LONGEST.items() if len(cell[name]) > most), None):
        return Wrong(f"”{cell[long][:40]}…” är för långt.")
    return cell


def _told(cell):
    return f"{cell['area']}, {cell['period']}, {IndicatorValue.Sex(cell['sex']).label.lower()}"

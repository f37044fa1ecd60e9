"""JSON-stat, versions 1 and 2: values in one row by the order of the dimensions, as a list or by their place,
and their status in the same ways."""

import json
from decimal import Decimal
from itertools import product as combined

from strategy.statistics.table import Category, Row, Table, Unreadable, product

ROLES = {"time": "time", "geo": "area", "metric": "measure"}
NOT_OURS = "Filen är JSON men inte JSON-stat. Hämta den som JSON-stat, PX, CSV eller Excel."
BROKEN = "JSON-stat-filen går inte att läsa: {}. Hämta den på nytt från källan."


def read(content):
    try:
        data = json.loads(content, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as broken:
        raise Unreadable("Filen går inte att läsa som JSON. Hämta den på nytt från källan.") from broken
    try:
        return _table(_dataset(data))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, ArithmeticError) as broken:
        raise Unreadable(BROKEN.format("en del av den saknas")) from broken


def _no_number(word):
    raise ValueError(word)


def _dataset(data):
    if not isinstance(data, dict):
        raise Unreadable(NOT_OURS)
    if data.get("class", "dataset") == "dataset" and "dimension" in data and "value" in data:
        return data
    if data.get("class") == "collection":
        raise Unreadable("Filen är en samling av flera tabeller. Hämta en av dem.")
    inner = [each for each in data.values() if isinstance(each, dict) and "dimension" in each]
    if len(inner) != 1:
        raise Unreadable(NOT_OURS)
    return inner[0]


def _table(dataset):
    dimension = dataset["dimension"]
    names = dataset.get("id") or dimension["id"]
    sizes = [int(size) for size in (dataset.get("size") or dimension["size"])]
    roles = dataset.get("role") or dimension.get("role") or {}
    categories = [_categories(dimension[name]) for name in names]
    for name, size, found in zip(names, sizes, categories, strict=True):
        if size != len(found):
            raise Unreadable(BROKEN.format(f"”{name}” ska ha {size} värden men har {len(found)}"))
    count = product(sizes)
    values, status = _by_place(dataset["value"], count), dataset.get("status") or {}
    if isinstance(status, str | list) and (isinstance(status, str) or len(status) == 1):  # one of all
        status = [*([status] if isinstance(status, str) else status)] * count
    statuses = _by_place(status, count)
    labels = {name: dimension[name].get("label") or name for name in names}
    if len(set(labels.values())) < len(names):  # two are called the same
        labels = {name: name for name in names}
    rows = [
        _row(number, dict(zip(labels.values(), place, strict=True)), values.get(number), statuses.get(number))
        for number, place in enumerate(combined(*categories))
    ]
    kinds = {labels[name]: kind for role, kind in ROLES.items() for name in roles.get(role, [])}
    notes = dataset.get("note") or []
    notes = [notes] if isinstance(notes, str) else notes
    told = [dataset.get("label"), dataset.get("source"), dataset.get("updated"), *notes]
    units = {unit for name in names for unit in _units(dimension[name])}
    unit = units.pop() if len(units) == 1 else ""
    return Table(rows, kinds, [str(each) for each in told if each], unit=unit, decimals=".")


def _row(number, place, value, status):
    where = f"Värde {number + 1}"
    if isinstance(status, dict | list):
        raise TypeError
    return Row(where, place, value, "" if status is None else str(status))


def _by_place(values, count):
    """A list has them all, an object those that are not null."""
    if not isinstance(values, dict):
        if len(values) != count:
            raise Unreadable(BROKEN.format(f"{len(values)} värden, men uppdelningen ger {count}"))
        values = dict(enumerate(values))
    found = {int(place): value for place, value in values.items()}
    if any(not 0 <= place < count for place in found):
        raise Unreadable(BROKEN.format("ett värde står utanför tabellen"))
    return {place: value for place, value in found.items() if value is not None}


def _categories(dimension):
    category = dimension["category"]
    label = category.get("label") or {}
    index = category.get("index") or list(label)
    codes = sorted(index, key=lambda code: index[code]) if isinstance(index, dict) else index
    return [Category(str(code), str(label.get(code, code))) for code in codes]


def _units(dimension):
    for unit in (dimension["category"].get("unit") or {}).values():
        if told := unit.get("base") or unit.get("label") or unit.get("type"):
            yield str(told)

"""What a file of official statistics is read as."""

import pytest

from strategy.statistics.reading import read
from strategy.statistics.table import Unreadable


def said(file):
    """(code, sex, period, value, mark, status) of each."""
    reading = read(file)
    assert reading.problems == []
    names = ("area_code", "sex", "period", "value", "mark", "status")
    return [tuple(cell[name] for name in names) for cell in reading.cells]


def values(file):
    return [cell["value"] or cell["mark"] for cell in read(file).cells]


def problems(file):
    return read(file).problems


def refused(file):
    with pytest.raises(Unreadable) as no:
        read(file)
    return str(no.value)

"""A day that is told in words is judged as it may be read: as that day, or a week, a month or a year by its
first day."""

import datetime as dt

import pytest

from rus_portal.core.told_day import AHEAD, BEFORE, NO_DAY, why_not

SINCE, TODAY = dt.date(2026, 9, 15), dt.date(2026, 12, 1)
WEEKS = ("vecka 50 2026", "v. 50 2026", "v50 -26", "2026 v 50", "2026-W50", "vecka 50–51 2026", "vecka 50")
MONTHS = ("12/2026", "2026-12", "december 2026", "i dec -26", "dec. 2026", "i decembersammanträdet 2026")
DAYS = ("15/12 2026", "15/12-26", "15/12/2026", "15/12", "15.12.2026", "15-12-2026", "20261215", "261215")
DAYS += ("2026-12-15", "2026/12/15", "13 dec", "den 13:e december", "13 december 2026", "13 dec, 2026")
YEARS = ("2027", "våren 2027", "KS 2027 och januari 2028")


@pytest.mark.parametrize("told", [*WEEKS, *DAYS, *YEARS])
def test_what_has_not_been_is_ahead(told):
    assert why_not(told, since=SINCE, today=TODAY) == (AHEAD, "")
    assert why_not(f"Fullmäktige, {told}", since=SINCE, today=TODAY) == (AHEAD, "")


@pytest.mark.parametrize("told", MONTHS)
def test_a_month_has_come_on_its_first_day(told):
    assert why_not(told, since=SINCE, today=dt.date(2026, 11, 30)) == (AHEAD, "")
    assert why_not(told, since=SINCE, today=TODAY) == ("", "")


@pytest.mark.parametrize(
    "told", ["januari 2020", "14 september 2026", "14/9 2026", "20260914", "vecka 37 2026", "2025", "aug -26"]
)
def test_what_was_over_before_the_position_is_before(told):
    assert why_not(told, since=SINCE, today=TODAY) == (BEFORE, "")


@pytest.mark.parametrize(
    "told",
    [
        *("september 2026", "15 september 2026", "vecka 38 2026", "2026", "30/11", "i oktober", "1 dec"),
        *("oktober 2026, gäller från januari 2027", "Efter votering", "före jul", "", "kl. 13.30", "§ 15/12"),
        *("§ 131/2026", "dnr 12345678", "en majoritet", "marknadsdagen 2026", "§§ 12-15 2026", "punkt 3.2"),
    ],
)
def test_what_may_be_its_day_or_is_none_is_no_fault(told):
    assert why_not(told, since=SINCE, today=TODAY) == ("", "")


@pytest.mark.parametrize(
    "told", ["31 februari 2026", "31/11 2026", "15.13.2026", "2026-13-01", "vecka 54 2026", "0 maj 2026"]
)
def test_a_day_that_is_in_no_calendar_is_named(told):
    assert why_not(f"Den {told}.", since=SINCE, today=TODAY) == (NO_DAY, told)


def test_what_has_no_year_may_be_of_any_since_the_position():
    assert why_not("maj", since=dt.date(2025, 3, 10), today=TODAY) == ("", "")
    assert why_not("29 februari", since=dt.date(2024, 1, 1), today=TODAY) == ("", "")

"""Days on which offices are open, and the nearest of them."""

import datetime as dt
from functools import cache

from django.utils import timezone

FRIDAY = 4
ONE_DAY = dt.timedelta(days=1)


@cache
def red_days(year):
    """Public holidays with the eves when offices are closed or close early, and the days between one holiday
    and a weekend or another: their day and name.

    `holidays` (0.109) knows of days between only the Friday after Ascension Day, and speaks English wherever
    the language is not exactly `sv`.
    """
    import holidays  # local: takes half a second to load, and not every command asks for a day

    def named(*kinds):
        years = (year - 1, year, year + 1)
        return holidays.country_holidays("SE", years=years, language="sv", categories=kinds)

    def is_open(day):
        return day.weekday() <= FRIDAY and day not in closed

    closed = named(holidays.PUBLIC, holidays.DE_FACTO)
    first = dt.date(year, 1, 1)
    days = [first + nth * ONE_DAY for nth in range((dt.date(year + 1, 1, 1) - first).days)]
    between = {
        day: "Klämdag"
        for day in days
        if is_open(day) and not is_open(day - ONE_DAY) and not is_open(day + ONE_DAY)
    }
    found = between | dict(named(holidays.OPTIONAL).items()) | dict(closed.items())
    return {day: name for day, name in found.items() if day.year == year}


def day_off(day):
    """Why offices are closed that day: "Juldagen", "klämdag" or "helg"; "" on a working day."""
    if name := red_days(day.year).get(day):
        return name.lower() if name == "Klämdag" else name
    return "" if day.weekday() <= FRIDAY else "helg"


def is_working_day(day):
    return not day_off(day)


def working_days_after(day, count):
    """The last of so many working days after the day."""
    for _ in range(count):
        day = working_day_from(day + ONE_DAY)
    return day


def working_day_until(day):
    """The day itself, or the last working day before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_day_from(day):
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def midnight(day):
    """The moment when the day begins here."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))

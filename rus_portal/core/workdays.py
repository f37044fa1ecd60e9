"""Days on which offices are open, and the nearest of them."""

import datetime as dt
from functools import cache

FRIDAY = 4


@cache
def red_days(year):
    """Public holidays with the eves and in-between days when offices are closed: their day and name."""
    import holidays  # local: takes half a second to load, and not every command asks for a day

    kinds = (holidays.PUBLIC, holidays.DE_FACTO, holidays.OPTIONAL)
    return dict(holidays.country_holidays("SE", years=year, language="sv", categories=kinds).items())


def is_working_day(day):
    return day.weekday() <= FRIDAY and day not in red_days(day.year)


def working_day_until(day):
    """The day itself, or the last working day before it."""
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day


def working_day_from(day):
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day

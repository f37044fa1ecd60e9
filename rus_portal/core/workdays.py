"""Days on which offices are open, and the nearest of them."""

import datetime as dt
from functools import cache

from dateutil.easter import easter
from django.utils import timezone

FRIDAY, SATURDAY = 4, 5
ONE_DAY = dt.timedelta(days=1)


@cache
def red_days(year):
    """Public holidays with the eves when offices are closed or close early, and the days between one holiday
    and a weekend or another: their day and name."""
    closed = {day: name for each in (year - 1, year, year + 1) for day, name in holidays(each).items()}

    def is_open(day):
        return day.weekday() <= FRIDAY and day not in closed

    first = dt.date(year, 1, 1)
    days = [first + nth * ONE_DAY for nth in range((dt.date(year + 1, 1, 1) - first).days)]
    between = {
        day: "Klämdag"
        for day in days
        if is_open(day) and not is_open(day - ONE_DAY) and not is_open(day + ONE_DAY)
    }
    found = between | eves(year) | closed
    return {day: name for day, name in found.items() if day.year == year}


def holidays(year):
    """Lagen (1989:253) om allmänna helgdagar, in force as it stands since 2005, and the three eves that count
    as Sundays in the law of holidays from work (semesterlagen, 3 a §)."""
    midsummer = _saturday_from(dt.date(year, 6, 20))
    return {
        dt.date(year, 1, 1): "Nyårsdagen",
        dt.date(year, 1, 6): "Trettondedag jul",
        _easter(year, -2): "Långfredagen",
        _easter(year): "Påskdagen",
        _easter(year, 1): "Annandag påsk",
        _easter(year, 39): "Kristi himmelsfärdsdag",
        dt.date(year, 5, 1): "Första maj",
        _easter(year, 49): "Pingstdagen",
        dt.date(year, 6, 6): "Nationaldagen",
        midsummer - ONE_DAY: "Midsommarafton",
        midsummer: "Midsommardagen",
        _saturday_from(dt.date(year, 10, 31)): "Alla helgons dag",
        dt.date(year, 12, 24): "Julafton",
        dt.date(year, 12, 25): "Juldagen",
        dt.date(year, 12, 26): "Annandag jul",
        dt.date(year, 12, 31): "Nyårsafton",
    }


def eves(year):
    """When many offices close early, by custom and agreement alone."""
    return {
        dt.date(year, 1, 5): "Trettondagsafton (från kl. 14.00)",
        _easter(year, -3): "Skärtorsdagen (från kl. 14.00)",
        _easter(year, -1): "Påskafton",
        dt.date(year, 4, 30): "Valborgsmässoafton (från kl. 14.00)",
        _easter(year, 48): "Pingstafton",
        _saturday_from(dt.date(year, 10, 31)) - ONE_DAY: "Allahelgonsafton (från kl. 14.00)",
    }


def _easter(year, days=0):
    return easter(year) + days * ONE_DAY


def _saturday_from(day):
    return day + (SATURDAY - day.weekday()) % 7 * ONE_DAY


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

"""What the councils have given a goal, year by year: matters, positions and the time on their agendas.
Counted of what everyone may read, so that the figures are the same for all."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Q, Sum

from meetings.models import AgendaItem
from rus_portal.core.prepared import prepared

WIDEST = 120  # of a bar


@dataclass
class Year:
    year: int
    items: int
    positions: int
    minutes: int
    width: int = 0

    @property
    def dots(self):
        return [8 + 14 * nth for nth in range(min(self.positions, 12))]


@dataclass
class Given:
    """`last` is the day of the last meeting that had a matter of the goal, or None."""

    years: list
    last: dt.date | None
    is_blind_spot: bool

    @property
    def minutes(self):
        return sum(each.minutes for each in self.years)


def given_to(serving, today):
    """One query."""
    rows = _by_year(AgendaItem.objects.shown_to(AnonymousUser()), serving)
    years = [Year(year, items, positions, minutes or 0) for year, items, positions, minutes, _ in rows]
    most = max((each.minutes for each in years), default=0) or 1
    for each in years:
        each.width = round(each.minutes / most * WIDEST)
    last = max((row[-1] for row in rows), default=None)
    return Given(years, last, is_blind_spot(last, today))


def is_blind_spot(last, today):
    """A goal that was served last on that day, or never, has not been for twelve months."""
    return last is None or last < a_year_before(today)


def a_year_before(day):
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


@prepared
def _by_year(shown, serving):
    """What was handled: what was put off or dropped has served nothing."""
    items = AgendaItem.objects.filter(shown, serving, stage=AgendaItem.Stage.HANDLED)
    found = items.order_by().values("meeting__date__year")
    told = found.annotate(
        items=Count("pk", distinct=True),
        positions=Count("position", distinct=True, filter=Q(position__published_at__isnull=False)),
        minutes=Sum("minutes_needed"),
        last=Max("meeting__date"),
    )
    names = ("meeting__date__year", "items", "positions", "minutes", "last")
    return told.values_list(*names).order_by("-meeting__date__year")

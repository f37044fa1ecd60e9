"""The year of meetings: days suggested by a rule for each council, and the deadlines each meeting brings.

Source: strategiska planen, mötesstruktur: the Regional council monthly and digitally, the Grand council two
to three times a year, and one planning meeting from lunch to lunch.
"""

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import Q
from django.utils.formats import date_format
from icalendar import Event

from councils.models import Council
from meetings.models import Meeting
from meetings.planning.calendar import calendar_of, changed_at, entry, with_last_change
from rus_portal.core.address import host
from rus_portal.core.words import day_and_month
from rus_portal.core.workdays import day_off

INDUSTRY_HOLIDAY = range(28, 32)  # ISO weeks
LAST = 5
JULY = 7
MIDDAY = dt.time(12)


@dataclass(frozen=True)
class Rule:
    """`times` a year, on the `week`th such `weekday` of a month (Monday is 0, week 5 the last); and in the
    month `retreat`, when there is one, a planning meeting from lunch to lunch."""

    council: Council
    times: int
    week: int
    weekday: int
    format: str
    start_time: dt.time
    end_time: dt.time
    retreat: int = 0


@dataclass(frozen=True)
class Suggestion:
    """A meeting to plan; `reason` says why the day differs from the rule's. Without a day, `reason` says why
    there is no meeting."""

    council: Council
    date: dt.date | None
    format: str
    start_time: dt.time
    end_time: dt.time
    reason: str = ""

    @property
    def days(self):
        return 2 if self.format == Meeting.Format.RETREAT else 1


def suggest(year, rules, booked, today=dt.date.min):
    """The meetings of the year that the rules ask for, by day, and the sentences about those that do not fit.

    `booked` are meetings already planned: a month in which a council meets needs no more, and no two councils
    meet on one day, since the same people sit in both. Nor does any on a day before `today`.
    """
    taken = {day: meeting.council for meeting in booked for day in _days(meeting.date, meeting.end_date)}
    asked = [wish for rule in rules for wish in _wishes(year, rule, booked) if wish.date >= today]
    found = []
    for wish in sorted(asked, key=lambda wish: (-wish.days, wish.council.order, wish.date)):
        placed = _placed(wish, taken, today)
        found.append(placed)
        if placed.date:
            taken |= dict.fromkeys(_days(placed.date, days=placed.days), placed.council)
    days = sorted((each for each in found if each.date), key=lambda each: (each.date, each.council.order))
    return days, [each.reason for each in found if not each.date]


def _wishes(year, rule, booked):
    met = {
        (meeting.date.month, meeting.format == Meeting.Format.RETREAT)
        for meeting in booked
        if meeting.council_id == rule.council.pk and meeting.date.year == year
    }
    wish = Suggestion(rule.council, None, rule.format, rule.start_time, rule.end_time)
    for month in months_of(rule.times):
        if (month, False) not in met:
            yield replace(wish, date=nth_weekday(year, month, rule.weekday, rule.week))
    if rule.retreat and not any(is_retreat for _, is_retreat in met):
        day = nth_weekday(year, rule.retreat, rule.weekday, rule.week)
        yield Suggestion(rule.council, day, Meeting.Format.RETREAT.value, MIDDAY, MIDDAY)


def months_of(times):
    """So many months spread over the year; July only when every month is asked for."""
    if times >= 12:
        return list(range(1, 13))
    others = [month for month in range(1, 13) if month != JULY]
    return [others[int((nth + 0.5) * len(others) / times)] for nth in range(times)]


def nth_weekday(year, month, weekday, week):
    last = calendar.monthrange(year, month)[1]
    days = [dt.date(year, month, day) for day in range(1, last + 1)]
    such = [day for day in days if day.weekday() == weekday]
    return such[-1] if week == LAST else such[week - 1]


def _placed(wish, taken, today):
    """The meeting on its day, else on the nearest free day of the same month: first the same weekday a week
    later or earlier, then other weekdays."""
    stands = obstacle(wish, wish.date, taken)
    if not stands:
        return wish
    for shift in (7, -7, 1, -1, 2, -2, 3, -3, 4, -4, 14, -14):
        day = wish.date + dt.timedelta(days=shift)
        is_near = day.month == wish.date.month and day >= today
        if is_near and not obstacle(wish, day, taken):
            reason = f"Flyttat från {date_format(wish.date, 'l j F')}: {stands}."
            return replace(wish, date=day, reason=reason)
    month = date_format(wish.date, "F")
    return replace(wish, date=None, reason=f"{wish.council}: inget möte i {month}, {stands}.")


def obstacle(wish, first, taken):
    """Why the meeting cannot be on a day, in words; empty when it can."""
    for day in _days(first, days=wish.days):
        if closed := day_off(day):
            return closed
        if day.isocalendar().week in INDUSTRY_HOLIDAY:
            return "industrisemester vecka 28–31"
        if day in taken:
            return f"{taken[day].short_name} möts då"
    return ""


def _days(first, last=None, *, days=1):
    length = (last - first).days + 1 if last else days
    return [first + dt.timedelta(days=nth) for nth in range(length)]


# The year as it is planned


@dataclass(frozen=True)
class Entry:
    """A day of the year: a meeting, or what must be done before or after it."""

    date: dt.date
    key: str
    words: str
    meeting: Meeting

    @property
    def is_meeting(self):
        return self.key == "meeting"


def meetings_of(year, councils):
    """The year's meetings, and others whose deadlines may fall in the year."""
    near = Q(date__year__gte=year - 1, date__year__lte=year + 1)
    return (
        with_last_change(Meeting.objects.filter(near, council__in=councils, cancelled_at=None))
        .select_related("council")
        .prefetch_related("joint_with")
        .order_by("date", "pk")
    )


def entries_of(year, meetings):
    entries = [each for meeting in meetings for each in entries_of_meeting(meeting)]
    entries = [each for each in entries if each.date.year == year]
    return sorted(entries, key=lambda entry: (entry.date, entry.meeting.date, entry.meeting.pk))


def entries_of_meeting(meeting):
    if meeting.source:  # what is retold had no deadlines of ours
        yield Entry(meeting.date, "meeting", "Möte", meeting)
        return
    yield Entry(meeting.proposals_due, "proposals", "Förslag in", meeting)
    yield Entry(meeting.documents_due, "papers", "Handlingar in", meeting)  # as in calendars already taken
    yield Entry(meeting.summons_due, "summons", "Kallelse ut", meeting)
    yield Entry(meeting.date, "meeting", "Möte", meeting)
    yield Entry(meeting.minutes_due, "minutes", "Protokollet justerat", meeting)


def rows_of(year, meetings):
    """Each meeting that has a day in the year, with all its days in words, by their keys."""
    found = []
    for meeting in meetings:
        days = {each.key: each.date for each in entries_of_meeting(meeting)}
        if any(date.year == year for date in days.values()):
            found.append((meeting, {key: _day_in(year, date) for key, date in days.items()}))
    return found


def _day_in(year, date):
    return date_format(date, "D j b" if date.year == year else "D j b Y")


def by_month(entries):
    """(first day of the month, its entries), for the months that have any."""
    months = groupby(entries, key=lambda entry: entry.date.replace(day=1))
    return [(month, list(within)) for month, within in months]


def feed_of_year(year, entries):
    """The year for people's own calendars: a meeting as in other calendars, a deadline as an all-day
    entry that leaves the day free."""
    return calendar_of([_event(each) for each in entries], name=f"Samverkansrådens år {year}", year=year)


def _event(told):
    meeting = told.meeting
    stamp = changed_at(meeting)
    return entry(meeting, sequence=meeting.changes, stamp=stamp) if told.is_meeting else _due(told, stamp)


def _due(deadline, stamp):
    meeting = deadline.meeting
    event = Event()
    event.add("uid", f"mote-{meeting.pk}-{deadline.key}@{host()}")
    event.add("dtstamp", stamp)
    event.add("dtstart", deadline.date)
    event.add("summary", f"{deadline.words}: {meeting.council.short_name} {day_and_month(meeting.date)}")
    event.add("transp", "TRANSPARENT")
    return event

"""Dates, times and lists in Swedish words, for pages, documents and letters alike."""

import datetime as dt
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format


@lru_cache(maxsize=2_000)
def day(date):
    return date_format(date, "j F Y")


def moment(at):
    return f"{day(timezone.localtime(at))} kl. {timezone.localtime(at):%H.%M}"


def clock(at, beside):
    """ "00.30", with its day where that is another than the one of the moment it is told beside."""
    return f"{at:%H.%M}" if at.date() == beside.date() else f"{at:%H.%M} den {day_and_month(at)}"


def day_soon(date):
    """With the year where it is another than today's."""
    return day_and_month(date) if date.year == timezone.localdate().year else day(date)


def weekday_soon(date):
    return f"{date_format(date, 'l')} {day_soon(date)}"


def day_and_month(date):
    """Where the year is plain from what it stands beside."""
    return date_format(date, "j F")


# After words that go on: on their line, with a space that no line ends at.
MORE = "\N{NO-BREAK SPACE}…"


@lru_cache(maxsize=4_000)
def month(year, number, form="F Y"):
    return date_format(dt.date(year, number, 1), form)


def date_in_words(meeting):
    first = date_format(meeting.date, "l j F Y")
    if meeting.end_date == meeting.date:
        return first
    return f"{first} – {date_format(meeting.end_date, 'l j F Y')}"


def time_in_words(meeting):
    """Over several days each time stands beside its day."""
    if meeting.end_date == meeting.date:
        return f"kl. {meeting.start_time:%H.%M}–{meeting.end_time:%H.%M}"
    first, last = date_format(meeting.date, "l j F Y"), date_format(meeting.end_date, "l j F Y")
    return f"{first} kl. {meeting.start_time:%H.%M} – {last} kl. {meeting.end_time:%H.%M}"


def when_in_words(meeting):
    """Day and time, each said once."""
    time = time_in_words(meeting)
    return f"{date_in_words(meeting)} {time}" if meeting.end_date == meeting.date else time


def counted(number, one, many):
    return f"{number} {one if number == 1 else many}"


def sentences(*parts):
    """One after another, each with its end before the next comes."""
    *first, last = [part for part in parts if part] or [""]
    ended = (part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in first)
    return " ".join([*ended, last])


def listed(words):
    """ "dagen, platsen och länken"."""
    return " och ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))

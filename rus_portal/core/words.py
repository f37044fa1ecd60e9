"""Dates, times and lists in Swedish words, for pages, documents and letters alike."""

from django.utils.formats import date_format


def day(date):
    return date_format(date, "j F Y")


def day_and_month(date):
    """Where the year is plain from what it stands beside."""
    return date_format(date, "j F")


def date_in_words(meeting):
    first = date_format(meeting.date, "l j F Y")
    if meeting.end_date == meeting.date:
        return first
    return f"{first} – {date_format(meeting.end_date, 'l j F Y')}"


def time_in_words(meeting):
    start, end = f"{meeting.start_time:%H.%M}", f"{meeting.end_time:%H.%M}"
    return f"kl. {start}–{end}" if meeting.end_date == meeting.date else f"kl. {start} till kl. {end}"


def listed(words):
    """ "dagen, platsen och länken"."""
    return " och ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))

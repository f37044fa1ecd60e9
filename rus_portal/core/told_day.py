"""A day that is told in words, as "december 2026" or "vecka 50": judged as what it may be read as. A week, a
month and a year have come on their first day. Where several are told it is enough that one may be the day."""

import datetime as dt
import re
from calendar import monthrange
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils import timezone

AHEAD, BEFORE, NO_DAY = "ahead", "before", "no day"
NOT_THERE = "”{}” finns inte i kalendern. Skriv en dag, en vecka, en månad eller ett år som finns."

MONTHS = (
    *("jan(?:uari)?", "feb(?:ruari)?", "mars?", "apr(?:il)?", "maj", "juni?", "juli?", "aug(?:usti)?"),
    *("sept?(?:ember)?", "okt(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
FULL, SHORT = r"(?P<year>20\d\d)", r"(?P<short>\d\d)"  # years
NOT_A_PARAGRAPH = r"(?<![\d§/-])(?<!§\s)(?<!paragraf\s)(?<!dnr\s)(?<!nr\s)"
# Each is looked for in what those before it have left, and none within a longer number.
EXACT = (
    rf"{FULL}(?P<between>[-/.])(?P<month>\d\d?)(?P=between)(?P<day>\d\d?)",
    rf"{NOT_A_PARAGRAPH}(?P<day>\d\d?)/(?P<month>\d\d?)(?:(?:\s*[-/.,'’]|\s)\s*{FULL}|\s*[-/.'’]{SHORT})",
    rf"(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\.\s?(?:{FULL}|{SHORT})",
    rf"(?P<day>\d\d?)-(?P<month>\d\d?)-{FULL}",
    rf"(?:{FULL}[\s:,-]*)?(?<![a-zåäö])(?:v|w|v\.|vecka|veckan)\s*(?P<week>\d\d?)(?:[–-]\d\d?)?"
    rf"(?:[\s,/]*(?P<after>20\d\d)|\s+[-'’]{SHORT})?",
    rf"(?:(?P<day>\d\d?)(?::?[ae])?\s*)?(?<![a-zåäö])(?P<name>{'|'.join(MONTHS)})"
    rf"(?:s|möte\w*|sammanträde\w*)?(?![a-zåäö])\.?(?:[\s,]*(?:år\s*)?{FULL}|\s*[-'’/]{SHORT})?",
)
# What is none in the calendar is another number.
LIKELY = (
    rf"(?:{FULL}|{SHORT})(?P<month>0[1-9]|1[0-2])(?P<day>\d\d)",
    rf"{FULL}-(?P<month>0[1-9]|1[0-2])(?!-)",
    rf"{NOT_A_PARAGRAPH}(?P<month>0?[1-9]|1[0-2])\s?[/.-]\s?{FULL}",
    rf"{NOT_A_PARAGRAPH}(?P<day>\d\d?)/(?P<month>0?[1-9]|1[0-2])(?!/)",
    FULL,
)
SHAPES = [
    (re.compile(rf"(?<!\d)(?:{shape})(?!\d)", re.IGNORECASE), shape in EXACT) for shape in (*EXACT, *LIKELY)
]
CHRISTMAS = "jul"  # alone, without a day or a year


def refuse_told_otherwise(thing, name, *, since, ahead, before):
    """What is told of the day of something that has been, and that came no earlier than the day `since`:
    the sentences that refuse it where it lies ahead, or before."""
    why, words = why_not(getattr(thing, name), since=since, today=timezone.localdate())
    if why:
        raise ValidationError({name: {AHEAD: ahead, BEFORE: before, NO_DAY: NOT_THERE.format(words)}[why]})


def why_not(told, *, since, today):
    """Why none of the days that are told may be one from `since` until today, and of what is no day how it is
    told. What has no year may be of any of those."""
    found, no_days = [], []
    for shape, is_exact in SHAPES:
        for each in shape.finditer(told):
            if each[0].lower() == CHRISTMAS:
                continue
            read = each.groupdict()
            year = _year(read)
            periods = [*_periods(read, [year] if year else range(since.year, today.year + 1))]
            if is_exact and not periods:
                no_days.append(each[0].strip())
            may_be = any(first <= today and last >= since for first, last in periods)
            is_ahead = not year or any(first > today for first, _ in periods)
            found += ["" if may_be else AHEAD if is_ahead else BEFORE] if periods else []
        told = shape.sub(lambda each: " " * len(each[0]), told)
    if no_days and "" not in found:
        return NO_DAY, no_days[0]
    return ("" if "" in found else AHEAD if AHEAD in found else "".join(found[:1])), ""


def _year(read):
    full, short = read.get("year") or read.get("after"), read.get("short")
    return int(full) if full else 2000 + int(short) if short else None


def _periods(read, years):
    """The first and the last day of it in each of the years, where those have it."""
    for year in years:
        with suppress(ValueError):
            yield _period(read, year)


def _period(read, year):
    if read.get("week"):
        monday = dt.date.fromisocalendar(year, int(read["week"]), 1)
        return monday, monday + dt.timedelta(days=6)
    month = _month(read)
    if read.get("day"):
        day = dt.date(year, month, int(read["day"]))
        return day, day
    first, last = (month, month) if month else (1, 12)
    return dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])


def _month(read):
    """Its number, or 0 where none is told."""
    if name := read.get("name"):
        return next(n for n, each in enumerate(MONTHS, start=1) if re.fullmatch(each, name, re.IGNORECASE))
    return int(read.get("month") or 0)

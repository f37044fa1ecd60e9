"""The timetable of an agenda: when each item begins, and whether the meeting has room for them all."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Slot:
    starts: dt.time
    ends: dt.time


@dataclass(frozen=True)
class Timetable:
    """`slots` stand in the order of the items; `total`, `overrun` and `spare` are minutes."""

    slots: tuple
    total: int
    overrun: int = 0
    spare: int = 0


def timetable(starts, ends, minutes):
    """Items one after the other from the start of the meeting.

    `starts` and `ends` are naive datetimes by the wall clock, `minutes` what each item needs. A meeting
    over several days has meals and nights that are not recorded: its slots are None and only the total is
    given.
    """
    total = sum(minutes)
    if starts.date() != ends.date():
        return Timetable(slots=(None,) * len(minutes), total=total)
    room = int((ends - starts).total_seconds()) // 60
    slots, at = [], starts
    for needed in minutes:
        slots.append(Slot(at.time(), (at + dt.timedelta(minutes=needed)).time()))
        at += dt.timedelta(minutes=needed)
    return Timetable(tuple(slots), total, overrun=max(0, total - room), spare=max(0, room - total))


def timetable_of(meeting, items):
    """The timetable of a meeting with these items on its agenda."""
    return timetable(
        dt.datetime.combine(meeting.date, meeting.start_time),
        dt.datetime.combine(meeting.end_date, meeting.end_time),
        [item.minutes_needed for item in items],
    )

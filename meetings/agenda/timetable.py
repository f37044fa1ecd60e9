"""The timetable of an agenda: when each item begins, and whether the meeting has room for them all."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import accumulate

from meetings.models import AgendaBreak
from rus_portal.core.prepared import prepared
from rus_portal.core.words import clock

# Over midnight a meeting goes on; what takes longer has a night in it.
LONGEST_SITTING = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Slot:
    """From one moment to another, by the wall clock of a meeting that is to last from `opens` to `closes`."""

    starts: dt.datetime
    ends: dt.datetime
    opens: dt.datetime
    closes: dt.datetime

    @property
    def clock(self):
        """When it begins, with the day where that is not the meeting's first."""
        return clock(self.starts, self.opens)

    @property
    def is_over(self):
        """Whether it ends after the meeting."""
        return self.ends > self.closes


@dataclass(frozen=True)
class Timetable:
    """`slots` stand in the order of the items; `total`, `overrun` and `spare` are minutes. Of each break
    `pauses` has the slot, and `breaks` of a meeting's also how many items stand before it, and the break.
    A meeting with nights in it has neither slots nor `opens` and `closes`."""

    slots: tuple
    total: int
    overrun: int = 0
    spare: int = 0
    pauses: tuple = ()
    breaks: tuple = ()
    opens: dt.datetime | None = None
    closes: dt.datetime | None = None

    def breaks_before(self, place):
        """Those with so many items before them, as (break, slot)."""
        return [(each, slot) for before, each, slot in self.breaks if before == place]

    def plan(self, items):
        """The items it is of and the breaks, one after the other, as (item or break, slot)."""
        rows = []
        for place, row in enumerate(zip(items, self.slots, strict=True)):
            rows += [*self.breaks_before(place), row]
        return rows + self.breaks_before(len(items))

    def longest_without(self, items):
        """The item after which one more break parts the longest time without one most evenly; None where
        there is no item."""
        stretches = [[]]
        for row, _ in self.plan(items):
            if isinstance(row, AgendaBreak):
                stretches.append([])
            else:
                stretches[-1].append(row)
        longest = max(stretches, key=lambda stretch: sum(item.minutes_needed for item in stretch))
        so_far = list(accumulate(item.minutes_needed for item in longest))
        parts = [(abs(2 * before - so_far[-1]), item) for before, item in zip(so_far, longest, strict=True)]
        return min(parts, key=lambda part: part[0])[1] if parts else None

    @property
    def ends(self):
        """When the last is over; None where nothing has a time."""
        return max((slot.ends for slot in (*self.slots, *self.pauses) if slot), default=None)

    @property
    def ends_clock(self):
        return clock(self.ends, self.opens)

    @property
    def closes_clock(self):
        return clock(self.closes, self.opens)

    @property
    def room(self):
        return self.total - self.overrun + self.spare

    @property
    def over(self):
        """The part of the time that is too much, in hundredths."""
        return round(100 * self.overrun / self.total) if self.total else 0

    @property
    def used(self):
        """The part of the room, or where there is too much of the time, that is taken."""
        return 100 - self.over if self.overrun else round(100 * self.total / self.room) if self.room else 0


def timetable(starts, ends, minutes, breaks=()):
    """Items one after the other from the start of the meeting.

    `starts` and `ends` are naive datetimes by the wall clock, `minutes` what each item needs, `breaks` the
    same of each break with the number of items before it, in order. A meeting with nights in it has these
    and their meals unrecorded: its slots are None and only the total is given.
    """
    total = sum(minutes) + sum(needed for _, needed in breaks)
    if starts.date() != ends.date() and ends - starts > LONGEST_SITTING:
        return Timetable((None,) * len(minutes), total, pauses=(None,) * len(breaks))
    room = int((ends - starts).total_seconds()) // 60
    slots, pauses, at, meeting = [], [], starts, (starts, ends)
    for place, needed in enumerate([*minutes, None]):
        for _, length in (each for each in breaks if each[0] == place):
            pauses.append(Slot(at, (at := at + dt.timedelta(minutes=length)), *meeting))
        if needed is not None:
            slots.append(Slot(at, (at := at + dt.timedelta(minutes=needed)), *meeting))
    over, spare = max(0, total - room), max(0, room - total)
    told = {"overrun": over, "spare": spare, "opens": starts, "closes": ends}
    return Timetable(tuple(slots), total, pauses=tuple(pauses), **told)


def timetable_of(meeting, items, minutes=None):
    """The timetable of a meeting with these items on its agenda, in their order; with other `minutes`, by
    their rows, than are saved. One query more where it has breaks."""
    minutes = minutes or {}
    rows = list(_breaks(meeting)) if meeting.has_breaks else []
    places = [sum(item.order <= each.order for item in items) for each in rows]
    lengths = [minutes.get(each.row, each.minutes_needed) for each in rows]
    found = timetable(
        dt.datetime.combine(meeting.date, meeting.start_time),
        dt.datetime.combine(meeting.end_date, meeting.end_time),
        [minutes.get(f"{item.pk}", item.minutes_needed) for item in items],
        list(zip(places, lengths, strict=True)),
    )
    return replace(found, breaks=tuple(zip(places, rows, found.pauses, strict=True)))


@prepared
def _breaks(meeting):
    return AgendaBreak.objects.filter(meeting=meeting).order_by("order", "pk")

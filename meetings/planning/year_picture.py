"""Where everything lies in the picture of the year of meetings: a lane for each council along the days. The
list of the year's days says the same in words; the template draws of classes and attributes alone."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format

from councils.models import Council
from meetings.models import Meeting
from meetings.planning.year import JULY, entries_of_meeting
from rus_portal.core.words import day, listed, month, when_in_words
from rus_portal.core.workdays import red_days

WIDE, NARROW = 1168, 360  # units across: of the year at a desk, of some months of it on a phone
AT_ONCE = 4  # months on a phone
MONTH = relativedelta(months=1)
HEAD, FOOT = 28, 18  # of the names of the months; of the word for today
TITLE, NUMBERS, MARKS, TIES = 18, 36, 52, 78  # within a lane, from its top
TIE = 26  # from one row of deadlines to the next
WORD = 40  # of "i dag"
LETTER = 7  # about as wide as one
GAP = 10  # narrowest between two rows' ends, or two letters
LETTERS = {"proposals": "F", "papers": "H", "summons": "K", "minutes": "P"}


@dataclass(frozen=True)
class Mark:
    """A meeting in the lane of a council: a dot on its day, or a bar over its days."""

    x: int
    width: int  # 0 for one day
    meeting: Meeting
    sentence: str

    @property
    def middle(self):
        return round(self.x + self.width / 2)

    @property
    def length(self):
        """Never nothing: a line without length has no ends to round."""
        return self.width or 1

    hit = property(lambda self: self.x - 12)  # as large as a finger needs
    hit_width = property(lambda self: self.width + 24)


@dataclass
class Tie:
    """The deadlines of a meeting on one line, which joins them to it. `ticks` are (x, letter, sentence)."""

    begins: int
    ends: int
    joins: int | None  # x of the meeting, where it is in the picture
    ticks: list
    row: int = 0

    @property
    def letters(self):
        """(x, letter); where they would lie upon each other, beside one another around their ticks."""
        groups: list = []
        for x, letter, _ in self.ticks:
            if groups and x - groups[-1][-1][0] < GAP:
                groups[-1].append((x, letter))
            else:
                groups.append([(x, letter)])
        told = []
        for group in groups:
            middle = sum(x for x, _ in group) / len(group)
            first = middle - GAP * (len(group) - 1) / 2
            told += [(round(first + GAP * place), letter) for place, (_, letter) in enumerate(group)]
        return told


@dataclass
class Lane:
    council: Council
    top: int
    marks: list = field(default_factory=list)
    ties: list = field(default_factory=list)

    @property
    def height(self):
        rows = max((tie.row for tie in self.ties), default=-1) + 1
        return TIES + rows * TIE if rows else MARKS + 18

    title_y = property(lambda self: self.top + TITLE)
    number_y = property(lambda self: self.top + NUMBERS)
    mark_y = property(lambda self: self.top + MARKS)

    @property
    def drawn(self):
        """(tie, y of its line)"""
        return [(tie, self.top + TIES + tie.row * TIE) for tie in self.ties]

    def written_at(self, x):
        """(y above, y below) of each name, number and letter that a line down `x` would run through."""
        if x < len(self.council.name) * LETTER:
            yield self.title_y - 14, self.title_y + 4
        if any(abs(mark.middle - x) <= GAP for mark in self.marks):
            yield self.number_y - 14, self.number_y + 4
        for tie, y in self.drawn:
            if any(abs(at - x) <= LETTER for at, _ in tie.letters):
                yield y + 5, y + 17


@dataclass
class Picture:
    """Of the days from `first` to `last`, both whole months, which may reach out of the `year`."""

    year: int
    first: dt.date
    last: dt.date
    width: int
    today: dt.date | None
    lanes: list = field(default_factory=list)

    def x(self, date):
        """Where the day begins."""
        return round((date - self.first).days * self.unit)

    def middle(self, date):
        return round(((date - self.first).days + 0.5) * self.unit)

    @cached_property
    def unit(self):
        return self.width / ((self.last - self.first).days + 1)

    @property
    def height(self):
        return self.lanes[-1].top + self.lanes[-1].height + FOOT

    @property
    def has_deadlines(self):
        return any(lane.ties for lane in self.lanes)

    @property
    def months(self):
        """(name, x where it begins, x of its middle); with the year where it is another's."""
        found, at = [], self.first
        while at <= self.last:
            name = date_format(at, "M" if at.year == self.year else "M Y")
            following = at + MONTH
            found.append((name, self.x(at), round((self.x(at) + self.x(following)) / 2)))
            at = following
        return found

    @property
    def red(self):
        """(x, width, name) of the days on which offices are closed, but for Saturdays and Sundays."""
        days = {**red_days(self.first.year), **red_days(self.last.year)}
        return [
            (self.x(date), round(self.unit), f"{name} {day(date)}")
            for date, name in sorted(days.items())
            if self.first <= date <= self.last
        ]

    @property
    def free(self):
        """(x, width, x of its middle) of July, where nobody meets in it."""
        july = dt.date(self.first.year, JULY, 1)
        if not self.first <= july <= self.last or any(mark for lane in self.lanes for mark in _in_july(lane)):
            return None
        x, ends = self.x(july), self.x(july + MONTH)
        return x, ends - x, (x + ends) // 2

    @property
    def now(self):
        return self.today and self.first <= self.today <= self.last and self.middle(self.today)

    @property
    def now_line(self):
        """The way of today's line, which keeps free of what is written in the lanes."""
        way, y = "", HEAD - 6
        for top, bottom in sorted(row for lane in self.lanes for row in lane.written_at(self.now)):
            way += f"M{self.now} {y}V{top}" if top > y else ""
            y = max(y, bottom)
        return f"{way}M{self.now} {y}V{self.height - FOOT}"

    @property
    def now_anchor(self):
        return "start" if self.now < WORD else "end" if self.now > self.width - WORD else "middle"

    @property
    def in_words(self):
        told = [
            f"{lane.council.name} {len(lane.marks)} möte{'n' if len(lane.marks) != 1 else ''}"
            for lane in self.lanes
        ]
        same = " Listan nedanför har samma dagar." if self.first.year == self.last.year else ""
        return f"{self.name}: {listed(told)}.{same}"

    @property
    def name(self):
        return f"{month(self.first.year, self.first.month)} till {month(self.last.year, self.last.month)}"


def year_picture(year, meetings, councils, today=None):
    return _picture(year, dt.date(year, 1, 1), dt.date(year, 12, 31), WIDE, meetings, councils, today)


def narrow_pictures(year, meetings, councils, today):
    """The same year in pictures of a few months, as (those that are over, those from this month on). The
    first and the last may reach into the years beside it."""
    begins = today.month if today.year == year else 1
    found: tuple = ([], [])
    for number in range(begins - 12 // AT_ONCE * AT_ONCE, 13, AT_ONCE):
        if number + AT_ONCE > 1:
            first, last = _month(year, number), _month(year, number + AT_ONCE) - dt.timedelta(days=1)
            found[number >= begins].append(_picture(year, first, last, NARROW, meetings, councils, today))
    return found


def _month(year, number):
    """The first day of it, counted from January of the year."""
    return dt.date(year, 1, 1) + (number - 1) * MONTH


def _picture(year, first, last, width, meetings, councils, today):
    found, top = Picture(year, first, last, width, today), HEAD
    for council in councils:
        lane = Lane(council, top)
        for meeting in meetings:
            _draw(found, lane, meeting)
        _place(lane.ties)
        found.lanes.append(lane)
        top += lane.height
    return found


def _draw(picture, lane, meeting):
    if lane.council not in meeting.councils:
        return
    joins = None
    if picture.first <= meeting.date <= picture.last:
        x, ends = picture.middle(meeting.date), picture.middle(meeting.end_date)
        mark = Mark(x, ends - x, meeting, f"{meeting.title} {when_in_words(meeting)}")
        lane.marks.append(mark)
        joins = mark.middle
    if lane.council != meeting.council:
        return
    ticks = [
        (
            picture.middle(each.date),
            LETTERS[each.key],
            f"{each.words} {day(each.date)}, till mötet {day(meeting.date)}",
        )
        for each in entries_of_meeting(meeting)
        if not each.is_meeting
    ]
    inside = [tick for tick in ticks if 0 <= tick[0] <= picture.width]
    if inside or (ticks and joins is not None):
        xs = [x for x, _, _ in ticks] + ([joins] if joins is not None else [])
        begins, ends = max(min(xs), 0), min(max(xs), picture.width)
        lane.ties.append(Tie(begins, ends, joins, sorted(inside)))


def _place(ties):
    """Each in the first row where it has room."""
    ends: list = []
    for tie in sorted(ties, key=lambda tie: tie.begins):
        row = next((row for row, end in enumerate(ends) if tie.begins > end + GAP), len(ends))
        ends[row : row + 1] = [tie.ends]
        tie.row = row


def _in_july(lane):
    return [mark for mark in lane.marks if JULY in (mark.meeting.date.month, mark.meeting.end_date.month)]

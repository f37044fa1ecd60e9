"""The timetable of an agenda."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from meetings.agenda.timetable import timetable

NINE = dt.datetime(2027, 3, 12, 9)  # noqa: DTZ001  the wall clock
NOON = dt.datetime(2027, 3, 12, 12)  # noqa: DTZ001


def times(plan):
    return [(f"{slot.starts:%H.%M}", f"{slot.ends:%H.%M}") for slot in plan.slots]


def test_items_follow_on_each_other_from_the_start_of_the_meeting():
    plan = timetable(NINE, NOON, [20, 45, 15])
    assert times(plan) == [("09.00", "09.20"), ("09.20", "10.05"), ("10.05", "10.20")]
    assert (plan.total, plan.overrun, plan.spare) == (80, 0, 100)


def test_more_than_there_is_room_for_is_an_overrun():
    plan = timetable(NINE, NOON, [120, 90])
    assert (plan.total, plan.overrun, plan.spare) == (210, 30, 0)


def test_an_empty_agenda_leaves_the_whole_meeting():
    assert timetable(NINE, NOON, []) == timetable(NINE, NOON, ())
    assert timetable(NINE, NOON, []).spare == 180


def test_over_midnight_each_time_stands_with_its_day():
    late = timetable(NINE.replace(hour=21), NINE.replace(hour=23, minute=30), [120, 90, 15])
    assert [slot.clock for slot in late.slots] == ["21.00", "23.00", "00.30 den 13 mars"]
    assert [slot.is_over for slot in late.slots] == [False, True, True]
    assert (late.ends_clock, late.closes_clock) == ("00.45 den 13 mars", "23.30")
    assert (late.overrun, late.room) == (75, 150)


def test_what_goes_on_into_the_next_evening_is_over_all_the_way():
    day = timetable(NINE, NOON, [400] * 5)
    assert day.ends == NINE + dt.timedelta(minutes=2000)
    assert [slot.is_over for slot in day.slots] == [True] * 5
    assert day.slots[3].clock == "05.00 den 13 mars"


def test_a_meeting_that_is_called_over_midnight_has_times_and_room():
    night = timetable(NINE.replace(hour=22), NINE.replace(day=13, hour=1), [90, 60])
    assert (night.total, night.room, night.used, night.spare) == (150, 180, 83, 30)
    assert [slot.clock for slot in night.slots] == ["22.00", "23.30"]
    assert [slot.is_over for slot in night.slots] == [False, False]
    assert night.closes_clock == "01.00 den 13 mars"


def test_a_meeting_with_a_night_in_it_has_a_total_but_no_times():
    plan = timetable(NINE, NOON + dt.timedelta(days=1), [60, 60])
    assert plan.opens is plan.closes is None
    assert (plan.slots, plan.total, plan.overrun, plan.spare) == ((None, None), 120, 0, 0)


@given(st.lists(st.integers(1, 60), max_size=12))
def test_no_gap_and_no_overlap(minutes):
    plan = timetable(NINE, NOON, minutes)
    assert [slot.ends for slot in plan.slots[:-1]] == [slot.starts for slot in plan.slots[1:]]
    assert plan.total == sum(minutes)
    assert (plan.overrun == 0) or (plan.spare == 0)

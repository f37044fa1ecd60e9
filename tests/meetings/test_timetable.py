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


def test_a_meeting_over_several_days_has_a_total_but_no_times():
    plan = timetable(NINE, NOON + dt.timedelta(days=1), [60, 60])
    assert (plan.slots, plan.total, plan.overrun, plan.spare) == ((None, None), 120, 0, 0)


@given(st.lists(st.integers(1, 60), max_size=12))
def test_no_gap_and_no_overlap(minutes):
    plan = timetable(NINE, NOON, minutes)
    assert [slot.ends for slot in plan.slots[:-1]] == [slot.starts for slot in plan.slots[1:]]
    assert plan.total == sum(minutes)
    assert (plan.overrun == 0) or (plan.spare == 0)

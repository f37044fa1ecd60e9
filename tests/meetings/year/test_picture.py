"""The year of meetings as a picture."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from meetings import pdf
from meetings.planning.year import (
    meetings_of,
    nth_weekday,
)
from meetings.planning.year_picture import narrow_pictures, year_picture
from rus_portal.core.workdays import red_days
from tests import acts
from tests.meetings.year.conftest import YEAR, picture_of


def test_a_deadline_lies_on_its_day_and_is_tied_to_its_meeting(regional):
    meeting = acts.plan(regional, date=dt.date(2027, 3, 12))
    picture = picture_of(2027, regional)
    (lane,) = picture.lanes
    (mark,), (tie,) = lane.marks, lane.ties
    assert mark.meeting == meeting
    assert tie.joins == mark.middle
    days = {x: letter for x, letter, _ in tie.ticks}
    told = {"F": meeting.proposals_due, "H": meeting.documents_due}
    told |= {"K": meeting.summons_due, "P": meeting.minutes_due}
    assert {letter: x for x, letter in days.items()} == {
        letter: picture.middle(day) for letter, day in told.items()
    }


def test_lines_of_deadlines_that_would_cover_each_other_lie_in_rows(regional):
    for date in (dt.date(2027, 3, 12), dt.date(2027, 3, 24), dt.date(2027, 9, 10)):
        acts.plan(regional, date=date)
    (lane,) = picture_of(2027, regional).lanes
    assert [tie.row for tie in lane.ties] == [0, 1, 0]


def test_july_is_free_where_nobody_meets_in_it(regional):
    acts.plan(regional, date=dt.date(2027, 3, 12))
    assert picture_of(2027, regional).free
    acts.plan(regional, date=dt.date(2027, 7, 2))
    assert picture_of(2027, regional).free is None


def test_a_meeting_of_two_councils_is_in_the_lane_of_each_and_its_deadlines_in_one(regional, grand):
    acts.plan(regional, date=dt.date(2027, 3, 12), joint_with=[grand])
    meetings = list(meetings_of(2027, [regional, grand]))
    lanes = year_picture(2027, meetings, [regional, grand]).lanes
    assert [(len(lane.marks), len(lane.ties)) for lane in lanes] == [(1, 1), (1, 0)]


def test_on_a_phone_the_year_is_in_parts_from_this_month_on(regional):
    acts.plan(regional, date=dt.date(2028, 1, 14))
    over, (picture,) = picture_of(2027, regional, dt.date(2027, 11, 29), narrow_pictures)
    assert [name for name, *_ in picture.months] == ["Nov", "Dec", "Jan 2028", "Feb 2028"]
    assert [[name for name, *_ in part.months] for part in over] == [
        ["Nov 2026", "Dec 2026", "Jan", "Feb"],
        ["Mar", "Apr", "Maj", "Jun"],
        ["Jul", "Aug", "Sep", "Okt"],
    ]
    for today, parts in {(2027, 1): [0, 3], (2027, 5): [1, 2], (2026, 5): [0, 3]}.items():
        found = picture_of(2027, regional, dt.date(*today, 2), narrow_pictures)
        assert [len(each) for each in found] == parts
    assert picture.now == round(28.5 * picture.unit)
    assert len(picture.lanes[0].marks) == 1


def test_days_off_are_shaded_and_today_is_marked_in_its_own_year_alone(regional):
    acts.plan(regional, date=dt.date(2027, 3, 12))
    picture = picture_of(2027, regional, dt.date(2027, 3, 1))
    assert {name for _, _, name in picture.red} == {
        f"{name} {day.day} {month} 2027"
        for day, name in red_days(2027).items()
        for month in [date_format(day, "F")]
    }
    assert picture.now == round(59.5 * picture.unit)
    assert not picture_of(2027, regional, dt.date(2026, 3, 1)).now


def test_the_line_of_today_keeps_free_of_the_number_of_a_meeting_and_of_letters(regional):
    meeting = acts.plan(regional, date=dt.date(2027, 3, 12))
    free = picture_of(2027, regional, dt.date(2027, 8, 1))
    assert free.now_line.count("M") == 1
    met = picture_of(2027, regional, meeting.date)
    (lane,) = met.lanes
    assert met.now_line.startswith(f"M{met.now} 22V{lane.number_y - 14}M{met.now} {lane.number_y + 4}V")
    assert picture_of(2027, regional, meeting.documents_due).now_line.count("M") == 2


def test_the_picture_on_paper_marks_today_too(office, regional, monkeypatch):
    acts.plan(regional, days=0)
    drawn = []
    monkeypatch.setattr(pdf, "year_pdf", lambda year, rows, picture, council: drawn.append(picture) or b"")
    office.get(f"/kansli/arshjul/{timezone.localdate().year}.pdf")
    assert drawn[0].now


def test_the_picture_leads_to_each_meeting_and_months_that_are_over_are_folded(office, regional, settings):
    today = timezone.localdate()
    meeting = acts.plan(regional, days=0)
    page = office.get("/kansli/arshjul/").content.decode()
    assert page.count(f'<a class="year-mark-link" href="{meeting.get_absolute_url()}"') == 2
    assert ("Månader som har varit" in page) == (min(meeting.proposals_due.month, today.month) < today.month)


def test_a_year_of_meetings_costs_as_many_queries_as_one_meeting(office, regional, django_assert_num_queries):
    acts.plan(regional, date=dt.date(2027, 1, 15))
    with CaptureQueriesContext(connection) as one:
        office.get(YEAR)
    for month in range(2, 13):
        acts.plan(regional, date=nth_weekday(2027, month, 0, 2))
    with django_assert_num_queries(len(one)):
        office.get(YEAR)

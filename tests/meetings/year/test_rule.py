"""Days to meet are suggested by a rule."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.models import Council
from meetings.models import Meeting
from meetings.planning.year import (
    INDUSTRY_HOLIDAY,
    LAST,
    Rule,
    months_of,
    nth_weekday,
    suggest,
)
from rus_portal.core.workdays import red_days, working_day_from, working_day_until

THURSDAY = 3


def body(pk=1, name="Regionala rådet", order=1):
    return Council(pk=pk, name=name, short_name=name, order=order)


def rule(council=None, **changes):
    facts = {"times": 12, "week": 2, "weekday": THURSDAY, "format": "digital"}
    facts |= {"start_time": dt.time(9), "end_time": dt.time(12), "retreat": 0}
    return Rule(council or body(), **(facts | changes))


def days(year, *rules, booked=()):
    return [suggestion.date for suggestion in suggest(year, rules, booked)[0]]


def reasons(year, *rules, booked=()):
    return {each.date: each.reason for each in suggest(year, rules, booked)[0] if each.reason}


@pytest.mark.parametrize(
    ("week", "weekday", "expected"),
    [(1, 0, "2027-03-01"), (2, 3, "2027-03-11"), (4, 4, "2027-03-26"), (LAST, 2, "2027-03-31")],
)
def test_a_weekday_of_a_month_is_found(week, weekday, expected):
    assert nth_weekday(2027, 3, weekday, week) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("times", "months"),
    [
        (0, []),
        (2, [3, 10]),
        (3, [2, 6, 11]),
        (6, [1, 3, 5, 8, 10, 12]),
        (11, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]),
        (12, [*range(1, 13)]),
    ],
)
def test_so_many_meetings_are_spread_over_the_year(times, months):
    assert months_of(times) == months


def test_red_days_their_eves_and_days_between_are_known_by_name():
    red = red_days(2027)
    named = {
        dt.date(2027, 3, 26): "Långfredagen",
        dt.date(2027, 5, 6): "Kristi himmelsfärdsdag",
        dt.date(2027, 5, 7): "Klämdag",
        dt.date(2027, 6, 25): "Midsommarafton",
        dt.date(2027, 12, 24): "Julafton",
    }
    assert {day: red[day] for day in named} == named


def test_a_deadline_on_a_day_off_is_moved_to_the_working_day_before_or_after():
    easter_eve, midsummer_day = dt.date(2027, 3, 27), dt.date(2027, 6, 26)
    assert working_day_until(easter_eve) == dt.date(2027, 3, 24)
    assert working_day_from(easter_eve) == dt.date(2027, 3, 30)
    assert working_day_until(midsummer_day) == dt.date(2027, 6, 24)
    wednesday = dt.date(2027, 3, 24)
    assert (working_day_until(wednesday), working_day_from(wednesday)) == (wednesday, wednesday)


def test_what_is_due_before_a_meeting_is_in_before_the_weekend_and_the_minutes_after_it(regional):
    for days in ("summons", "documents", "proposals"):
        setattr(regional, f"{days}_days_before", 8)
    regional.minutes_days_after = 12
    meeting = Meeting(council=regional, date=dt.date(2027, 2, 1), end_date=dt.date(2027, 2, 1))  # a Monday
    friday = dt.date(2027, 1, 22)
    assert {meeting.summons_due, meeting.documents_due, meeting.proposals_due} == {friday}
    assert meeting.stances_due == dt.date(2027, 1, 29)
    assert meeting.minutes_due == dt.date(2027, 2, 15)


@pytest.mark.parametrize(
    ("year", "between"),
    [
        (2026, [(1, 2), (5, 15)]),
        (2027, [(5, 7)]),
        (2028, [(1, 7), (5, 26), (6, 5)]),
    ],
)
def test_a_day_between_a_holiday_and_a_weekend_or_another_holiday_is_no_day_to_meet(year, between):
    found = [(day.month, day.day) for day, name in sorted(red_days(year).items()) if name == "Klämdag"]
    assert found == between


def test_holidays_are_those_of_the_law_with_the_eves_when_offices_close():
    assert {f"{day:%-d/%-m}": name for day, name in sorted(red_days(2026).items()) if name != "Klämdag"} == {
        "1/1": "Nyårsdagen",
        "5/1": "Trettondagsafton (från kl. 14.00)",
        "6/1": "Trettondedag jul",
        "2/4": "Skärtorsdagen (från kl. 14.00)",
        "3/4": "Långfredagen",
        "4/4": "Påskafton",
        "5/4": "Påskdagen",
        "6/4": "Annandag påsk",
        "30/4": "Valborgsmässoafton (från kl. 14.00)",
        "1/5": "Första maj",
        "14/5": "Kristi himmelsfärdsdag",
        "23/5": "Pingstafton",
        "24/5": "Pingstdagen",
        "6/6": "Nationaldagen",
        "19/6": "Midsommarafton",
        "20/6": "Midsommardagen",
        "30/10": "Allahelgonsafton (från kl. 14.00)",
        "31/10": "Alla helgons dag",
        "24/12": "Julafton",
        "25/12": "Juldagen",
        "26/12": "Annandag jul",
        "31/12": "Nyårsafton",
    }


def test_a_meeting_keeps_clear_of_a_red_day_on_the_same_weekday_a_week_later():
    found = reasons(2027, rule(week=1))
    assert found[dt.date(2027, 5, 13)] == "Flyttat från torsdag 6 maj: Kristi himmelsfärdsdag."


def test_in_the_last_week_of_a_month_it_moves_a_week_earlier_instead():
    assert dt.date(2027, 3, 19) in days(2027, rule(week=LAST, weekday=4))  # not Good Friday


def test_a_meeting_keeps_clear_of_the_industry_holiday_or_is_left_out():
    assert dt.date(2027, 7, 8) in days(2027, rule(week=3))  # from the 15th, into week 27
    found, skipped = suggest(2027, [rule(week=4, weekday=0, times=12)], [])
    july = [each for each in found if each.date.month == 7]
    assert [each.date for each in july] == []
    assert skipped == ["Regionala rådet: inget möte i juli, industrisemester vecka 28–31."]


def test_two_councils_never_meet_on_one_day():
    grand = body(2, "Stora rådet", 2)
    found = suggest(2027, [rule(), rule(grand, times=3)], [])[0]
    assert len({each.date for each in found}) == len(found) == 15
    theirs = [each for each in found if each.council == grand]
    assert theirs[0].reason == "Flyttat från torsdag 11 februari: Regionala rådet möts då."


def test_a_planning_meeting_lasts_from_lunch_to_lunch_and_the_monthly_one_gives_way():
    found = [each for each in suggest(2027, [rule(retreat=9)], [])[0] if each.date.month == 9]
    assert [(each.date.day, each.format, each.days) for each in found] == [
        (9, "retreat", 2),
        (16, "digital", 1),
    ]
    assert found[0].start_time == found[0].end_time == dt.time(12)


def test_a_month_that_has_its_meeting_gets_no_more():
    council = body()
    booked = [Meeting(council=council, date=day, end_date=day) for day in (dt.date(2027, 3, 2),)]
    found = days(2027, rule(council), booked=booked)
    assert 3 not in {day.month for day in found}
    assert len(found) == 11


def test_no_day_that_has_passed_is_suggested():
    today = dt.date(2027, 11, 11)
    found, skipped = suggest(2027, [rule(body(1)), rule(body(2, "Stora rådet", 2))], [], today)
    assert [(each.council.pk, each.date.isoformat()) for each in found] == [
        (1, "2027-11-11"),
        (2, "2027-11-18"),
        (1, "2027-12-09"),
        (2, "2027-12-16"),
    ]
    assert skipped == []


@settings(max_examples=40)
@given(
    year=st.integers(2024, 2040),
    week=st.sampled_from([1, 2, 3, 4, LAST]),
    weekdays=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    times=st.tuples(st.integers(0, 12), st.integers(0, 12)),
    retreat=st.integers(0, 12),
)
def test_every_suggested_day_is_a_free_working_day_of_the_year(year, week, weekdays, times, retreat):
    rules = [
        rule(body(1), week=week, weekday=weekdays[0], times=times[0], retreat=retreat),
        rule(body(2, "Stora rådet", 2), week=week, weekday=weekdays[1], times=times[1]),
    ]
    found, skipped = suggest(year, rules, [])
    taken = [each.date + dt.timedelta(days=nth) for each in found for nth in range(each.days)]
    assert len(found) + len(skipped) == sum(times) + bool(retreat)
    assert len(set(taken)) == len(taken)
    for day in taken:
        assert day.year == year
        assert day.weekday() < 5
        assert day not in red_days(year)
        assert day.isocalendar().week not in INDUSTRY_HOLIDAY

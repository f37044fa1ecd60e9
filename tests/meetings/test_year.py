"""The year of meetings: days suggested by a rule, all planned in one act, and shown with their deadlines."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pypdf import PdfReader

from councils.models import Council
from meetings import pdf
from meetings.models import Meeting
from meetings.planning.calendar import uid
from meetings.planning.year import (
    INDUSTRY_HOLIDAY,
    LAST,
    Rule,
    by_month,
    entries_of,
    meetings_of,
    months_of,
    nth_weekday,
    rows_of,
    suggest,
)
from meetings.planning.year_picture import narrow_pictures, year_picture
from meetings.workflow import meeting as verbs
from rus_portal.core.workdays import red_days, working_day_from, working_day_until
from rus_portal.demo.people import person_for
from tests import acts
from tests.verapdf import broken_rules

YEAR = "/kansli/arshjul/2027/"
PLANNING = YEAR + "planering/"
THURSDAY = 3


def client_of(role):
    client = Client()
    client.force_login(person_for(role))
    return client


@pytest.fixture
def office(db, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *at: dt.date(2026, 11, 23))
    return client_of("secretary")


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


# The rule


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


# Planning


def answers():
    """What the browser sends of the two councils' rules."""
    usual = {"week": "2", "weekday": "3", "format": "digital", "start_time": "09:00", "end_time": "12:00"}
    sent = {"suggest": "1"}
    for slug, times in (("regionala-samverkansradet", "12"), ("stora-samverkansradet", "2")):
        for field, value in (usual | {"times": times, "retreat": "0"}).items():
            sent[f"{slug}-{field}"] = value
    return sent


def page_of_days(response, **changes):
    """What the browser sends back of the suggested days, with some of them changed."""
    sent = {"create": "1"}
    for form in response.context["forms"]:
        for name in form.fields:
            value = form[name].value()
            if value not in (False, None):
                sent[form.add_prefix(name)] = "on" if value is True else value
    return {key: value for key, value in (sent | changes).items() if value is not None}


def test_the_rules_begin_with_how_often_the_councils_met_the_year_before(office, grand):
    for month in (2, 10):
        acts.plan(grand, date=dt.date(2026, month, 5))
    forms = office.get(PLANNING).context["forms"]
    assert [form["times"].value() for form in forms] == [12, 2]


def test_days_are_suggested_with_reasons_and_nothing_is_created_yet(office):
    response = office.post(PLANNING, answers())
    page = response.content.decode()
    assert len(response.context["forms"]) == 14
    assert "Regionala rådet möts då." in page
    headings = [form.heading for form in response.context["forms"]]
    assert headings[0].startswith("Regionala samverkansrådet, ")
    assert len(set(headings)) == 14
    assert not Meeting.objects.exists()


def test_all_meetings_are_planned_in_one_act_and_those_unticked_or_changed_as_the_office_said(
    office, regional, grand, chair
):
    suggested = office.post(PLANNING, answers())
    changed = {
        "dag0-date": "2027-01-20",
        "dag0-format": "retreat",
        "dag0-end_time": "13:00",
        "dag1-kept": None,
    }
    response = office.post(PLANNING, page_of_days(suggested, **changed))
    assert response.url == YEAR
    assert Meeting.objects.count() == 13
    first = Meeting.objects.order_by("date").first()
    assert (first.date, first.end_date, first.end_time) == (
        dt.date(2027, 1, 20),
        dt.date(2027, 1, 21),
        dt.time(13),
    )
    assert (first.council, first.leader, first.secretary) == (regional, chair, person_for("secretary"))
    assert first.formalities.count() == 6
    assert "13 möten är planerade." in office.get(YEAR).content.decode()


def test_sent_twice_the_second_is_refused_and_creates_nothing(office):
    sent = page_of_days(office.post(PLANNING, answers()))
    office.post(PLANNING, sent)
    response = office.post(PLANNING, sent)
    assert response.status_code == 422
    assert {*response.context["forms"][0].errors["date"]} == {"Rådet har redan ett möte den dagen."}
    assert Meeting.objects.count() == 14


def test_planned_again_the_year_is_already_full(office):
    office.post(PLANNING, page_of_days(office.post(PLANNING, answers())))
    assert office.post(PLANNING, answers()).context["forms"] == []


WRONG_DAYS = [
    ({"dag0-date": "20/1"}, "date", "Skriv dagen som år-månad-dag, till exempel 2027-03-12."),
    (
        {"dag0-date": "2026-01-14"},
        "date",
        "Den 14 januari 2026 har passerat: i dag är det 23 november 2026. Stämmer året?",
    ),
    ({"dag0-end_time": "08:00"}, "end_time", "Mötet måste sluta efter att det har börjat."),
    ({"dag0-council": "99999"}, "council", None),
    ({"dag0-format": "fest"}, "format", None),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG_DAYS)
def test_a_wrong_day_is_told_at_its_field_and_none_is_created(office, changes, field, sentence):
    sent = page_of_days(office.post(PLANNING, answers()), **changes)
    response = office.post(PLANNING, sent)
    assert response.status_code == 422
    told = response.context["forms"][0]
    assert sentence in (None, *told.errors[field])
    assert (", onsdag " in told.heading or ", torsdag " in told.heading) == (field != "date")
    assert not Meeting.objects.exists()


def test_the_same_day_twice_in_a_council_is_told_at_the_second(office):
    suggested = office.post(PLANNING, answers())
    ours = [
        form for form in suggested.context["forms"] if form.asked_council.slug == "regionala-samverkansradet"
    ]
    sent = page_of_days(suggested, **{ours[1].add_prefix("date"): ours[0].initial["date"].isoformat()})
    response = office.post(PLANNING, sent)
    assert [form.prefix for form in response.context["forms"] if form.errors] == [ours[1].prefix]
    assert not Meeting.objects.exists()


WRONG_RULES = [
    {"regionala-samverkansradet-times": "x"},
    {"regionala-samverkansradet-weekday": "6"},
    {"regionala-samverkansradet-start_time": "nio"},
    {"regionala-samverkansradet-end_time": "08:00"},
    {"stora-samverkansradet-retreat": "13"},
]


@pytest.mark.parametrize("changes", WRONG_RULES)
def test_a_wrong_rule_is_told_at_its_field(office, changes):
    response = office.post(PLANNING, answers() | changes)
    assert response.status_code == 422
    assert sum(len(form.errors) for form in response.context["forms"]) == 1


@pytest.mark.parametrize("data", [{}, {"create": "1"}, {"create": "1", "dag0-council": "x"}])
def test_an_odd_request_creates_nothing(office, data):
    assert office.post(PLANNING, data).status_code < 500
    assert not Meeting.objects.exists()


# Who may


ROLES = ("secretary", "chair", "member", "official", "preparatory", "outsider", "admin")


@pytest.mark.parametrize("role", ROLES)
def test_everyone_with_a_seat_reads_the_year_and_only_the_office_plans_it(db, role):
    client = client_of(role)
    for address in ("/kansli/arshjul/", YEAR, "/kansli/arshjul/2027.pdf", "/kansli/arshjul/2027.ics"):
        assert client.get(address).status_code == 200
    assert client.get(PLANNING).status_code == (200 if role == "secretary" else 403)
    assert ("Planera året" in client.get(YEAR).content.decode()) == (role == "secretary")


def test_the_public_signs_in_first_and_who_has_no_seat_is_told_why(client, member):
    assert client.get(YEAR).status_code == 302
    member.appointments.update(ends=dt.date(2020, 1, 1))
    former = client_of("member").get(YEAR)
    assert former.status_code == 403
    assert "en plats i ett råd" in former.content.decode()


@pytest.mark.parametrize("year", ["1999", "2200", "99999"])
def test_there_is_no_year_without_end(office, year):
    for page in (f"{year}/", f"{year}.pdf", f"{year}.ics", f"{year}/planering/"):
        assert office.get(f"/kansli/arshjul/{page}").status_code == 404


# The year as it is planned


def test_each_meeting_brings_the_deadlines_of_its_council(regional):
    Council.objects.filter(pk=regional.pk).update(
        proposals_days_before=30, documents_days_before=12, summons_days_before=9, minutes_days_after=20
    )
    acts.plan(Council.objects.get(pk=regional.pk), date=dt.date(2027, 1, 15))
    entries = entries_of(2027, meetings_of(2027, [regional]))
    assert [(entry.date.isoformat(), entry.words) for entry in entries] == [
        ("2027-01-04", "Kallelse ut"),
        ("2027-01-15", "Möte"),
        ("2027-02-04", "Protokollet justerat"),
    ]
    before = entries_of(2026, meetings_of(2026, [regional]))
    assert [(entry.date.isoformat(), entry.words) for entry in before] == [
        ("2026-12-16", "Förslag in"),
        ("2026-12-30", "Handlingar in"),
    ]
    assert [(month.month, len(within)) for month, within in by_month(entries)] == [(1, 2), (2, 1)]


def test_a_cancelled_meeting_is_not_in_the_year(regional, secretary):
    meeting = acts.plan(regional, date=dt.date(2027, 3, 12))
    verbs.cancel_meeting(meeting, by=secretary, reason="Sjukdom.")
    assert entries_of(2027, meetings_of(2027, [regional])) == []


@pytest.mark.pdf
def test_the_year_of_one_council_is_shown_on_page_document_and_calendar(office, regional, grand):
    acts.plan(regional, date=dt.date(2027, 3, 18))
    acts.plan(grand, date=dt.date(2027, 4, 9))
    for address in (YEAR, "/kansli/arshjul/2027.ics"):
        every, one = (office.get(address + query).content.decode() for query in ("", f"?rad={grand.slug}"))
        assert "Regionala samverkansrådet" in every
        assert "18 mars" not in one
    document = PdfReader(io.BytesIO(office.get(f"/kansli/arshjul/2027.pdf?rad={grand.slug}").content))
    words = " ".join(document.pages[0].extract_text().split())
    assert "Årshjul 2027 Stora samverkansrådet" in words
    assert "Regionala" not in words


@pytest.mark.pdf
@pytest.mark.parametrize("flavour", ["PDFA_3_A", "PDFUA_1"])
def test_the_document_is_valid_for_the_archive_and_for_everyone(regional, flavour):
    for month in range(1, 13):
        acts.plan(regional, date=nth_weekday(2027, month, 0, 2))
    rows = rows_of(2027, meetings_of(2027, [regional]))
    printed = pdf.year_pdf(2027, rows, picture_of(2027, regional), regional)
    assert broken_rules(printed, flavour) == {}
    [sheet] = PdfReader(io.BytesIO(printed)).pages
    assert sheet.mediabox.width > sheet.mediabox.height
    assert "mån 11 jan" in sheet.extract_text()
    assert broken_rules(pdf.year_pdf(2027, [], picture_of(2028, regional)), flavour) == {}


def test_the_calendar_has_the_meeting_as_everywhere_else_and_deadlines_that_keep_nobody_busy(
    office, regional
):
    meeting = acts.plan(regional, date=dt.date(2027, 3, 12))
    kept = Calendar.from_ical(office.get("/kansli/arshjul/2027.ics").content)
    events = {event["uid"]: event for event in kept.walk("VEVENT")}
    assert events[uid(meeting)].decoded("dtstart") == meeting.starts
    due = events[uid(meeting).replace("@", "-summons@")]
    assert due.decoded("dtstart") == meeting.summons_due
    assert (str(due["summary"]), str(due["transp"])) == (
        "Kallelse ut: Regionala rådet 12 mars",
        "TRANSPARENT",
    )
    assert len(events) == 5


def test_the_calendar_of_a_year_without_meetings_is_no_empty_feed(office):
    [event] = Calendar.from_ical(office.get("/kansli/arshjul/2027.ics").content).events
    assert (event.start, str(event["SUMMARY"])) == (
        dt.date(2027, 1, 1),
        "Inga möten i samverkansråden just nu",
    )


@pytest.mark.parametrize("count", [1, 6])
def test_the_year_costs_the_same_however_many_meetings(office, regional, django_assert_num_queries, count):
    for number in range(count):
        acts.plan(regional, date=dt.date(2027, 1, 1) + dt.timedelta(days=number))
    with django_assert_num_queries(12):
        office.get(YEAR)


# The picture


def picture_of(year, council, today=None, form=year_picture):
    meetings = list(meetings_of(year, [council]))
    return form(year, meetings, [council], *([today] if today else []))


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

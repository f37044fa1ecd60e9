"""All meetings of a year are planned in one act, and the year is shown with their deadlines."""

import datetime as dt
import io

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from councils.models import Council
from meetings import pdf
from meetings.models import Meeting
from meetings.planning.calendar import uid
from meetings.planning.year import (
    by_month,
    entries_of,
    meetings_of,
    nth_weekday,
    rows_of,
)
from meetings.workflow import meeting as verbs
from rus_portal.demo.people import person_for
from tests import acts
from tests.meetings.year.conftest import PLANNING, YEAR, client_of, picture_of
from tests.verapdf import broken_rules

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

"""The page of the follow-up: each figure, and that it leads to as many rows."""

import datetime as dt
import re
from collections import Counter
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.models import Appointment
from meetings.follow_up.asked import asked_for, states
from meetings.follow_up.coverage import coverage, shade, untouched
from meetings.follow_up.lists import LISTINGS
from meetings.follow_up.page import consensus
from meetings.models import AgendaItem, FormalDecision
from meetings.positions.goal_years import a_year_before
from meetings.todo.awaited import undecided
from tests import acts
from tests.meetings.follow_up.conftest import decide

PUBLIC = AnonymousUser()


def page(client, query=""):
    return client.get(f"/uppfoljning/?{query}")


def figures(response):
    """Each number that leads to the lists, with where to."""
    links = re.findall(
        r'<a href="(/uppfoljning/[^"]+\?[^"]+)">(\d+)(?: av \d+)?</a>', response.content.decode()
    )
    return [(unescape(url), int(number)) for url, number in links]


def rows(client, address):
    return client.get(address).context["page"].paginator.count


def test_the_formal_decisions_of_the_year_are_counted_by_what_became_of_them(client, decided, last_year):
    told = page(client, f"ar={last_year}").context["totals"]
    assert {words: number for _, words, number in told} == {
        "Behövs": 5,
        "Beslutade": 3,
        "Planerade": 0,
        "Avslagna": 1,
        "Försenade": 1,
        "Inte besvarade": 0,
        "Ej antecknade": 6,
    }


def test_those_of_whom_nothing_is_recorded_are_counted_and_told_where_they_are_reminded(
    client, decided, train, school, last_year
):
    waiting = undecided(Q(), timezone.localdate())
    reminded = {each.organisation for each in waiting if not each.recorded_status}
    told = page(client, f"ar={last_year}").context["decisions"]
    counted = {each.slug for each, _ in told if each.numbers["ej-antecknat"]}
    assert counted == {each.slug for each in reminded} >= {"kramfors", "region-vasternorrland"}
    sentence = "För 6 organisationer är det inte antecknat om något formellt beslut behövs."
    assert sentence in client.get(train.get_absolute_url()).context["come_so_far"]
    assert "antecknat" not in client.get(school.get_absolute_url()).context["come_so_far"]


def test_a_position_after_which_an_organisation_is_silent_gives_no_time(client, decided, school, last_year):
    school.decisions.filter(status="not_needed").first().delete()
    assert page(client, f"ar={last_year}").context["days"] == []


def test_every_figure_leads_to_as_many_rows(client, decided, last_year):
    found = figures(page(client, f"ar={last_year}"))
    others = [(url, number) for url, number in found if "/deltagande/" not in url]
    assert len(others) > 30
    assert {url: rows(client, url) for url, _ in others} == dict(others)


def test_every_figure_leads_to_as_many_rows_also_of_one_council(client, decided, grand, last_year):
    acts.published(acts.held(grand, {"title": "Annat råd"}, date=dt.date(last_year, 4, 1)))
    found = figures(page(client, f"ar={last_year}&rad=regionala-samverkansradet"))
    others = {url: number for url, number in found if "/deltagande/" not in url}
    assert {url: rows(client, url) for url in others} == others
    assert not any("Annat råd" in client.get(url).content.decode() for url in others)


@pytest.mark.parametrize("status", FormalDecision.Status)
@pytest.mark.parametrize("planned", [None, -1, 0, 1])
def test_a_row_is_counted_as_what_it_is_said_to_be(train, status, planned):
    today = timezone.localdate()
    is_planned = planned is not None and status != "not_needed"  # what is not needed has no day
    facts = {"planned_on": today + dt.timedelta(days=planned)} if is_planned else {}
    if status in ("decided", "declined"):
        facts["decided_on"] = today
    decision = decide(train, "timra", status, **facts)
    told = [words for words, condition in states(today).values() if FormalDecision.objects.filter(condition)]
    assert told == [*(["Behövs"] if status != "not_needed" else []), decision.told_status]


def test_the_time_is_counted_to_the_last_of_those_that_need_a_formal_decision(client, decided, last_year):
    assert page(client, f"ar={last_year}").context["days"] == [50]


def test_the_time_leads_to_the_positions_that_it_is_counted_from(client, decided, last_year):
    shown = page(client, f"ar={last_year}").content.decode()
    [address] = re.findall(r'<a href="([^"]+)">50 dagar</a>', shown)
    [row] = client.get(unescape(address)).context["rows"]
    assert [str(cell) for _, cell in row][1::4] == ["Skola", "50"]


def test_a_day_known_by_its_month_alone_gives_no_time(client, decided, school, last_year):
    decide(school, "sundsvall", "decided", decided_on=None, decided_note="maj")
    assert page(client, f"ar={last_year}").context["days"] == []


def test_each_position_stands_with_its_dissent_and_every_organisation_seated_then(client, decided, last_year):
    matrix = page(client, f"ar={last_year}").context["matrix"]
    told = {
        line.position.item.title: {cell.organisation.slug: cell.mark for cell in line.cells if cell.words}
        for line in matrix.lines
    }
    silent = dict.fromkeys({*told["Tåg"]} - {"timra", "ange", "harnosand"}, "unknown")
    assert told["Tåg"] == silent | {"timra": "decided", "ange": "declined", "harnosand": "late"}
    assert {"region-vasternorrland", "kramfors"} <= silent.keys()
    assert {each.slug for each in matrix.organisations} - {each.slug for each in matrix.silent} == {
        *("timra", "ange", "harnosand", "sundsvall")
    }
    assert "Avvikande synpunkt från oppositionen i Härnösands kommun" in page(client).content.decode()


def test_an_organisation_that_had_no_seat_on_the_day_is_not_waited_for(client, meeting, last_year):
    seats = meeting.council.seats.filter(organisation__slug="kramfors")
    seats.update(retired_on=dt.date(last_year, 1, 1))
    organisations = page(client, f"ar={last_year}").context["matrix"].organisations
    assert "kramfors" not in {each.slug for each in organisations}


def served(person=PUBLIC):
    asked, _ = asked_for(person, QueryDict())
    [table] = coverage(asked)
    return {line.goal.code: [number for _, number, _ in line.cells] for line in table.lines}


def test_an_item_counts_for_its_goals_and_once_for_each_above_them(meeting):
    counts = {code: numbers[0] for code, numbers in served().items() if any(numbers)}
    assert counts == {"1": 3, "1.1": 2, "1.2": 1, "2": 1, "2.1": 1, "2.2": 1, "3": 1, "3.2": 1}


def test_a_goal_is_untouched_twelve_months_after_it_was_served(meeting, last_year):
    [table] = coverage(asked_for(PUBLIC, QueryDict())[0])
    lines = table.lines
    codes = {line.goal.code for line in untouched(lines, dt.date(last_year + 1, 3, 10))}
    a_day_later = {line.goal.code for line in untouched(lines, dt.date(last_year + 1, 3, 11))}
    assert a_day_later - codes == {"1.1", "1.2", "2.1", "2.2", "3.2"}
    assert {"1.3", "3.7"} <= codes
    assert not {"1", "2", "3"} & a_day_later  # of those with goals below them these tell


def test_the_year_before_a_leap_day_ends_with_february():
    assert a_year_before(dt.date(2028, 2, 29)) == dt.date(2027, 2, 28)


@pytest.mark.parametrize(
    ("number", "most", "told"), [(0, 9, 0), (1, 9, 1), (5, 9, 3), (9, 9, 4), (1, 1, 4), (0, 0, 0)]
)
def test_the_shade_goes_from_none_to_most(number, most, told):
    assert shade(number, most) == told


def test_what_became_of_each_years_items_is_told(client, meeting, last_year):
    [year] = page(client).context["consensus"]
    assert (year.year, [number for *_, number in year.numbers]) == (last_year, [1, 1, 1, 0])
    assert (year.agreed, year.disputed) == ((50, 50), (0, 50))


def test_the_years_between_stand_there_with_nothing_in_them():
    years = consensus({2019: Counter(antaget=2, samsyn=2), 2022: Counter(antaget=1, avvikande=1)})
    assert [(each.year, each.agreed[1], each.disputed[1]) for each in years] == [
        (2019, 100, 0),
        (2020, 0, 0),
        (2021, 0, 0),
        (2022, 0, 50),
    ]


def test_the_dimensions_left_empty_are_told_of_those_that_ask_for_a_position(client, meeting, last_year):
    [year] = page(client).context["dimensions"]
    assert year.positions == 3
    assert [(words, says, empty) for _, words, says, empty in year.dimensions] == [
        ("Social", 1, 2),
        ("Ekologisk", 1, 2),
        ("Ekonomisk", 0, 3),
    ]


def test_each_actors_proposals_are_counted(client, meeting, last_year):
    told = {each.name: each.numbers for each in page(client, f"ar={last_year}").context["proposals"]}
    assert told == {
        "Timrå": {"all": 1, "adopted": 1},
        "Ånge": {"all": 1, "adopted": 0},
        "Ingen särskild": {"all": 2, "adopted": 1},
    }


def parts(client, last_year):
    told = page(client, f"ar={last_year}").context["participation"]
    return {each.slug: (each.numbers["present"], each.numbers["seated"]) for _, each in told}


def test_an_organisation_took_part_where_somebody_of_its_was_there(client, meeting, last_year):
    told = parts(client, last_year)
    assert (told["harnosand"], told["timra"], told["ange"]) == ((1, 1), (1, 1), (0, 1))


def test_a_person_counts_only_while_the_appointment_lasted(client, meeting, member, last_year):
    Appointment.objects.filter(person=member).update(ends=dt.date(last_year, 3, 9))
    Appointment.objects.filter(seat__organisation__slug="ange").update(begins=dt.date(last_year, 3, 11))
    told = parts(client, last_year)
    assert (told["harnosand"], "ange" in told) == ((0, 1), False)


def test_a_meeting_without_noted_attendance_says_of_nobody_that_it_was_away(client, regional, last_year):
    acts.published(acts.held(regional, date=dt.date(last_year, 3, 10)))
    assert parts(client, last_year) == {}


def test_the_newest_year_is_shown_and_one_that_is_not_there_is_not_found(client, meeting, last_year):
    assert page(client).context["asked"].period.year == last_year
    assert page(client, "ar=1999").status_code == page(client, "rad=nej").status_code == 404


def test_before_anything_is_held_the_page_says_so(client, db):
    assert "Inget ärende är behandlat ännu." in page(client).content.decode()


def test_the_public_counts_what_is_published_and_a_member_what_she_may_read(client, regional, member):
    acts.held(regional, {"title": "Ännu hemligt"})
    secret = "Ännu hemligt"
    assert secret not in page(client).content.decode()
    client.force_login(member)
    assert secret in page(client).content.decode()


def test_whoever_only_follows_a_proposal_is_not_told_what_became_of_it(client, regional, outsider):
    item = acts.held(regional, {"title": "Eget förslag"}).items.get()
    AgendaItem.objects.filter(pk=item.pk).update(council=regional, added_by=outsider)
    assert AgendaItem.objects.visible_to(outsider).filter(pk=item.pk).exists()
    client.force_login(outsider)
    assert "Eget förslag" not in client.get("/uppfoljning/arenden/").content.decode()


ALL = ("/uppfoljning/", *(f"/uppfoljning/{each}/" for each in LISTINGS))


def queries(client):
    found = {}
    for address in ALL:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        found[address] = len(asked)
    return found


def test_the_page_and_its_lists_cost_the_same_however_much_there_is(
    client, regional, decided, last_year, settings
):
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    queries(client)
    before = queries(client)
    for number in range(5):
        minutes = acts.published(
            acts.held(regional, {"title": f"Sak {number}"}, date=dt.date(last_year, 5, 1 + number))
        )
        decide(minutes.meeting.items.get().position, "timra", "planned")
    queries(client)  # what has a name is asked once after each step
    assert queries(client) == before


def test_what_is_untouched_stands_in_the_years_plan(client, member, meeting):
    client.force_login(member)
    shown = client.get("/kansli/arshjul/").content.decode()
    assert "Mål som inte har berörts på tolv månader" in shown
    assert "1.3 Universitet, högskolor och forskningsinstitut" in shown

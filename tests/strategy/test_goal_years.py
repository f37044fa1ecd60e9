"""What the councils have given a goal, and the advocacy agenda."""

import datetime as dt
import io
import json
import re
from html import unescape

import pytest
from django.utils import timezone
from django.utils.timezone import localdate as today
from openpyxl import load_workbook

from meetings.models import AgendaItem
from meetings.positions.goal_counts import serving
from meetings.positions.goal_years import given_to
from strategy.models import AdvocacyIssue
from tests import acts
from tests.begun import brought_in
from tests.meetings.follow_up.conftest import by_heading


def given(code, today=None):
    return given_to(serving([acts.goal(code).pk]), today or timezone.localdate())


def test_matters_positions_and_minutes_are_counted_year_by_year(regional):
    acts.published(acts.held(regional, {"minutes_needed": 40}, {"type": "information", "minutes_needed": 20}))
    [year] = given("1.1").years
    assert (year.items, year.positions, year.minutes, len(year.dots)) == (2, 1, 60, 1)


def test_what_is_not_published_is_not_counted(regional):
    acts.held(regional)
    acts.summoned(regional, days=9)
    assert given("1.1").years == []


def test_what_was_put_off_has_served_nothing(regional):
    meeting = acts.summoned(regional, days=0)
    acts.handle(meeting.items.get(), outcome="postponed")
    acts.published(acts.close(meeting))
    assert (given("1.1").years, given("1.1").is_blind_spot) == ([], True)


def test_a_goal_that_nothing_has_served_for_twelve_months_is_a_blind_spot(regional):
    acts.published(acts.held(regional))
    day = regional.meetings.get().date
    assert [given("1.1", day + dt.timedelta(days=n)).is_blind_spot for n in (365, 366)] == [False, True]
    assert given("2.2").is_blind_spot


def test_the_goals_page_says_so_with_the_perspectives_that_go_across(client, regional):
    page = client.get("/strategi/mal/2.2/")
    assert "ingen punkt i ett publicerat protokoll har tjänat det ännu" in page.content.decode()
    perspective = page.context["perspectives"][0]
    assert f'{perspective.get_absolute_url()}">{perspective.title}' in page.content.decode()
    assert f'id="perspektiv-{perspective.pk}"' in client.get("/strategi/").content.decode()


@pytest.fixture
def office(client, secretary):
    client.force_login(secretary)
    return client


def test_the_office_keeps_the_advocacy_agenda_and_everyone_reads_it(office):
    address = "/kansli/grunduppgifter/paverkansfragor/ny/"
    form = office.get(address).context["form"]
    facts = {"title": "Dubbelspår", "addressee": "Regeringen", "goals": [acts.goal("3.1").pk]}
    wrong = office.post(address, acts.as_posted(form, **facts, answered_on="2026-03-01"))
    assert "Ett svar kommer efter att frågan framfördes." in wrong.content.decode()
    facts |= {"sent_on": "2026-02-01", "answer": "Det utreds."}
    undated = office.post(address, acts.as_posted(form, **facts))
    assert "Ange vilken dag svaret kom." in undated.content.decode()
    office.post(address, acts.as_posted(form, **facts, answered_on="2026-03-01"))
    office.logout()
    page = office.get("/strategi/paverkansagenda/")
    [issue] = page.context["issues"]
    assert (issue.told_status, [goal.code for goal in issue.goals.all()]) == ("Besvarad", ["3.1"])
    assert "Det utreds." in page.content.decode()


def test_the_agenda_is_open_data(client, db):
    facts = {"title": "Dubbelspår", "addressee": "Ett departement", "answer": "Det utreds."}
    AdvocacyIssue.objects.create(**facts, sent_on=today()).goals.add(acts.goal("3.1"))
    [told] = client.get("/strategi/paverkansagenda.json").json()["issues"]
    assert (told["answer"], told["sent_on"]) == ("Det utreds.", today().isoformat())
    assert [goal["code"] for goal in told["goals"]] == ["3.1"]
    lines = client.get("/strategi/paverkansagenda.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Dubbelspår;;Ett departement;3.1 ")
    [sheet] = load_workbook(io.BytesIO(client.get("/strategi/paverkansagenda.xlsx").content))
    assert (sheet.max_row, sheet["A2"].value, sheet["E2"].value) == (2, "Dubbelspår", "Besvarad")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "Inte framförd ännu"),
        ({"sent_on": today()}, "Framförd, väntar på svar"),
        ({"sent_on": today(), "answered_on": today()}, "Besvarad"),
        ({"result": "Pengar i planen."}, "Resultat"),
    ],
)
def test_an_issue_says_how_far_it_has_come(facts, told):
    assert AdvocacyIssue(**facts).told_status == told


def test_positions_with_dissent_are_half_filled_and_years_without_any_are_there(regional, member):
    today = timezone.localdate()
    acts.published(acts.held(regional, {}, {}, dissent_by=member))
    told = given("1.1", today.replace(year=today.year + 2)).years
    assert [each.year - today.year for each in told] == [2, 1, 0]
    year = told[-1]
    assert (year.positions, year.disputed, [is_half for _, is_half in year.dots]) == (2, 1, [False, True])


def test_the_strategy_shows_each_goal_year_by_year_with_dissent_and_blind_spots(client, regional, member):
    acts.published(acts.held(regional, {"goals": [acts.goal("1.2")]}, dissent_by=member))
    page = client.get("/strategi/")
    rows = {goal.code: (cells, is_blind) for goal, _, cells, is_blind in page.context["goal_rows"]}
    counted = {code: [(each.positions, each.disputed) for each in cells] for code, (cells, _) in rows.items()}
    assert {code for code, numbers in counted.items() if numbers[0] == (1, 1)} == {"1", "1.1", "1.2"}
    assert not rows["1.1"][1]
    assert rows["2.2"][1]
    assert page.content.decode().count("blind fläck</span>") == sum(blind for _, blind in rows.values())
    assert "1, 1 med avvikande synpunkt" in page.content.decode()


def figures(answer, path):
    """Each number that leads to the list, with where to."""
    picture = r"(?:<svg.*?</svg>\s*)?(?:<span[^>]*>)?"
    numbers = rf'<a[^>]* href="({path}\?[^"]+)">\s*{picture}(\d+)'
    return [
        (unescape(url), int(number)) for url, number in re.findall(numbers, answer.content.decode(), re.S)
    ]


def in_register(client, url):
    file = client.get(url.replace("/?", ".json?")).getvalue()
    return len(json.loads(file)["positions"])


@pytest.fixture
def several(regional, member):
    """Two positions, one with dissent, and one item for information."""
    told = {"type": "information", "minutes_needed": 20}
    items = {"minutes_needed": 40}, {"goals": [acts.goal("1.2")]}, told
    acts.published(acts.held(regional, *items, dissent_by=member))


@pytest.mark.both
@pytest.mark.usefixtures("several")
def test_the_figures_of_a_goals_years_lead_to_their_rows(client):
    page = client.get("/strategi/mal/1.1/")
    positions = [(url, number) for url, number in figures(page, "/stallningstaganden/") if "ar=" in url]
    assert len(positions) == 2
    assert {url: in_register(client, url) for url, _ in positions} == dict(positions)
    items, minutes = figures(page, "/uppfoljning/arenden/")
    rows = [by_heading(row) for row in client.get(items[0]).context["rows"]]
    assert (items[0], items[1]) == (minutes[0], len(rows))
    assert sum(row["Avsatt tid, minuter"] for row in rows) == minutes[1]


@pytest.mark.usefixtures("several")
def test_time_is_called_set_aside_on_the_agenda_wherever_it_is_shown(client):
    page = client.get("/strategi/mal/1.1/").content.decode()
    assert ">Avsatt tid, minuter</th>" in page
    assert 'data-label="Avsatt tid, minuter"' in page
    assert "Avsatt tid är de minuter som dagordningarna gav, inte hur länge punkterna varade." in page
    for place in ("/uppfoljning/arenden/", "/uppfoljning/arenden.csv"):
        answer = client.get(place)
        told = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert ("Avsatt tid, minuter" in told, "Avsatt tid är de minuter" in told) == (True, place[-1] == "/")
    items = json.loads(client.get("/uppfoljning.json").getvalue())["items"]
    assert sorted(each["minutes_set_aside"] for each in items) == [15, 20, 40]


def test_no_time_is_told_of_what_was_before_the_portal(client, regional):
    """Nobody knows what its agenda gave it."""
    brought_in()
    items = AgendaItem.objects.exclude(meeting__source="")
    years = [year for item in items for year in given(item.primary_goal.code).years if year.items]
    assert ({year.minutes for year in years}, any(year.positions for year in years)) == ({0}, True)
    told = json.loads(client.get("/uppfoljning.json").getvalue())["items"]
    assert ({each["minutes_set_aside"] for each in told}, len(told)) == ({None}, items.count())


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("page", ["/strategi/", "/strategi/mal/1/"])
def test_the_figures_of_the_strategy_lead_to_their_rows(client, page):
    found = dict(figures(client.get(page), "/stallningstaganden/"))
    goals = {url.partition("mal=")[2].partition("&")[0] for url in found}
    assert {"1", "1.1", "1.2"} <= goals
    assert {url: in_register(client, url) for url in found} == found

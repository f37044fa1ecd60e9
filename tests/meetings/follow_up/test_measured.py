"""A year is measured by the strategy that was in force in it, with its goals in their own words; and a goal
that ends stays with the years in which it held."""

import datetime as dt
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from councils.workflow import change_basics
from meetings.follow_up.asked import Asked, Period
from meetings.follow_up.coverage import blind_spots, coverage, untouched_in
from strategy.models import Goal, Strategy
from strategy.workflow.strategy import adopt_strategy
from tests import acts
from tests.meetings.follow_up.conftest import book
from tests.meetings.follow_up.test_page import figures, page, rows
from tests.strategy.conftest import goal
from tests.strategy.renewed import changed

PUBLIC = AnonymousUser()


@pytest.fixture
def first(db):
    return Strategy.objects.get(is_own=True)


@pytest.fixture
def this_year(last_year):
    return last_year + 1


@pytest.fixture
def renewed(regional, first, secretary, last_year, this_year):
    """Two items of last year, of a goal that has ended since and of one that is split, and one of this year,
    whose strategy is another. It serves a part of the split goal."""
    items = ({"primary_goal": goal(first, code), "title": f"Om {code}"} for code in ("2.5", "1.2"))
    acts.published(acts.held(regional, *items, date=dt.date(last_year, 3, 10)))
    new = acts.begin_strategy(first, by=secretary, year_from=this_year, year_to=this_year + 10)
    changed(new, {"by": secretary})
    adopted = {"adopted_on": dt.date(last_year, 11, 25), "adopted_by": "Regionfullmäktige"}
    adopt_strategy(new, by=secretary, **adopted)
    facts = {"primary_goal": goal(new, "1.5"), "title": "Om den nya delen"}
    acts.published(acts.held(regional, facts))
    return new


def of_year(year):
    return Asked(PUBLIC, {}, Period.of(year) if year else Period())


def told(covered, year):
    """{code: how many} of those that were served in the year."""
    return {
        line.goal.code: number
        for line in covered.lines
        for each, number, _ in line.cells
        if each == year and number
    }


@pytest.mark.both
def test_each_year_is_counted_for_the_goals_of_its_own_strategy(first, renewed, last_year, this_year):
    then, now = coverage(of_year(last_year))
    assert (then.strategy, then.years, now.strategy, now.years) == (first, [last_year], renewed, [this_year])
    assert told(then, last_year) == {"1": 1, "1.2": 1, "2": 1, "2.5": 1}
    assert told(now, this_year) == {"1": 1, "1.5": 1}
    assert {line.goal.strategy for line in then.lines} == {first}


def test_the_strategy_of_the_year_asked_for_stands_first(renewed, last_year, this_year):
    for year, order in ((last_year, [last_year, this_year]), (this_year, [this_year, last_year])):
        tables = coverage(of_year(year))
        assert [each.years for each in tables] == [[each] for each in order]


def test_the_page_has_a_table_for_each_strategy_and_says_so(client, first, renewed, last_year):
    text = page(client, f"ar={last_year}").content.decode()
    assert "Varje år räknas mot målen i den strategi som gällde då" in text
    assert goal(first, "1.2").title in text
    assert goal(first, "2.5").title in text
    assert f"{renewed}, för {last_year + 1}</h3>" in text


def test_every_figure_of_both_leads_to_as_many_rows(client, renewed, last_year):
    found = [(url, number) for url, number in figures(page(client, f"ar={last_year}")) if "mal=" in url]
    assert len(found) == 6
    assert {url: rows(client, url) for url, _ in found} == dict(found)


def test_with_one_strategy_there_is_one_table_that_names_it(client, meeting, first):
    shown = page(client)
    assert [table.strategy for table in shown.context["goal_tables"]] == [first]
    assert f"Målen är de i {first}." in shown.content.decode()


def test_blind_spots_are_those_of_the_years_own_strategy_at_its_end(
    client, first, renewed, last_year, this_year
):
    then = page(client, f"ar={last_year}").context["untouched"]
    assert {line.goal.strategy for line in then} == {first}
    assert not {"1.2", "2.5"} & {line.goal.code for line in then}
    assert {"1.1", "1.3"} <= {line.goal.code for line in then}
    now = page(client, f"ar={this_year}").context["untouched"]
    assert {line.goal.strategy for line in now} == {renewed}
    assert "1.5" not in {line.goal.code for line in now}
    text = page(client, f"ar={last_year}").content.decode()
    assert f"Den 31 december {last_year} hade inget ärende berört" in text


def test_the_report_of_a_year_has_the_goals_of_its_own_strategy(client, first, renewed, last_year, this_year):
    goals = {row[0]: tuple(row[1:]) for row in book(client, f"ar={last_year}")["Mål"][1:]}
    assert goals[str(goal(first, "1.2"))] == goals[str(goal(first, "2.5"))] == (1, 1)
    assert set(goals) == {str(each) for each in first.goals.all()}
    words = [row[0] for row in book(client, f"ar={last_year}")["Sammanfattning"]]
    assert f"Målen för {last_year} är de i den strategi som gällde då, {first}." in words
    goals = {row[0]: tuple(row[1:]) for row in book(client, f"ar={this_year}")["Mål"][1:]}
    assert goals[str(goal(renewed, "1.5"))] == (1, 1)
    assert set(goals) == {str(each) for each in renewed.goals.all()}


def test_a_report_of_days_in_both_has_a_table_for_each(
    client, secretary, first, renewed, last_year, this_year
):
    client.force_login(secretary)
    today = timezone.localdate()
    sheets = book(client, f"fran={last_year}-01-01&till={today}")
    for strategy, year, code in ((first, last_year, "2.5"), (renewed, this_year, "1.5")):
        goals = {row[0]: tuple(row[1:]) for row in sheets[f"Mål {year}"][1:]}
        assert goals[str(goal(strategy, code))] == (1, 1)


def test_the_plan_of_a_year_to_come_is_given_the_goals_of_its_strategy(
    first, secretary, last_year, this_year
):
    new = acts.begin_strategy(first, by=secretary, year_from=this_year + 1, year_to=this_year + 11)
    adopt_strategy(new, by=secretary, adopted_on=timezone.localdate(), adopted_by="Regionfullmäktige")
    assert {line.goal.strategy for line in blind_spots(PUBLIC, year=this_year)} == {first}
    assert {line.goal.strategy for line in blind_spots(PUBLIC, year=this_year + 1)} == {new}


def test_a_year_before_the_first_strategy_and_one_between_two_have_the_one_before(first, secretary):
    new = acts.begin_strategy(first, by=secretary, year_from=2035, year_to=2045)
    adopt_strategy(new, by=secretary, adopted_on=timezone.localdate(), adopted_by="Regionfullmäktige")
    assert Strategy.objects.in_force_in([1999, 2020, 2033, 2035, 2060]) == {
        **{1999: first, 2020: first, 2033: first},
        **{2035: new, 2060: new},
    }


@pytest.fixture
def ended(meeting, regional, last_year, secretary):
    """A goal that was served last year, and holds no longer from a day in it after that. Something else was
    dealt with this year."""
    acts.published(acts.held(regional))
    day = dt.date(last_year, 6, 1)
    return change_basics(acts.goal("3.2"), by=secretary, retired_on=day)


def line_of(code, year=None):
    [table] = coverage(of_year(year))
    return next((line for line in table.lines if line.goal.code == code), None)


@pytest.mark.both
def test_a_goal_that_has_ended_stays_with_the_years_in_which_it_held(client, ended, last_year, this_year):
    line = line_of("3.2", this_year)
    assert [(year, number) for year, number, _ in line.cells] == [(last_year, 1), (this_year, None)]
    text = unescape(page(client, f"ar={last_year}").content.decode())
    assert f"gäller inte från den 1 juni {last_year}" in text
    found = [(url, number) for url, number in figures(page(client)) if "mal=3" in url]
    assert found
    assert {url: rows(client, url) for url, _ in found} == dict(found)


def test_what_served_it_counts_for_the_goal_above_it(ended):
    assert line_of("3").cells[0][1] == 1


def test_a_goal_that_ended_before_all_years_in_view_has_no_row(meeting, secretary):
    change_basics(acts.goal("3.7"), by=secretary, retired_on=dt.date(2001, 1, 1))
    assert line_of("3.7") is None


def test_a_goal_is_no_blind_spot_once_it_has_ended(client, ended, last_year, this_year, secretary):
    change_basics(acts.goal("3.7"), by=secretary, retired_on=dt.date(last_year, 6, 1))
    for year in (last_year, this_year):
        assert "3.7" not in {line.goal.code for line in page(client, f"ar={year}").context["untouched"]}
    change_basics(acts.goal("1.4"), by=secretary, retired_on=timezone.localdate() + dt.timedelta(days=1))
    assert "1.4" in {line.goal.code for line in blind_spots(PUBLIC)}


def test_the_report_keeps_a_goal_for_the_year_in_which_it_ended(client, ended, last_year):
    goals = {row[0]: tuple(row[1:]) for row in book(client, f"ar={last_year}")["Mål"][1:]}
    assert goals[f"{ended}, gäller inte från den 1 juni {last_year}"] == (1, 0)


@pytest.fixture
def spring(last_year):
    return Period(dt.date(last_year, 3, 1), dt.date(last_year, 6, 30))


def in_spring(spring):
    return f"fran={spring.begins}&till={spring.ends}"


@pytest.mark.both
def test_a_period_inside_a_year_is_measured_through_its_own_last_day(regional, spring, last_year):
    """What came after it is no part of it, as little as what came before twelve months of it."""
    for day, code in (dt.date(last_year, 5, 4), "1.3"), (dt.date(last_year, 9, 1), "1.4"):
        acts.published(acts.held(regional, {"primary_goal": acts.goal(code)}, date=day))
    [table] = coverage(Asked(PUBLIC, {}, spring))
    newest = {line.goal.code: line.newest for line in table.lines if line.newest}
    assert newest == dict.fromkeys(("1", "1.3"), dt.date(last_year, 5, 4))
    untouched = {line.goal.code for line in untouched_in([table], spring)}
    assert "1.4" in untouched
    assert "1.3" not in untouched
    assert last_year in table.years


def test_the_report_of_a_period_inside_a_year_counts_its_own_days(client, secretary, regional, spring):
    client.force_login(secretary)
    year = spring.begins.year
    for month, code in (2, "1.2"), (5, "1.3"), (9, "1.4"):
        acts.published(
            acts.held(regional, {"primary_goal": acts.goal(code)}, date=dt.date(year, month, 4))
        )
    change_basics(acts.goal("3.2"), by=secretary, retired_on=dt.date(year, 2, 1))
    change_basics(acts.goal("3.1"), by=secretary, retired_on=dt.date(year, 4, 1))
    sheets = book(client, in_spring(spring))
    goals = {row[0].split()[0]: tuple(row[1:]) for row in sheets["Mål"][1:]}
    assert {code: counts for code, counts in goals.items() if any(counts)} == {"1": (1, 1), "1.3": (1, 1)}
    assert "3.1" in goals
    assert "3.2" not in goals
    words = " ".join(row[0] for row in sheets["Sammanfattning"])
    assert "Mål som inget ärende tjänade: 1.1, 1.2, 1.4" in words


def test_an_earlier_year_than_the_ten_in_view_has_its_own_ten():
    today = timezone.localdate().year
    view = Asked(PUBLIC, {}, Period.of(today - 15)).over_time().period
    assert (view.begins.year, view.ends.year) == (today - 24, today - 15)
    spring = Period(dt.date(today - 15, 3, 1), dt.date(today - 15, 6, 30))
    assert Asked(PUBLIC, {}, spring).over_time().period == view


def test_on_the_strategys_page_it_stays_with_its_years_and_is_no_blind_spot(client, ended, secretary):
    change_basics(acts.goal("3.7"), by=secretary, retired_on=dt.date(2001, 1, 1))
    shown = client.get("/strategi/")
    told = {goal.code: (cells, is_blind) for goal, _, cells, is_blind in shown.context["goal_rows"]}
    assert "3.7" not in told
    assert not told["3.2"][1]
    assert "gäller inte från den 1 juni" in shown.content.decode()


def test_a_goal_of_today_that_ends_on_a_day_to_come_is_still_one(client, meeting, secretary):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    change_basics(acts.goal("1"), by=secretary, retired_on=tomorrow)
    assert "1" in {goal.code for goal, _ in client.get("/").context["goals"]}
    assert "goal-retired" not in client.get("/strategi/").content.decode()
    assert acts.goal("1") in Goal.objects.selectable()
    assert acts.goal("1") not in Goal.objects.selectable(tomorrow)


def test_the_page_of_a_goal_that_no_longer_holds_calls_it_no_blind_spot(client, first, renewed, secretary):
    assert "blind fläck" not in client.get(goal(first, "1.1").get_absolute_url()).content.decode()
    now = goal(renewed, "1.1")
    assert "blind fläck" in client.get(now.get_absolute_url()).content.decode()
    change_basics(now, by=secretary, retired_on=timezone.localdate())
    assert "blind fläck" not in client.get(now.get_absolute_url()).content.decode()

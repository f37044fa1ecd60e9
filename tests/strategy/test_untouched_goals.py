"""What nobody has touched for twelve months stands where the year and the plan are made, by the areas that
serve it."""

import re

import pytest
from django.utils import timezone

from meetings.follow_up.asked import Period
from meetings.follow_up.coverage import blind_spots, by_area
from strategy.models import FocusArea, StrategicPlan
from strategy.workflow.plan import begin_edition, end_area
from tests import acts

ALSO = "Mål som inte har berörts på tolv månader"


@pytest.fixture
def touched(regional):
    """Area F2 serves 1.1, F3 and F4 other goals: 1.2 is touched."""
    return acts.published(acts.held(regional, {"primary_goal": acts.goal("1.2"), "goals": []}))


@pytest.fixture
def plan(secretary):
    return begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)


def sections(page):
    """Of the page, what stands under each heading of the second level."""
    return dict(re.findall(r"<h2[^>]*>(.*?)</h2>(.*?)(?=<h2|</main>)", page, re.DOTALL))


def codes(section):
    return set(re.findall(r'<li><a href="/strategi/mal/[^"]+">([0-9.]+) ', section))


@pytest.mark.parametrize("year_from", [2020, 2014])
def test_a_goal_is_untouched_since_its_strategy_came_into_force(office, regional, plan, year_from):
    strategy = acts.goal("1").strategy
    strategy.year_from = year_from
    strategy.save()
    begins = max(year_from, Period().in_view.begins.year)
    said = f"inte en gång sedan den 1 januari {begins}"
    for page in ("/uppfoljning/", plan.making_url, "/kansli/arshjul/2027/"):
        told = set(re.findall(r"inte en gång sedan den \d+ \w+ \d+", office.get(page).content.decode()))
        assert (page, told) == (page, {said})


def test_each_area_of_the_draft_has_the_goals_it_serves_that_nobody_has_touched(office, touched, plan, by):
    area = plan.focus_areas.get(code="F2")
    acts_serve(area, "1.2", "2.2")
    end_area(plan.focus_areas.get(code="F1"), **by)
    page = office.get(f"{plan.making_url}").content.decode()
    shown = sections(page)
    assert codes(shown[area.title]) == {"2.2"}
    ended = FocusArea.objects.get(plan=plan.made_from, code="F1")
    untouched = {line.goal.code for line in blind_spots(by["by"], year=2027)}
    assert codes(shown[ended.title]) == ended.goal_codes & untouched
    served = {code for each in plan.focus_areas.all() for code in each.goal_codes}
    rest = codes(shown[ALSO])
    assert ended.goal_codes - served & untouched <= rest  # nothing serves what only an area that ends did
    assert rest == {code for code in untouched if code not in served}
    assert rest


def test_where_every_goal_has_been_touched_none_is_said_to_stand_above(office, regional, plan):
    said = "Varje sådant mål står ovan"
    every = [each.code for each in acts.goal("1").strategy.goals.all()]
    acts_serve(plan.focus_areas.get(code="F1"), *every)
    assert said in sections(office.get(plan.making_url).content.decode())[ALSO]
    facts = {"primary_goal": acts.goal("1"), "goals": list(map(acts.goal, every))}
    acts.published(acts.held(regional, facts))
    shown = sections(office.get(plan.making_url).content.decode())[ALSO]
    assert said not in shown
    assert "Det finns inga sådana mål." in shown


def acts_serve(area, *served):
    area.goal_links.all().delete()
    for code in served:
        area.goal_links.create(goal=acts.goal(code))


def test_an_area_that_serves_what_stands_above_a_goal_has_it_too(touched, plan, by):
    area = plan.focus_areas.get(code="F2")
    acts_serve(area, "2")
    lines = blind_spots(by["by"])
    [of_area] = [own for each, own in by_area(lines, [area]) if each == area]
    assert {line.goal.code for line in of_area} == {
        line.goal.code for line in lines if line.goal.code.startswith("2.")
    }


def test_whoever_plans_the_year_is_shown_them_by_the_areas_of_the_plan_in_force(office, touched):
    year = timezone.localdate().year + 1
    page = office.get(f"/kansli/arshjul/{year}/planering/").content.decode()
    shown = sections(page)[ALSO]
    area = FocusArea.objects.get(code="F1")
    assert f'<a href="{area.get_absolute_url()}">{area.title}</a>' in shown
    assert area.goal_codes - {"1.2"} <= codes(shown)
    assert "1.2" not in codes(shown)

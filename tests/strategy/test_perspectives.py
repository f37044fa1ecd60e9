"""The horizontal perspectives of a strategy: what carries them, and how they go on in the next."""

import datetime as dt

import pytest

from strategy.models import Perspective
from strategy.workflow.strategy import adopt_strategy, begin_strategy, bring_back_goal, end_goal, split_goal
from tests import acts
from tests.strategy.conftest import goal

PAGE = "/strategi/perspektiv/agenda-2030/"


@pytest.fixture
def perspective(first):
    return first.perspectives.get(slug="agenda-2030")


@pytest.fixture
def new(first, perspective, secretary):
    """Begun when the perspective was carried by 1.2."""
    perspective.goals.add(goal(first, "1.2"))
    return acts.begin_strategy(first, by=secretary, year_from=2027, year_to=2037)


def served(council):
    facts = {"primary_goal": acts.goal("1.2"), "title": "Lärlingar"}
    return acts.published(acts.held(council, facts)).meeting.items.get()


def shown(client, page):
    return [each.item for each in client.get(page).context["positions"]]


def test_a_perspective_has_a_page_with_what_carries_it(client, first, perspective, regional):
    item = served(regional)
    assert "Inget mål är utpekat" in client.get(PAGE).content.decode()
    perspective.goals.add(goal(first, "1.2"))
    assert shown(client, PAGE) == [item]
    assert PAGE in client.get("/strategi/mal/1.1/").content.decode()
    assert PAGE in client.get("/strategi/").content.decode()


def test_what_serves_a_goal_below_one_that_carries_it_carries_it_too(client, first, perspective, regional):
    item = served(regional)
    perspective.goals.add(goal(first, "1"))
    assert shown(client, PAGE) == [item]


def test_what_carried_it_carries_it_in_the_next_strategy(client, perspective, regional, new, by):
    item = served(regional)
    split_goal(goal(new, "1.2"), titles=["Kompetens i skolan", "Kompetens i arbetet"], **by)
    adopt_strategy(new, adopted_on=dt.date(2026, 11, 25), adopted_by="Regionfullmäktige", **by)
    assert shown(client, perspective.led_to.get().get_absolute_url()) == [item]


def test_a_goal_that_is_brought_back_carries_it_again(first, perspective, new, by):
    end_goal(goal(new, "1.2"), **by)
    bring_back_goal(goal(first, "1.2"), strategy=new, **by)
    assert list(perspective.led_to.get().goals.all()) == [goal(new, "1.2")]


def test_one_with_no_letters_in_its_title_has_an_address_in_the_next_strategy(client, perspective, first, by):
    Perspective.objects.filter(pk=perspective.pk).update(title="…")
    adopt_strategy(
        begin_strategy(first, year_from=2027, year_to=2037, **by),
        adopted_on=dt.date(2026, 11, 25),
        adopted_by="Regionfullmäktige",
        **by,
    )
    page = perspective.led_to.get().get_absolute_url()
    assert page == "/strategi/perspektiv/horisontellt-perspektiv/"
    assert client.get(page).status_code == 200


@pytest.mark.both
def test_one_with_a_long_title_goes_on_too(first, perspective, by):
    Perspective.objects.filter(pk=perspective.pk).update(title="Ett perspektiv med en lång titel " * 5)
    new = begin_strategy(first, year_from=2027, year_to=2037, **by)
    assert max(len(each.slug) for each in new.perspectives.all()) == 80


def test_the_perspective_of_sustainability_is_carried_by_the_sentences_of_matters(client, regional):
    acts.published(acts.held(regional, {"title": "Utan"}))
    acts.published(acts.held(regional, {"title": "Med", "social": "Fler får plats."}, days=-20))
    page = client.get("/strategi/perspektiv/hallbarhet-i-alla-tre-dimensioner/")
    assert [each.item.title for each in page.context["positions"]] == ["Med"]


def test_the_goals_of_a_perspective_are_chosen_where_its_words_are(client, first, perspective, by):
    client.force_login(by["by"])
    page = f"/kansli/grunduppgifter/perspektiv/{perspective.pk}/"
    form = client.get(page).context["form"]
    client.post(page, acts.as_posted(form, goals=[goal(first, "1.1").pk]))
    assert list(perspective.goals.all()) == [goal(first, "1.1")]

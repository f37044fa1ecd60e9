"""An item is offered the goals of the strategy in force on the day of its meeting, and is told of those that
are none then."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.workflow import change_basics
from strategy.models import Goal, Strategy
from strategy.workflow.strategy import adopt_strategy
from tests import acts
from tests.strategy.conftest import goal
from tests.strategy.renewed import changed

YEAR = timezone.localdate().year + 1


@pytest.fixture
def first(db):
    return Strategy.objects.get(is_own=True)


@pytest.fixture
def new(first, secretary):
    """The strategy of next year."""
    new = acts.begin_strategy(first, by=secretary, year_from=YEAR, year_to=YEAR + 10)
    changed(new, {"by": secretary})
    return adopt_strategy(new, by=secretary, adopted_on=timezone.localdate(), adopted_by="Regionfullmäktige")


@pytest.fixture
def then(regional):
    """A meeting in the first year of the next strategy."""
    return acts.plan(regional, date=dt.date(YEAR, 1, 18))


@pytest.fixture
def office(client, secretary):
    client.force_login(secretary)
    return client


def strategies(answer, field="primary_goal"):
    """Of the goals that are offered."""
    choices = answer.context["form"].fields[field].choices
    groups = [options for _, options in choices if isinstance(options, list)]
    keys = [int(str(value)) for options in groups for value, _ in options]
    return {each.strategy for each in Goal.objects.filter(pk__in=keys).select_related("strategy")}


def test_an_item_is_offered_the_goals_of_the_day_of_its_meeting(office, regional, first, new, then):
    now = acts.plan(regional, days=0)
    for meeting, strategy in ((then, new), (now, first)):
        for field in ("primary_goal", "goals"):
            assert strategies(office.get(meeting.url("item_new")), field) == {strategy}


@pytest.mark.both
def test_one_that_serves_a_goal_of_before_is_offered_both_and_told_so(office, first, new, then):
    item = acts.add(then, primary_goal=goal(first, "2.5"), goals=[goal(first, "1.1")])
    told = (
        f"Målen ”{goal(first, '2.5')}” och ”{goal(first, '1.1')}” gäller inte den 18 januari {YEAR}. "
        "Välj mål som gäller då."
    )
    page = office.get(item.url("item_texts"))
    assert strategies(page) == {first, new}
    for address in (item.url("item_texts"), item.get_absolute_url(), then.url("agenda"), then.url("summons")):
        assert told in office.get(address).content.decode()


def test_it_stops_nothing_and_is_gone_once_other_goals_are_chosen(office, first, new, then):
    item = acts.add(then, primary_goal=goal(first, "2.5"))
    form = office.get(item.url("item_texts")).context["form"]
    office.post(item.url("item_texts"), acts.as_posted(form, title="Ny rubrik"))
    assert "gäller inte den 18 januari" in office.get(item.url("item_texts")).content.decode()
    acts.send(then)
    item = then.items.get()
    form = office.get(item.url("item_texts")).context["form"]
    office.post(item.url("item_texts"), acts.as_posted(form, primary_goal=goal(new, "2.4").pk))
    item.refresh_from_db()
    assert item.primary_goal == goal(new, "2.4")
    assert "mal-som-upphort" not in office.get(item.url("item_texts")).content.decode()


def test_a_goal_that_ends_before_the_meeting_is_told_of_and_not_offered(office, secretary, regional):
    meeting = acts.plan(regional, days=40)
    item = acts.add(meeting, primary_goal=acts.goal("2.5"))
    assert "mal-som-upphort" not in office.get(item.url("item_texts")).content.decode()
    change_basics(acts.goal("2.5"), by=secretary, retired_on=meeting.date)
    assert "Målet ”2.5" in office.get(item.url("item_texts")).content.decode()
    assert "2.5 " not in str(
        office.get(meeting.url("item_new")).context["form"].fields["primary_goal"].choices
    )


def test_what_was_handled_is_told_nothing(office, first, new, regional):
    meeting = acts.published(acts.held(regional)).meeting
    item = meeting.items.get()
    change_basics(item.primary_goal, by=acts.person_for("secretary"), retired_on=dt.date(2021, 1, 1))
    assert "mal-som-upphort" not in office.get(item.get_absolute_url()).content.decode()


def test_the_agenda_costs_the_same_however_many_items_are_told(office, first, new, then):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            office.get(then.url("agenda"))
        return len(asked)

    acts.add(then, primary_goal=goal(first, "2.5"))
    cost()
    before = cost()
    for code in ("1.1", "1.2", "1.3"):
        acts.add(then, primary_goal=goal(first, code), goals=[goal(first, "2.5")], title=f"Om {code}")
    cost()
    assert cost() == before

"""A year or a day that is far from any that was meant is a slip of the pen, and told at once."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.forms.consultation import ReopeningForm
from meetings.forms.follow_up import UndertakingForm
from rus_portal.core.forms import ComingDay
from strategy.models import StrategicPlan
from strategy.workflow.plan import begin_edition
from strategy.workflow.strategy import adopt_strategy, begin_strategy
from tests import acts


def sentences(verb, *args, **facts):
    with pytest.raises(ValidationError) as no:
        verb(*args, **facts)
    return no.value.message_dict


@pytest.mark.parametrize("year", [2019, 30000])
def test_the_plan_and_a_strategy_are_made_for_years_near_today(first, by, year):
    this = timezone.localdate().year
    near = [f"Välj ett år från och med {this - 1} till och med {this + 10}."]
    assert sentences(begin_edition, StrategicPlan.objects.get(), year=year, **by) == {"year": near}
    if year > first.year_from:
        assert sentences(begin_strategy, first, year_from=year, year_to=year, **by) == {"year_from": near}


def test_a_year_of_a_draft_is_changed_within_the_same(client, by):
    client.force_login(by["by"])
    made = begin_edition(StrategicPlan.objects.get(), year=2027, **by)
    page = reverse("basics_thing", args=["planer", made.pk])
    sent = acts.as_posted(client.get(page).context["form"], year=99999)
    this = timezone.localdate().year
    told = client.post(page, sent).context["form"].errors["year"]
    assert told == [f"Välj ett år från och med {this - 1} till och med {this + 10}."]


def test_a_strategy_is_of_some_decades_and_adopted_near_its_first_year(first, by):
    told = sentences(begin_strategy, first, year_from=2031, year_to=30000, **by)
    assert told == {"year_to": ["En strategi gäller i högst 50 år."]}
    new = begin_strategy(first, year_from=2031, year_to=2041, **by)
    facts = {"adopted_on": dt.date(1901, 1, 1), "adopted_by": "Regionfullmäktige"}
    told = sentences(adopt_strategy, new, **facts, **by)
    assert told == {"adopted_on": ["Strategin gäller från 2031. Ange en dag tidigast 2021."]}


def test_what_is_to_be_done_has_a_day_within_reach():
    last = timezone.localdate().year + 10
    assert ComingDay().clean(f"{last}-12-31") == dt.date(last, 12, 31)
    with pytest.raises(ValidationError, match=f"Välj en dag till och med år {last}."):
        ComingDay().clean("2199-01-01")
    with pytest.raises(ValidationError) as told:
        ComingDay().clean("3027-01-01")
    assert told.value.messages == [f"Välj en dag till och med år {last}."]
    fields = ReopeningForm.base_fields["last_day"], UndertakingForm.base_fields["due"]
    assert all(isinstance(each, ComingDay) for each in fields)

"""An edition of the plan that the councils adopt: what the tests of it share."""

import datetime as dt

import pytest
from django.utils import timezone

from meetings.workflow.plan import adopt_plan
from strategy.models import StrategicPlan
from tests import acts

TODAY = timezone.localdate()
NEXT = TODAY.year + 1
FIRST_DAY = dt.date(NEXT, 1, 1)
PAGE = f"/strategi/plan/{NEXT}/"
REVIEW = f"{PAGE}uppdatering/granskning/"


@pytest.fixture
def first(db):
    return StrategicPlan.objects.get()


@pytest.fixture
def plan(first, secretary):
    return acts.begin_edition(first, by=secretary, year=NEXT)


@pytest.fixture
def ahead(plan, by):
    """Adopted today, and in force from the first day of its year."""
    return acts.adopt_edition(plan, applies_from=FIRST_DAY, **by)


@pytest.fixture
def position(regional):
    return acts.published(acts.held(regional, {"title": "Plan för nästa år"})).meeting.items.get().position


def adopted_in(plan, position, council, by):
    facts = {"adopted_on": TODAY, "applies_from": FIRST_DAY, "councils": [council]}
    return adopt_plan(plan, position=position, **facts, **by)

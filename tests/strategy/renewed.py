"""A new strategy made of the real one, with each thing that may become of a goal."""

import datetime as dt

from councils.workflow import change_basics
from strategy.workflow.strategy import (
    adopt_strategy,
    end_goal,
    merge_goals,
    split_goal,
)
from tests import acts
from tests.strategy.conftest import goal

SLUG = "2027-2037"
PAGE = f"/strategi/utgavor/{SLUG}/"
STEP = f"{PAGE}uppdatering/"
DAY = dt.date(2026, 11, 25)


def changed(strategy, by):
    """1.1 is reworded, 1.2 split, 1.3 goes into 1.4 and 2.5 ends."""
    change_basics(goal(strategy, "1.1"), title="Ett starkt län", **by)
    split_goal(goal(strategy, "1.2"), titles=["Kompetens i skolan", "Kompetens i arbetet"], **by)
    merge_goals(goal(strategy, "1.3"), into=goal(strategy, "1.4"), **by)
    end_goal(goal(strategy, "2.5"), **by)


def adopted(strategy, by):
    changed(strategy, by)
    return adopt_strategy(strategy, adopted_on=DAY, adopted_by="Regionfullmäktige", **by)


def served(council, code="1.2", year=None):
    facts = {"primary_goal": acts.goal(code), "title": "Lärlingar"}
    return acts.published(acts.held(council, facts)).meeting.items.get()

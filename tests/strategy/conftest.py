"""What the tests of strategies share."""

import pytest

from strategy.models import Strategy
from tests import acts


@pytest.fixture
def first(db):
    """The region's own strategy."""
    return Strategy.objects.get(is_own=True)


@pytest.fixture
def by(secretary):
    return {"by": secretary}


def goal(strategy, code):
    return strategy.goals.get(code=code)


@pytest.fixture
def new(first, secretary):
    return acts.begin_strategy(first, by=secretary, year_from=2027, year_to=2037)


@pytest.fixture
def applies(monkeypatch):
    """Its first year has begun."""
    monkeypatch.setattr(Strategy, "is_ahead", False)


@pytest.fixture
def asked(db):
    return acts.consultation(title="Förslag till ny strategi")


@pytest.fixture
def own(asked):
    return asked.answers.get(organisation__slug="timra")

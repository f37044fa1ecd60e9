"""What the tests of strategies share."""

import pytest

from strategy.models import Strategy


@pytest.fixture
def first(db):
    """The region's own strategy."""
    return Strategy.objects.get(is_own=True)


@pytest.fixture
def by(secretary):
    return {"by": secretary}


def goal(strategy, code):
    return strategy.goals.get(code=code)

"""What is turned into PDF from the database."""

import pytest

from tests import acts


@pytest.fixture
def meeting(regional):
    """A summoned meeting with one item of each type."""
    information = {"type": "information", "title": "Läget för Mittbanan", "proposed_position": ""}
    return acts.summoned(regional, {"questions": "Håller budskapet?"}, information, days=14, place="Timrå")


@pytest.fixture
def position(regional, opposition):
    return acts.held(regional, dissent_by=opposition).items.get().position

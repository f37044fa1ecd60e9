import pytest

from tests import acts


@pytest.fixture
def item(regional):
    return acts.summoned(regional).items.get()

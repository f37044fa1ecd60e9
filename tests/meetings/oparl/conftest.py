"""What the tests of the programming interface begin with."""

import pytest

from tests import acts
from tests.oparl import OparlClient


@pytest.fixture
def public(regional, opposition):
    """A published meeting with two matters, one of them with dissent, and papers for everyone and for the
    council; beside it one that is held and not published, and one to come."""
    meeting = acts.summoned(
        regional,
        {"title": "Tåg till kusten", "proposed_position": "- Vi bygger.\n- Vi kör."},
        {"title": "Nytt om vägar", "type": "information", "proposed_position": ""},
        place="Residenset",
    )
    item = meeting.items.get(number=1)
    acts.dissent(item, opposition, "Vi avstår <b>helt</b>.")
    acts.attach(meeting, item, "Öppen karta", visibility="public")
    acts.attach(meeting, item, "Hemlig karta")
    for each in meeting.items.all():
        acts.handle(each)
    acts.published(acts.close(meeting))
    acts.held(regional, {"title": "Ännu hemligt"})
    acts.summoned(regional, {"title": "Kommande hemligt"}, days=20)
    return meeting


@pytest.fixture
def client():
    return OparlClient()

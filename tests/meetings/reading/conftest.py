"""Each role at a browser of its own, and a meeting whose agenda has been sent."""

import pytest
from django.test import Client

from tests import acts


@pytest.fixture
def readers(secretary, chair, member, opposition, official, preparer, outsider, administrator):
    """A browser for each role."""
    cast = {
        "secretary": secretary,
        "chair": chair,
        "member": member,
        "opposition": opposition,
        "official": official,
        "preparer": preparer,
        "outsider": outsider,
        "administrator": administrator,
    }
    browsers = {"public": Client()}
    for name, person in cast.items():
        browsers[name] = Client()
        browsers[name].force_login(person)
    return browsers


@pytest.fixture
def sent(regional):
    return acts.summoned(
        regional,
        {"title": "Första"},
        {
            "title": "Andra",
            "goals": [acts.goal("3.1")],
            "questions": "Vad krävs?",
            "social": "Fler kan pendla.",
            "contact": "Kansliets kontakt",
        },
        {"title": "Tredje", "type": "information"},
        days=10,
    )

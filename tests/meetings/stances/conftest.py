"""What the tests of förankring share: an item, an announced dissent, and how to record stances."""

import pytest

from councils.models import Appointment, Organisation
from meetings.positions.expected import expected_organisations
from meetings.workflow.stance import record_stance
from tests import acts

MUNICIPALITIES = ["harnosand", "kramfors", "solleftea", "sundsvall", "timra", "ange", "ornskoldsvik"]


REGIONAL = {"region-vasternorrland", "kommunforbundet-vasternorrland", *MUNICIPALITIES}


def organisation(slug):
    return Organisation.objects.get(slug=slug)


def slugs(organisations):
    return {each.slug for each in organisations}


@pytest.fixture
def harnosand(db):
    return organisation("harnosand")


@pytest.fixture
def timra(db):
    return organisation("timra")


@pytest.fixture
def elected(regional):
    """Timrå's member of the majority: the official of the cast works for the same municipality."""
    return seat_holder(regional, "timra", side="majority")


@pytest.fixture
def item(regional):
    return acts.summoned(regional, days=10).items.get()


@pytest.fixture
def announced(item, timra, official):
    return say(
        item, timra, official, "will_dissent", dissent_text="Timrå vill dela kostnaden efter folkmängd."
    )


def seat_holder(council, slug, **seat):
    held = Appointment.objects.current().filter(seat__council=council, seat__organisation__slug=slug)
    return held.filter(**{f"seat__{field}": value for field, value in seat.items()}).first().person


def say(item, of, by, status="supports", **facts):
    return record_stance(item, of, by=by, status=status, **facts)


def everyone_says(item, by, status="supports", but=()):
    for each in expected_organisations(item.meeting):
        if each.slug not in but:
            say(item, each, by, status)


def again(person):
    """The person as in a new request: `standing` is read once for each."""
    return type(person).objects.get(pk=person.pk)


def seal(council):
    type(council).objects.filter(pk=council.pk).update(stances_sealed=True)

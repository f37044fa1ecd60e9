"""What the tests of letters, answers and calendars share: a council of four. And those of the register: three
positions."""

import datetime as dt

import pytest

from councils.models import Appointment
from strategy.models import FocusArea
from tests import acts


@pytest.fixture
def four(regional, chair, member, opposition, substitute):
    """The council when only these four hold a seat in it."""
    called = [chair, member, opposition, substitute]
    held = Appointment.objects.filter(seat__council=regional)
    held.exclude(person__in=called).update(ends="2016-01-01")
    return called


@pytest.fixture
def three(regional, grand, opposition):
    """Järnväg (goal 1.1, F3, dissent), Skola (2.2, also 3.3) and the Grand council's Forskning (1.3)."""
    area = FocusArea.objects.get(code="F3")
    school = {"title": "Skola", "summary": "", "primary_goal": acts.goal("2.2"), "goals": [acts.goal("3.3")]}
    railway = {"title": "Järnväg", "focus_areas": [area]}
    acts.published(acts.held(regional, railway, school, date=dt.date(2024, 3, 1), dissent_by=opposition))
    research = {"title": "Forskning", "summary": "", "primary_goal": acts.goal("1.3")}
    acts.published(acts.held(grand, research, date=dt.date(2025, 3, 1)))

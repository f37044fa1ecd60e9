"""What the tests of letters, answers and calendars share: a council of four."""

import pytest

from councils.models import Appointment


@pytest.fixture
def four(regional, chair, member, opposition, substitute):
    """The council when only these four hold a seat in it."""
    called = [chair, member, opposition, substitute]
    held = Appointment.objects.filter(seat__council=regional)
    held.exclude(person__in=called).update(ends="2016-01-01")
    return called

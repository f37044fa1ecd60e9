"""A matter comes to a meeting where the council does not meet from whose seat something was lodged."""

import pytest

from councils.models import Seat
from meetings.models import Meeting
from meetings.workflow.lift import return_item
from meetings.workflow.meeting import change_meeting
from meetings.workflow.stance import record_stance
from meetings.workflow.takeover import let_dissent_fall, take_over_dissent
from tests import acts
from tests.meetings.takeover.conftest import WORDS, afresh, home, left


@pytest.fixture
def item(regional, grand):
    """On the agenda of a joint meeting."""
    return acts.summoned(regional, days=10, joint_with=[grand]).items.get()


@pytest.fixture
def alone(regional, grand, secretary):
    """Led to a meeting of the regional council, or left there by the other, and the way back."""

    def lifted(item):
        lift = acts.lift(item, acts.plan(regional, days=20))
        return lambda: return_item(lift, by=secretary)

    def parted(item):
        meeting = Meeting.objects.get(pk=item.meeting.pk)
        change_meeting(meeting, by=secretary, joint_with=[])
        return lambda: change_meeting(afresh(meeting), by=secretary, joint_with=[grand])

    return {"lifted": lifted, "parted": parted}


@pytest.mark.parametrize("how", ["lifted", "parted"])
def test_dissent_from_a_seat_in_a_council_that_does_not_meet_waits_there(alone, item, grand, outsider, how):
    acts.dissent(item, outsider, WORDS, acts.seat_of(outsider, grand))
    assert left(item) == set()
    back = alone[how](item)
    assert left(afresh(item)) == {outsider}
    back()
    assert left(afresh(item)) == set()


@pytest.fixture
def opinion(item, grand, outsider, member):
    """From the other council's seat of the member's own organisation."""
    seat = acts.seat_of(outsider, grand)
    Seat.objects.filter(pk=seat.pk).update(organisation=home(member), side="majority")
    return acts.dissent(item, outsider, WORDS, afresh(seat))


def test_the_same_organisation_takes_it_over(alone, item, opinion, member):
    alone["lifted"](item)
    taken = take_over_dissent(opinion, by=member)
    assert (taken.person, taken.text, left(afresh(item))) == (member, WORDS, set())


@pytest.mark.parametrize("how", ["lifted", "parted"])
def test_what_it_let_fall_stands_again_where_the_councils_meet_together(alone, item, opinion, member, how):
    back = alone[how](item)
    let_dissent_fall(opinion, by=member)
    back()
    assert afresh(item).dissents.standing().get() == opinion


@pytest.mark.parametrize("how", ["lifted", "parted"])
def test_a_stance_by_one_who_speaks_for_nobody_there_waits_there(alone, item, outsider, how):
    record_stance(item, home(outsider), by=outsider, status="supports")
    back = alone[how](item)
    assert item.stances.with_recorder().get().is_left
    back()
    assert not item.stances.with_recorder().get().is_left

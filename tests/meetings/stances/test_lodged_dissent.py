"""A dissent that an organisation's own people lodge is where it stands, whichever way they went."""

import pytest

from councils.models import Organisation, Seat
from meetings.models import Stance
from meetings.stances import finished_in, matrix_for, missing_in, own_stances
from meetings.workflow.dissent import withdraw_dissent
from tests import acts


@pytest.fixture
def told(item, chair):
    """What the matrix says of an organisation, and whether it is still waited for everywhere."""

    def of(slug):
        meeting, home = item.meeting, Organisation.objects.get(slug=slug)
        [row] = matrix_for(chair, meeting).rows
        [said] = [said for organisation, said in row.cells if organisation == home]
        missing = [each for _, organisations in missing_in([meeting])[meeting.pk] for each in organisations]
        assert (home in row.missing) == (home in missing)
        told, wanted = finished_in(meeting, [item])
        assert wanted - told == len(missing)
        return (said and said.status, home in missing)

    return of


def test_the_matrix_and_the_reminders_count_what_its_member_has_lodged(told, item, member):
    assert told("harnosand") == (None, True)
    dissent = acts.dissent(item, member)
    assert told("harnosand") == (Stance.Status.WILL_DISSENT, False)
    [own] = own_stances(member, item)
    assert (own.stance.status, own.act) == (Stance.Status.WILL_DISSENT, "Ändra")
    assert dissent.seat.side == Seat.Side.MAJORITY
    withdraw_dissent(dissent, by=member)
    assert told("harnosand") == (None, True)


def test_the_oppositions_own_dissent_is_not_the_organisations_stance(told, item, opposition):
    dissent = acts.dissent(item, opposition)
    assert told(dissent.organisation.slug) == (None, True)

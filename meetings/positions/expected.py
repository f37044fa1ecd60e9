"""Which organisations are expected where a position is taken: to state a stance before, and to say afterwards
whether they take a formal decision of their own."""

from councils.capacity import TAKES_POSITION
from councils.models import Seat
from meetings.models.meeting import meetings_of
from rus_portal.core.prepared import prepared


def expected_organisations(meeting):
    """Those with a seat that takes positions in a council that meets, by the seats on the day of the meeting.
    A vacant seat counts; a co-opted seat or one with only the right to speak does not."""
    return expected_in([meeting])[meeting.pk]


def expected_in(meetings):
    """The expected organisations of each meeting, by its id. One query."""
    councils = {meeting.pk: {council.pk for council in meeting.councils} for meeting in meetings}
    in_order = _seats_taking_position(set().union(*councils.values()))
    return {
        meeting.pk: list(
            dict.fromkeys(
                seat.organisation
                for seat in in_order
                if seat.council_id in councils[meeting.pk] and seat.exists_on(meeting.date)
            )
        )
        for meeting in meetings
    }


def expected_on(positions):
    """Those that were expected where each of the positions was taken, by the id of its meeting."""
    return expected_in(meetings_of([position.item.meeting_id for position in positions]))


@prepared
def _seats_taking_position(councils):
    seats = Seat.objects.filter(council__in=councils, capacity__in=TAKES_POSITION)
    order = ["organisation__order", "organisation__short_name", "organisation", "pk"]
    return seats.with_days().select_related("organisation").order_by(*order)

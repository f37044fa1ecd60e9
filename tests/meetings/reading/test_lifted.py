"""What each role learns of an item that was lifted off an agenda."""

import pytest

from meetings.models import AgendaItem
from meetings.workflow.meeting import close_meeting
from tests import acts
from tests.meetings.reading.asking import INSIDE, PREPARING, answered, who_reads


def two():
    return AgendaItem.objects.get(title="Två")


@pytest.mark.parametrize(
    ("way", "told"),
    [("dropped", "Punkten utgår."), ("preparation", "Punkten utgår och återgår till beredningen.")],
)
def test_its_address_says_where_it_went_to_those_who_were_sent_the_agenda(regional, readers, way, told):
    meeting = acts.summoned(regional, {"title": "Ett"}, {"title": "Två"}, days=20)
    address = two().get_absolute_url()
    acts.lift(two(), way, reason="Underlaget dröjer.")
    assert who_reads(readers, address, told) == INSIDE | PREPARING
    assert answered(readers, address) == INSIDE | PREPARING
    assert who_reads(readers, meeting.get_absolute_url(), told) == INSIDE | PREPARING


def test_what_was_never_sent_is_told_to_nobody_but_those_who_prepare_it(regional, readers):
    meeting = acts.plan(regional, days=20)
    item = acts.add(meeting)
    address = item.get_absolute_url()
    acts.lift(item, "preparation")
    assert answered(readers, address) == PREPARING


def test_the_public_learns_of_it_with_the_minutes_and_not_why(regional, readers):
    meeting = acts.summoned(regional, {"title": "Ett"}, {"title": "Två"})
    address = two().get_absolute_url()
    acts.lift(two(), "dropped", reason="Underlaget dröjer.")
    acts.handle(meeting.items.get(title="Ett"))
    acts.published(close_meeting(meeting, by=meeting.secretary))
    assert "public" in who_reads(readers, address, "Punkten utgår.")
    assert "public" not in who_reads(readers, address, "Underlaget dröjer.")
    assert "public" not in who_reads(readers, address, "Rådet har begärt ett underlag.")

"""What an item waits for: read off its own fields, and the same everywhere."""

import pytest

from meetings.models import AgendaItem, Meeting
from meetings.todo.worklist import work
from meetings.workflow.item import continue_item, put_on_agenda
from rus_portal.core.refusal import Refused
from tests import acts

Stage, Outcome = AgendaItem.Stage, AgendaItem.Outcome


def test_a_drafted_item_waits_for_the_agenda_once_its_meeting_is_called():
    waiting = {
        (stage.value, called.value)
        for stage in Stage
        for called in Meeting.Stage
        if AgendaItem(stage=stage, meeting=Meeting(stage=called)).waits_for_agenda
    }
    assert waiting == {(stage, "convened") for stage in ("proposed", "in_preparation", "ready")}
    assert AgendaItem(stage=Stage.READY).waits_for_agenda is False  # on no meeting


def test_what_waits_for_the_agenda_is_told_wherever_the_secretariat_looks(regional, secretary, office):
    meeting = acts.summoned(regional, days=10)
    late = acts.add(meeting, title="Bredband")

    def told():
        agenda = office.get(meeting.url("agenda")).content.decode().count("Inte på den utsända dagordningen")
        item = bool(office.get(late.get_absolute_url()).context["may"].place)
        [(_, tasks)] = work([regional], meeting.date)
        return agenda, item, sum(task.sentence.startswith("”Bredband”") for task in tasks)

    assert told() == (1, True, 1)
    put_on_agenda(late, by=secretary)
    assert told() == (0, False, 0)
    with pytest.raises(Refused, match="under beredning"):
        put_on_agenda(late, by=secretary)


def test_what_became_of_an_item_is_its_outcome_or_that_it_was_postponed():
    became = {AgendaItem(stage=stage).became for stage in Stage}
    assert became == {"", "postponed"}
    assert {AgendaItem(stage="handled", outcome=each).became for each in Outcome} == set(Outcome)


def test_a_matter_is_left_open_when_it_is_postponed_or_referred_back():
    handled = [AgendaItem(stage=Stage.HANDLED, outcome=each) for each in Outcome]
    others = [AgendaItem(stage=stage) for stage in Stage if stage != Stage.HANDLED]
    left = [item for item in (*handled, *others) if item.is_left_open]
    assert {(item.stage, item.outcome) for item in left} == {("handled", "referred_back"), ("postponed", "")}


@pytest.mark.parametrize("outcome", ["postponed", "referred_back"])
def test_a_matter_is_taken_up_again_once(regional, secretary, office, outcome):
    item = acts.summoned(regional).items.get()
    acts.handle(item, outcome=outcome)
    item.refresh_from_db()
    assert office.get(item.get_absolute_url()).context["may"].take_up_again
    coming = acts.plan(regional, days=40)
    continue_item(item, coming, by=secretary)
    assert not office.get(item.get_absolute_url()).context["may"].take_up_again
    with pytest.raises(Refused, match="redan upptagen"):
        continue_item(item, coming, by=secretary)


def test_what_is_settled_is_not_taken_up_again(regional, secretary, office):
    item = acts.summoned(regional).items.get()
    acts.handle(item)
    item.refresh_from_db()
    assert not office.get(item.get_absolute_url()).context["may"].take_up_again
    with pytest.raises(Refused, match="flyttats fram"):
        continue_item(item, acts.plan(regional, days=40), by=secretary)

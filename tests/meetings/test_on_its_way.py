"""What an item waits for: read off its own fields, and the same everywhere."""

import pytest
from django.core.files.base import ContentFile

from meetings.models import AgendaItem, Meeting
from meetings.todo.worklist import work
from meetings.workflow.document import change_document, remove_document, replace_document
from meetings.workflow.item import continue_item, put_on_agenda
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
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


@pytest.fixture
def left_open(regional):
    """Referred back, with an open document and one that is not."""
    item = acts.summoned(regional).items.get()
    acts.attach(item.meeting, item, "Öppet", visibility="public")
    acts.attach(item.meeting, item, "Hemligt", visibility="restricted", legal_ground="OSL 19 kap. 3 §")
    return acts.handle(item, outcome="referred_back")


def readers_of(item):
    return set(item.documents.values_list("title", "visibility", "legal_ground"))


def test_taken_up_again_a_matter_has_its_documents_with_their_readers(left_open, regional, secretary):
    again = continue_item(left_open, acts.plan(regional, days=40), by=secretary)
    assert readers_of(again) == readers_of(left_open)
    assert {each.meeting for each in again.documents.all()} == {again.meeting}
    assert len(readers_of(left_open)) == 2


def test_only_the_newest_version_comes_along(left_open, regional, secretary):
    replace_document(left_open.documents.get(title="Öppet"), ContentFile(b"x", name="ny.pdf"), by=secretary)
    again = continue_item(left_open, acts.plan(regional, days=40), by=secretary)
    assert [(each.version, each.name) for each in again.documents.filter(title="Öppet")] == [(1, "ny.pdf")]


def test_who_may_read_a_document_is_the_same_at_both_meetings(left_open, regional, secretary):
    again = continue_item(left_open, acts.plan(regional, days=40), by=secretary)
    document = left_open.documents.get(title="Öppet")
    change_document(document, by=secretary, visibility="restricted", legal_ground="OSL 21 kap. 1 §")
    assert {ground for _, _, ground in readers_of(again)} == {"OSL 19 kap. 3 §", "OSL 21 kap. 1 §"}


def test_a_document_removed_at_one_meeting_is_still_read_at_the_other(
    left_open, regional, secretary, django_capture_on_commit_callbacks
):
    again = continue_item(left_open, acts.plan(regional, days=40), by=secretary)
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(again.documents.get(title="Öppet"), by=secretary)
    document = left_open.documents.get(title="Öppet")
    with document.file.open() as file:
        assert file.read() == "%PDF-1.7 Öppet".encode()


def test_a_matter_goes_back_to_preparation_as_its_proposers(regional, secretary, official):
    item = acts.proposed(regional, "on_agenda")
    item = acts.drop(item)
    again = continue_item(item, None, by=secretary)
    assert (again.meeting, again.stage, again.council, again.added_by) == (
        None,
        "in_preparation",
        regional,
        official,
    )


def test_what_was_dropped_is_taken_up_again(regional, secretary):
    item = acts.drop(acts.summoned(regional, days=10).items.get())
    assert continue_item(item, acts.plan(regional, days=40), by=secretary).continues == item


def test_a_matter_whose_continuation_was_dropped_may_be_taken_up_once_more(left_open, regional, secretary):
    coming = acts.plan(regional, days=40)
    acts.drop(continue_item(left_open, coming, by=secretary))
    assert continue_item(left_open, coming, by=secretary).continues == left_open


def test_a_matter_is_taken_up_only_where_its_council_meets(left_open, regional, grand, secretary):
    for meeting, why in ((acts.plan(grand, days=40), "inte med på"), (acts.plan(regional), "inte har varit")):
        with pytest.raises(Refused, match=why):
            continue_item(left_open, meeting, by=secretary)


def test_an_outcome_stands_while_the_matter_is_taken_up_elsewhere(regional, secretary):
    item = acts.handle(acts.summoned(regional, days=0).items.get(), outcome="postponed")
    continue_item(item, acts.plan(regional, days=40), by=secretary)
    with pytest.raises(Refused, match="redan upptaget på nytt"):
        acts.handle(item)


def test_the_office_is_told_what_leads_nowhere_until_it_does(left_open, regional, secretary, office):
    def left():
        parts = office.get("/kansli/").context["worklist"].sections[0].parts
        return [task.sentence for part in parts if "leda vidare" in part.heading for task in part.tasks]

    on = day(left_open.meeting.date)
    title = left_open.title
    told = f"”{title}” återfördes till beredning på mötet den {on} och har inte tagits upp igen."
    assert left() == [told]
    continue_item(left_open, None, by=secretary)
    assert left() == []

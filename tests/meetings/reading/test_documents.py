"""Documents, the summons and the extract: who gets the file, and what the others learn."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from councils.models import Organisation
from meetings.workflow.meeting import close_meeting
from tests import acts
from tests.meetings.reading.asking import (
    EVERYONE,
    INSIDE,
    OUTSIDE,
    PREPARING,
    answered,
    attach,
    page,
    who_reads,
)


@pytest.fixture
def documents(regional, secretary):
    """One document of each visibility on an item of a convened meeting."""
    meeting = acts.plan(regional)
    item = acts.add(meeting)
    grounds = {"restricted": "OSL 19 kap. 3 §"}
    found = {
        visibility: attach(
            meeting,
            secretary,
            item,
            title=f"Om det som är {visibility}",
            visibility=visibility,
            legal_ground=grounds.get(visibility, ""),
        )
        for visibility in ("public", "council", "restricted")
    }
    acts.send(meeting)
    return found


def publish(documents, secretary):
    meeting = documents["public"].meeting
    acts.handle(meeting.items.get())
    acts.published(close_meeting(meeting, by=secretary))


def test_a_document_is_handed_out_to_those_who_may_read_it(documents, readers, secretary):
    def readers_of(visibility):
        return answered(readers, documents[visibility].get_absolute_url())

    council = INSIDE | PREPARING
    before = {"public": council, "council": council, "restricted": INSIDE}
    assert {visibility: readers_of(visibility) for visibility in documents} == before
    publish(documents, secretary)
    assert {visibility: readers_of(visibility) for visibility in documents} == before | {"public": EVERYONE}


def test_others_learn_only_that_a_document_exists_and_on_what_ground_it_is_kept(
    documents, readers, secretary
):
    publish(documents, secretary)
    address = documents["public"].meeting.items.get().get_absolute_url()
    text = page(readers["public"], address)
    assert "Om det som är public" in text
    assert "Om det som är council" not in text
    assert "Om det som är restricted" not in text
    assert "Handling som inte är offentlig (OSL 19 kap. 3 §)" in text
    assert "Handling hos rådets kansli" in text
    assert who_reads(readers, address, "Handling som inte är offentlig") == OUTSIDE | {"preparer"}


def test_the_meetings_own_documents_follow_the_agenda(regional, secretary, readers):
    meeting = acts.plan(regional)
    acts.add(meeting)
    attach(meeting, secretary, title="Program för dagen", visibility="public")
    address = meeting.get_absolute_url()
    assert who_reads(readers, address, "Program för dagen") == PREPARING
    acts.send(meeting)
    assert who_reads(readers, address, "Program för dagen") == INSIDE | PREPARING
    assert who_reads(readers, address, "Handling hos rådets kansli") == set()
    acts.handle(meeting.items.get())
    acts.published(close_meeting(meeting, by=secretary))
    assert who_reads(readers, address, "Program för dagen") == EVERYONE


def test_a_document_has_one_address(documents, regional, secretary, client):
    client.force_login(secretary)
    other = acts.plan(regional, days=50)
    assert client.get(other.url("document", documents["public"].pk)).status_code == 404


def test_the_summons_as_pdf_is_read_by_those_who_read_the_agenda(sent, regional, readers):
    def readers_of(meeting):
        return answered(readers, meeting.url("summons_pdf"))

    assert readers_of(sent) == INSIDE | PREPARING
    drafted = acts.plan(regional, days=30)
    assert readers_of(drafted) == set()
    acts.add(drafted)
    assert readers_of(drafted) == {"secretary"}


def test_a_published_summons_names_contacts_only_to_those_who_take_part(regional, readers, secretary):
    proposer = Organisation.objects.get(slug="timra")
    meeting = acts.held(regional, {"proposed_by": proposer, "contact": "Kansliets kontakt"})
    acts.published(meeting)
    for words in ("Kansliets kontakt", secretary.email):
        told = set()
        for name, browser in readers.items():
            document = PdfReader(BytesIO(browser.get(meeting.url("summons_pdf")).getvalue()))
            told |= {name} if words in document.metadata["/Subject"] else set()  # see `unprinted`
        assert told == INSIDE


def test_the_extract_as_pdf_is_read_by_those_who_read_the_minutes(regional, readers):
    meeting = acts.held(regional)
    address = meeting.items.get().url("extract_pdf")
    assert answered(readers, address) == {"secretary"}
    acts.published(meeting)
    response = readers["public"].get(address)
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert readers["public"].get(meeting.url("extract_pdf", 99)).status_code == 404

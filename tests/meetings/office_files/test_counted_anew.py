"""A file that was counted by an older way is counted anew; what then turns out to be hidden its readers do
not get."""

import pytest

from councils.models import JournalEntry
from meetings.documents.told_of_file import told_of_file
from meetings.models import Document, DocumentText, Letter
from meetings.workflow.reading_copy import make_copies
from meetings.workflow.recount import count_anew
from meetings.workflow.search import index_all_that_waits
from tests import acts, office
from tests.meetings.office_files.readers import attach, fetched


@pytest.fixture
def sheet(item, settings):
    """A sheet with two hidden rows, from when those were not counted: its readers have the original, and its
    words are searched."""
    settings.SOFFICE = ""
    document = attach(item, office.sheet(), "kalkyl.xlsx")
    Document.objects.filter(pk=document.pk).update(counted=1, carried={}, copy_stage="")
    index_all_that_waits()
    document.refresh_from_db()
    return document


def counted(document):
    done = count_anew()
    document.refresh_from_db()
    return done


def test_what_turns_out_to_be_hidden_is_not_given_and_the_keepers_are_told(sheet, member):
    address = sheet.get_absolute_url()
    assert fetched(member, address)[0].status_code == 200
    assert counted(sheet) == 1
    assert (sheet.counted, sheet.copy_stage, sheet.given) == (Document.COUNTING, "awaited", None)
    assert sheet.carried == attach(sheet.item, office.sheet(), "annan.xlsx", made=False).carried
    assert fetched(member, address)[0].status_code == 202, "it is made ready"
    assert not DocumentText.objects.filter(document=sheet).exists(), "nor is it found by what stands in it"
    make_copies.call()
    sheet.refresh_from_db()
    assert sheet.copy_stage == "failed", "what stays in a copy is handed out as nothing but a PDF"
    told = Letter.objects.filter(key__startswith="recount:")
    assert {f"{letter.person}" for letter in told} == {"Rådssekreterare 1", "Rådssekreterare 2"}
    assert "som inte räknades när den lades upp" in told[0].text
    entry = JournalEntry.objects.get(act="count_anew")
    assert (entry.by, entry.before) == (None, {"carried": {}})
    assert "läsarna får den inte" in told_of_file(sheet)


def test_the_word_that_readers_may_have_the_original_was_given_for_what_was_told_then(sheet):
    Document.objects.filter(pk=sheet.pk).update(shares_original=True)
    counted(sheet)
    assert not sheet.shares_original


@pytest.mark.both
def test_a_copy_made_from_an_older_count_is_withdrawn(item, settings):
    settings.SOFFICE = ""
    document = attach(item, office.word())
    assert document.copy_stage == "made"
    Document.objects.filter(pk=document.pk).update(counted=1)
    Document.objects.filter(pk=document.pk).update(carried={"changes": 1})
    assert counted(document) == 1
    assert (document.copy_stage, document.copy.name) == ("awaited", "")


def test_what_is_counted_as_before_stays_as_it_is_and_is_counted_once(item, settings):
    settings.SOFFICE = ""
    document = attach(item, office.word())
    before = (document.carried, document.copy.name)
    Document.objects.update(counted=1)
    assert (counted(document), document.counted) == (0, Document.COUNTING)
    assert (document.carried, document.copy.name) == before
    assert not Document.objects.counted_by_an_older_way().exists()
    assert not Letter.objects.filter(key__startswith="recount:").exists()


def test_also_where_the_minutes_are_approved(sheet):
    acts.handle(sheet.item)
    acts.close(sheet.meeting)
    acts.published(sheet.meeting)
    assert counted(sheet) == 1
    assert sheet.copy_stage == "awaited"

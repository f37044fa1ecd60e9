"""What an organisation has sent with its answer to a consultation has come in, and is kept."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from councils.models import JournalEntry
from meetings.models import ConsultationFile
from meetings.workflow.consultation import answer_consultation, change_consultation, close_consultation
from rus_portal.demo.people import person_for
from tests import acts
from tests.strategy.consulted import page, pdf, sent, status

OUT = "borttagen ur svaret"


@pytest.fixture
def taken_out(own, official):
    """A file that was sent, and is no longer part of the answer."""
    sent(own, official, files=[pdf()])
    file = own.files.get()
    sent(own, official, removed=[file], files=[pdf("nytt.pdf")])
    return file


def test_a_file_taken_out_of_an_answer_is_kept_for_the_office_and_its_own(
    client, asked, own, official, secretary, taken_out
):
    for person in (official, secretary):
        told = page(client, asked, person)
        assert (status(client, taken_out), OUT in told, "yttrande.pdf" in told) == (200, True, True)
    client.force_login(official)
    form = client.get(own.answering_url).context["form"]
    assert [str(each) for each in form.fields["removed"].things.values()] == ["nytt.pdf"]
    close_consultation(asked, by=secretary, reason="Klart.")
    for person in (None, person_for("member")):
        told = page(client, asked, person)
        assert (status(client, taken_out), "yttrande.pdf" in told) == (404, False)
        assert "nytt.pdf" in told
    [answer] = client.get("/strategi/framtagande/remisser.json").json()["consultations"][0]["answers"]
    assert [each["name"] for each in answer["files"]] == ["nytt.pdf"]
    client.force_login(secretary)
    assert status(client, taken_out) == 200


def test_the_journal_says_which_files_an_answer_had_before_and_after(own, taken_out):
    told = JournalEntry.objects.get(act="change_answer")
    new = own.files.standing().get()
    assert told.before == {"files": [f"yttrande.pdf (fil {taken_out.pk})"]}
    assert told.after == {"files": [f"nytt.pdf (fil {new.pk})"]}


def test_the_journal_says_which_files_a_consultation_had_before_and_after(db, secretary):
    asked = acts.consultation(files=[pdf("fraga.pdf")])
    file = asked.files.get()
    change_consultation(asked, by=secretary, removed=[file])
    told = JournalEntry.objects.get(act="change_consultation")
    assert (told.before, told.after) == ({"files": [f"fraga.pdf (fil {file.pk})"]}, {"files": []})


def test_what_is_taken_out_does_not_count_and_may_be_sent_again(own, official, taken_out, settings):
    settings.DOCUMENTS_MOST = 2
    sent(own, official, files=[pdf()])
    assert sorted(each.name for each in own.files.standing()) == ["nytt.pdf", "yttrande.pdf"]
    assert own.files.count() == 3


@pytest.mark.both
@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.delete(),
        lambda file: ConsultationFile.objects.filter(pk=file.pk).update(file="annan"),
        lambda file: ConsultationFile.objects.filter(pk=file.pk).update(removed_at=None, removed_by=None),
    ],
    ids=["gone", "another", "in again"],
)
def test_the_database_keeps_what_has_been_sent(taken_out, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change(taken_out)


@pytest.mark.both
def test_the_database_takes_nothing_out_of_a_draft(own, official):
    answer_consultation(own, by=official, text="", files=[pdf()])
    with pytest.raises(DatabaseError), transaction.atomic():
        own.files.update(removed_at=timezone.now(), removed_by=official)

"""What an Office file carries is told to whoever uploads it, and its readers get a copy without it."""

import io
import json
import os
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from councils.models import JournalEntry
from meetings.documents.told_of_file import told_of_file
from meetings.models import Document, DocumentText
from meetings.workflow.document import change_document, remove_document, replace_document
from meetings.workflow.guest import invite_guest
from meetings.workflow.proposal import submit_proposal
from meetings.workflow.reading_copy import make_copies
from meetings.workflow.search import index_all_that_waits
from rus_portal.demo.people import person_for
from tests import acts, office
from tests.meetings.frozen.conftest import REFUSED_BY_DATABASE
from tests.meetings.office_files.readers import NO_COPY, attach, browser_of, fetched, said

HAS = "Filen har 4 spårade ändringar, 1 kommentar och 1 ställe med dold text."


def test_whoever_uploads_is_told_at_once_and_readers_get_the_copy(
    item, secretary, member, django_capture_on_commit_callbacks
):
    original, facts = office.word(), {"kind": "report", "visibility": "council"}
    sent = facts | {"files": SimpleUploadedFile("underlag.docx", original)}
    with django_capture_on_commit_callbacks(execute=True):
        page = browser_of(secretary).post(item.url("item_documents"), sent, follow=True)
    told = f"{HAS} Läsarna får snart en kopia utan det, och inte originalet."
    assert said(page).count(told) == 2  # as it is taken, and in the list
    document = item.documents.get()
    response, content = fetched(member, document.get_absolute_url())
    assert response["Content-Disposition"] == 'attachment; filename="underlag.docx"'
    assert [word for word in office.LEFT_OUT if word in office.words_of(content)] == []
    assert fetched(member, document.original_url)[0].status_code == 403
    assert fetched(secretary, document.original_url)[1] == original
    assert document.original_url not in said(browser_of(member).get(item.get_absolute_url()))


def test_who_uploads_on_the_page_of_the_item_is_told_at_once_too(
    item, secretary, django_capture_on_commit_callbacks
):
    office_of, address = browser_of(secretary), item.url("item_texts")
    sent = acts.as_posted(office_of.get(address).context["form"])
    sent |= {"files": SimpleUploadedFile("underlag.docx", office.word())}
    with django_capture_on_commit_callbacks(execute=True):
        assert HAS in said(office_of.post(address, sent, follow=True))


def test_a_script_is_told_the_same(item, secretary, django_capture_on_commit_callbacks):
    sent = {"files": SimpleUploadedFile("u.docx", office.word()), "kind": "report", "visibility": "council"}
    headers = {"X-Requested-With": "fetch"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser_of(secretary).post(item.url("item_documents"), sent, headers=headers).json()
    assert answer["sentences"] == []
    assert answer["told"] == [f"”u”: {HAS} Läsarna får snart en kopia utan det, och inte originalet."]


def test_the_original_is_handed_out_where_the_uploader_has_said_so(item, secretary, member):
    document = attach(item, office.word(), shares_original=True)
    assert told_of_file(document).endswith("De får också originalet, för det är godkänt.")
    page = said(browser_of(member).get(item.get_absolute_url()))
    assert f'<a href="{document.original_url}">Original (DOCX)' in page
    assert office.DELETED in office.words_of(fetched(member, document.original_url)[1])
    change_document(document, by=secretary, shares_original=False)
    assert fetched(member, document.original_url)[0].status_code == 403


def test_a_file_with_nothing_on_the_side_is_handed_out_as_it_is(item, member):
    plain = office.word(changes="", comment="")
    document = attach(item, plain, made=False)
    assert fetched(member, document.get_absolute_url())[1] == plain
    make_copies.call()
    document.refresh_from_db()
    assert (document.copy_stage, told_of_file(document)) == ("", "")
    assert fetched(member, document.get_absolute_url())[1] == plain


def test_until_the_copy_is_made_its_readers_are_told_so(item, member):
    document = attach(item, office.word(), made=False)
    response, _ = fetched(member, document.get_absolute_url())
    assert (response.status_code, "Handlingen görs i ordning" in said(response)) == (202, True)
    assert "Handlingen görs i ordning" in said(browser_of(member).get(item.get_absolute_url()))
    assert document.given is None


def test_what_cannot_be_left_out_without_libreoffice_is_withheld_until_somebody_agrees(
    item, secretary, member
):
    document = attach(item, office.sheet(), "kalkyl.xlsx")
    assert document.copy_stage == "failed"
    assert NO_COPY in said(browser_of(secretary).get(item.url("item_documents")))
    response, _ = fetched(member, document.get_absolute_url())
    assert (response.status_code, "lämnas inte ut" in said(response)) == (410, True)
    change_document(document, by=secretary, shares_original=True)
    assert office.SAID in office.words_of(fetched(member, document.get_absolute_url())[1])


def test_a_device_lets_go_of_what_is_no_longer_given(item, secretary, member):
    document = attach(item, office.sheet(), "kalkyl.xlsx", shares_original=True)
    address = document.get_absolute_url()

    def gone():
        kept = {"data": json.dumps({address: ""}), "content_type": "application/json"}
        return browser_of(member).post("/utan-nat/kvar/", **kept).json()["gone"]

    assert gone() == []
    change_document(document, by=secretary, shares_original=False)
    assert gone() == [address]


def test_a_device_lets_go_of_the_original_once_a_copy_is_what_is_given(item, member):
    document = attach(item, office.word(), made=False, shares_original=True)
    response, _ = fetched(member, document.get_absolute_url())
    mark = f" {response['ETag']}"

    def gone():
        kept = {"data": json.dumps({document.get_absolute_url(): mark}), "content_type": "application/json"}
        return browser_of(member).post("/utan-nat/kvar/", **kept).json()["gone"]

    assert gone() == []
    make_copies.call()
    assert gone() == [document.get_absolute_url()]
    mark = f" {fetched(member, document.get_absolute_url())[0]['ETag']}"
    assert gone() == []


def test_the_search_has_what_is_given_as_soon_as_that_is_another_file(item, secretary):
    document = attach(item, office.slides(), "bilder.pptx", shares_original=True)
    states = []
    for shares in (True, False, True):
        document = change_document(document, by=secretary, shares_original=shares)
        index_all_that_waits()
        states.append(DocumentText.objects.get(document=document).state)
    assert states == ["read", "unreadable", "read"]


def test_the_page_of_facts_asks_of_the_original_only_where_there_is_another(item, secretary):
    client = browser_of(secretary)
    document = attach(item, office.word())
    page = item.meeting.url("document_facts", document.pk)
    sent = {"title": "Underlaget", "kind": "report", "visibility": "council", "shares_original": "on"}
    sent["seen"] = client.get(page).context["form"]["seen"].value()
    assert client.post(page, sent).status_code == 302
    document.refresh_from_db()
    assert document.shares_original
    other = acts.attach(item.meeting, item)
    assert 'name="shares_original"' not in said(client.get(item.meeting.url("document_facts", other.pk)))


def test_the_zip_and_the_search_have_what_readers_get(item, member):
    document = attach(item, office.word())
    attach(item, office.sheet(), "kalkyl.xlsx", title="Kalkylen")
    _, content = fetched(member, item.url("item_bundle_zip"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["01 Underlaget.docx", "02 Kalkylen.txt"]
        assert office.DELETED not in office.words_of(archive.read("01 Underlaget.docx"))
        assert "lämnas inte ut" in archive.read("02 Kalkylen.txt").decode()
    index_all_that_waits()
    assert DocumentText.objects.get(document=document).text.split() == office.READ.split()


def test_no_deleted_word_or_comment_is_found_even_where_the_original_is_given(item):
    document = attach(item, office.word(), made=False, shares_original=True)
    Document.objects.filter(pk=document.pk).update(copy_stage="failed")
    index_all_that_waits()
    text = DocumentText.objects.get(document=document).text
    assert [word for word in office.LEFT_OUT if word in text] == []


def test_of_a_file_without_a_copy_no_word_is_found_even_where_the_original_is_given(item):
    changed = office.word_with_chunk(office.word(), more=office.CHANGES)
    document = attach(item, changed, shares_original=True)
    index_all_that_waits()
    assert DocumentText.objects.get(document=document).state == "unreadable"


def test_the_writer_of_a_proposal_is_told_and_those_who_follow_it_get_the_copy(
    regional, django_capture_on_commit_callbacks
):
    draft = acts.drafted(regional)
    writer = browser_of(draft.added_by)
    page = f"/forslag/{draft.pk}/handlingar/"
    sent = {"files": SimpleUploadedFile("underlag.docx", office.word()), "title": ""}
    with django_capture_on_commit_callbacks(execute=True):
        assert HAS in said(writer.post(page, sent, follow=True))
    document = draft.documents.get()
    assert office.DELETED in office.words_of(writer.get(document.original_url).getvalue())
    assert office.DELETED not in office.words_of(writer.get(document.get_absolute_url()).getvalue())
    submit_proposal(draft, by=draft.added_by)
    preparer = browser_of(person_for("preparatory"))
    assert office.DELETED not in office.words_of(preparer.get(document.get_absolute_url()).getvalue())
    assert preparer.get(document.original_url).status_code == 403


def test_a_paper_that_is_on_its_way_has_not_been_opened(regional, secretary):
    proposal = acts.proposed(regional, "proposed")
    document = acts.enclose(proposal, content=office.word(), name="underlag.docx")
    Document.objects.update(visibility="restricted", legal_ground="OSL 19 kap. 3 §")
    opened, counts = JournalEntry.objects.filter(act="open_document"), []
    for _ in range(2):
        assert fetched(secretary, document.get_absolute_url())[0].status_code in (200, 202)
        counts.append(opened.count())
        make_copies.call()
    assert counts == [0, 1]


def test_a_guest_is_told_too(regional, secretary, django_capture_on_commit_callbacks):
    item = acts.add(acts.plan(regional, days=30))
    _, token = invite_guest(item, by=secretary, name="Gäst")
    sent = {"files": SimpleUploadedFile("bilder.docx", office.word())}
    with django_capture_on_commit_callbacks(execute=True):
        assert HAS in said(Client().post(f"/gast/{token}/", sent, follow=True))


# Versions and copies of rows


def test_a_new_version_has_a_copy_of_its_own_and_an_agreement_of_its_own(item, secretary):
    first = attach(item, office.word(), shares_original=True)
    file = ContentFile(office.word(comment=""), name="ny.docx")
    second = replace_document(first, file, by=secretary)
    make_copies.call()
    second.refresh_from_db()
    assert (second.shares_original, second.copy_stage) == (False, "made")
    assert {second.copy.name, first.copy.name}.isdisjoint({"", second.file.name, first.file.name})
    change_document(second, by=secretary, shares_original=True, title="Nytt namn")
    first.refresh_from_db()
    assert (first.title, first.shares_original) == ("Nytt namn", True)


def test_files_go_with_the_last_document_and_copies_are_no_strays(
    item, secretary, settings, django_capture_on_commit_callbacks
):
    document = attach(item, office.word())
    paths = [document.file.name, document.copy.name]
    for path in paths:
        os.utime(default_storage.path(path), (0, 0))
    call_command("remove_stray_files")
    assert all(map(default_storage.exists, paths))
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(document, by=secretary)
    assert not any(map(default_storage.exists, paths))


@pytest.mark.both
def test_the_database_keeps_a_copy_that_is_made_as_it_is(item):
    document = attach(item, office.word())
    for changed in ({"copy": "documents/annan.pdf"}, {"copy_stage": "failed", "copy": ""}, {"carried": {}}):
        with REFUSED_BY_DATABASE, transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**changed)

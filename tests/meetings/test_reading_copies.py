"""Office files: what they carry is told to whoever uploads them, and their readers get a copy without it."""

import datetime as dt
import io
import json
import os
import shutil
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import docx
import pypdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from councils.models import JournalEntry
from meetings.documents.office.accepting import accepted, carried_by
from meetings.documents.office.carried import STAYS, in_words
from meetings.documents.office.conversion import as_pdf
from meetings.documents.told_of_file import told_of_file
from meetings.documents.uploads.checks import refusal
from meetings.models import Document, DocumentText
from meetings.workflow.document import attach_document, change_document, remove_document, replace_document
from meetings.workflow.guest import invite_guest
from meetings.workflow.proposal import submit_proposal
from meetings.workflow.reading_copy import make_copies
from meetings.workflow.search import index_all_that_waits
from rus_portal.demo.people import person_for
from tests import acts, files, office
from tests.meetings.frozen.conftest import REFUSED_BY_DATABASE

HAS = "Filen har 4 spårade ändringar, 1 kommentar och 1 ställe med dold text."
NO_COPY = "Det gick inte att göra en kopia utan det, så läsarna får den inte."
LEFT_OUT = (office.DELETED, office.SAID, office.HIDDEN, office.IN_ROW)


@pytest.fixture
def item(regional):
    return acts.summoned(regional).items.get()


def attach(item, content, name="underlag.docx", *, made=True, **facts):
    file = ContentFile(content, name=name)
    facts = {"title": "Underlaget", "by": person_for("secretary")} | facts
    document = attach_document(item.meeting, file, item=item, **facts)
    if made:
        make_copies.call()
        document.refresh_from_db()
    return document


def browser_of(person):
    client = Client()
    if person:
        client.force_login(person)
    return client


def fetched(person, address):
    response = browser_of(person).get(address)
    return response, response.getvalue()


def said(response):
    return " ".join(response.content.decode().split())


def program(tmp_path, script):
    """A program in the place of LibreOffice."""
    file = tmp_path / "soffice"
    file.write_text(f"#!/bin/bash\n{script}\n")
    file.chmod(0o755)
    return str(file)


# What is in a file


@pytest.mark.parametrize("name", office.KINDS)
def test_what_a_file_carries_is_counted_and_what_can_be_left_out_is_in_no_part_of_its_copy(name):
    made, carried = office.KINDS[name]
    file = io.BytesIO(made())
    copy = accepted(file, name)
    assert carried_by(file, name) == copy.carried == carried
    left = {kind: count for kind, count in carried.items() if kind in STAYS}
    assert accepted(io.BytesIO(copy.content), name).carried == left
    assert copy.is_clean is not bool(left)
    found = office.words_of(copy.content)
    hidden = [office.HIDDEN] if left else []
    assert [word for word in LEFT_OUT if word in found and word not in hidden] == []
    assert refusal(SimpleUploadedFile(name, copy.content)) == ""


def test_a_part_is_found_whichever_letters_of_its_name_are_capitals():
    relations = "word/_rels/document.xml.rels"
    renamed = office.edited(office.word(changes=""), relations, "comments.xml", "Comments.XML")
    copy = accepted(io.BytesIO(renamed), "a.docx")
    assert copy.carried == {"comments": 1}
    assert office.SAID not in office.words_of(copy.content)


def test_the_copy_of_a_word_file_reads_as_if_all_changes_were_accepted():
    copy = docx.Document(io.BytesIO(accepted(io.BytesIO(office.word()), "a.docx").content))
    paragraphs = [each.text for each in copy.element.body.iter() if each.tag.endswith("}t")]
    assert " ".join(" ".join(paragraphs).split()) == office.READ
    assert [len(table.rows) for table in copy.tables] == [1]


def test_a_file_without_anything_on_the_side_is_what_it_was():
    plain = office.word(changes="", comment="")
    assert accepted(io.BytesIO(plain), "a.docx").carried == {}
    assert carried_by(io.BytesIO(files.pdf()), "a.pdf") == {}


def test_a_file_that_is_no_xml_inside_is_not_given_as_if_nothing_was_in_it():
    broken = files.office(**{"word/styles.xml": "<a><b></a>"})
    assert accepted(io.BytesIO(broken), "a.docx").carried == {"unread": 1}


@pytest.mark.parametrize("name", ["kalkyl.xlsx", "kalkyl.ods"])
def test_a_number_larger_than_any_stops_no_upload(name):
    number = "9" * 5000
    if name.endswith("xlsx"):
        content = office.sheet(hidden=False)
        cols = f'<cols><col min="1" max="{number}" hidden="1"/></cols><sheetData'
        content = office.edited(content, "xl/worksheets/sheet1.xml", "<sheetData", cols)
    else:
        row = f'<r:table-row xmlns:r="r" r:visibility="collapse" r:number-rows-repeated="{number}"/>'
        content = files.archive({"content.xml": f"<r>{row}</r>".encode()})
    assert "hidden_columns" not in carried_by(io.BytesIO(content), name)


def test_what_is_carried_is_told_in_words():
    assert in_words({"changes": 3, "comments": 2}) == "3 spårade ändringar och 2 kommentarer"
    assert in_words({"comments": 1}) == "1 kommentar"
    assert in_words({}) == in_words({"unread": 1}) == ""


# Who gets what


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
    assert [word for word in LEFT_OUT if word in office.words_of(content)] == []
    assert fetched(member, document.original_url)[0].status_code == 403
    assert fetched(secretary, document.original_url)[1] == original
    assert document.original_url not in said(browser_of(member).get(item.get_absolute_url()))


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
    assert [word for word in LEFT_OUT if word in text] == []


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


# Making them


def later(document):
    made = Document.objects.filter(pk=document.pk, copy_tried_at__isnull=False)
    made.update(copy_tried_at=document.added_at - dt.timedelta(hours=1))
    make_copies.call()
    document.refresh_from_db()
    return document.copy_tries, document.copy_stage


def test_what_does_not_become_a_pdf_is_tried_again_and_given_up(item, settings, tmp_path, secretary):
    settings.SOFFICE = program(tmp_path, "exit 0")
    sheet = attach(item, office.sheet(), "kalkyl.xlsx")
    assert (sheet.copy_tries, sheet.copy_stage) == (1, "awaited")
    make_copies.call()
    sheet.refresh_from_db()
    assert sheet.copy_tries == 1  # not at once
    assert [later(sheet) for _ in range(3)] == [(2, "awaited"), (3, "failed"), (3, "failed")]
    assert NO_COPY in told_of_file(sheet)


def test_a_word_file_that_becomes_no_pdf_is_given_as_a_word_file_without_it(item, settings, tmp_path):
    settings.SOFFICE = program(tmp_path, "exit 1")
    document = attach(item, office.word())
    assert [later(document) for _ in range(2)] == [(2, "awaited"), (3, "made")]
    assert document.given.name == "underlag.docx"


def test_a_file_that_stops_the_others_is_the_only_one_without_a_copy(item, settings, tmp_path):
    source = tmp_path / "page.pdf"
    source.write_bytes(files.pdf())
    bad = 'for f in "$@"; do grep -qs STOPP "$f" && exit 1; done'
    each = f'for f in "$@"; do case $f in *.odt) cp {source} "${{f%.*}}.pdf";; esac; done'
    settings.SOFFICE = program(tmp_path, f"{bad}\n{each}")
    attach(item, files.open_document(), "bra.odt", made=False)
    attach(item, files.open_document(**{"STOPP.xml": "<x/>"}), "stopp.odt", made=False)
    make_copies.call()
    assert [*item.documents.values_list("name", "copy_stage").order_by("pk")] == [
        ("bra.odt", "made"),
        ("stopp.odt", "awaited"),
    ]


def test_a_file_that_stops_whoever_tries_it_is_tried_alone_and_then_given_up(item, settings, tmp_path):
    """As when the machine has no memory left: the try is counted, and nothing more is heard of it."""
    calls = tmp_path / "calls"
    settings.SOFFICE = program(tmp_path, f'echo "$@" | grep -o "[.]odt" | wc -l >>{calls}')
    for name in ("bra.odt", "stopp.odt"):
        attach(item, files.open_document(), name, made=False)
    documents, before = item.documents.all(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    documents.update(copy_tries=1, copy_tried_at=before)
    make_copies.call()
    assert calls.read_text().split() == ["1", "1"]
    documents.update(copy_tries=3, copy_tried_at=before)
    make_copies.call()
    assert calls.read_text().split() == ["1", "1"]
    assert {*documents.values_list("copy_stage", flat=True)} == {"failed"}


def test_a_store_that_takes_nothing_is_no_fault_of_the_file(item, settings, tmp_path):
    source, away = tmp_path / "page.pdf", tmp_path / "away"
    source.write_bytes(files.pdf())
    document = attach(item, files.open_document(), "bra.odt", made=False)
    kept = Path(document.file.path).parent
    each = f'for f in "$@"; do case $f in *.odt) cp {source} "${{f%.*}}.pdf";; esac; done'
    settings.SOFFICE = program(tmp_path, f"mv {kept} {away} && touch {kept}\n{each}")
    assert later(document) == (0, "awaited")
    kept.unlink()
    away.rename(kept)
    settings.SOFFICE = program(tmp_path, each)
    assert later(document) == (1, "made")


def test_a_program_that_never_ends_is_ended_with_all_that_it_started(settings, tmp_path):
    script = f"sleep 60 & echo $! >{tmp_path}/pid; wait"
    settings.SOFFICE, settings.SOFFICE_SECONDS = program(tmp_path, script), 1
    began = time.monotonic()
    assert as_pdf({1: ("a.docx", b"")}) == {}
    assert time.monotonic() - began < 20
    started = Path("/proc", (tmp_path / "pid").read_text().strip(), "cmdline")
    while started.exists() and started.read_text() and time.monotonic() - began < 20:
        time.sleep(0.05)
    assert not started.exists() or not started.read_text()  # what nobody has waited for has no command left


@pytest.mark.parametrize("left", ["printf '<html>' >", "printf '%%PDF-1.7 half' >", "ln -s /etc/passwd"])
def test_only_a_whole_pdf_counts(settings, tmp_path, left):
    settings.SOFFICE = program(tmp_path, f'for f in "$@"; do last=$f; done; {left} "${{last%.*}}.pdf"')
    assert as_pdf({1: ("a.docx", b"")}) == {}


# With LibreOffice itself


@pytest.fixture
def libreoffice(settings):
    settings.SOFFICE, settings.SOFFICE_SECONDS = shutil.which("soffice"), 120


READ = {
    "a.docx": office.READ,
    "a.xlsx": "Kommun Kronor Timra 3",
    "a.pptx": "Tåget",
    "a.odt": "Rådet tillagtord läser.",
    "a.ods": "Timrå",
    "a.odp": "",
}


class Heard(BaseHTTPRequestHandler):
    heard: list[str] = []

    def do_GET(self):
        self.heard.append(self.path)
        self.send_error(404)

    do_OPTIONS = do_HEAD = do_GET


@pytest.mark.libreoffice
def test_all_kinds_become_tagged_pdfs_of_what_is_meant_to_be_read_and_nothing_is_fetched(libreoffice):
    server = HTTPServer(("127.0.0.1", 0), Heard)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked = {
        name: (name, accepted(io.BytesIO(made()), name).content) for name, (made, _) in office.KINDS.items()
    }
    linked = (
        f'<draw:frame><draw:image xlink:href="http://127.0.0.1:{server.server_port}/a.png"/></draw:frame>'
    )
    asked["länkad.odt"] = ("länkad.odt", office.open_document("text", f"<text:p>{linked}</text:p>"))
    made = as_pdf(asked)
    server.shutdown()
    server.server_close()
    assert (made.keys(), Heard.heard) == (asked.keys(), [])
    for name, told in READ.items():
        pdf = pypdf.PdfReader(io.BytesIO(made[name]))
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"], name
        text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
        assert told.replace(" ", "") in text.replace(" ", ""), name  # pypdf sees gaps between letters
        assert [word for word in LEFT_OUT if word in text] == []
        assert len(pdf.pages) == 1, name


@pytest.mark.libreoffice
def test_readers_get_the_pdf_in_every_channel(item, member, libreoffice):
    document = attach(item, office.sheet(), "kalkyl.xlsx", visibility="public")
    assert told_of_file(document).startswith(
        "Filen har 1 kommentar, 1 dolt blad, 1 dold rad och 1 dold kolumn."
    )
    response, content = fetched(member, document.get_absolute_url())
    assert response["Content-Disposition"] == 'attachment; filename="kalkyl.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert pypdf.PdfReader(io.BytesIO(content)).metadata.title == "Underlaget"
    assert "PDF," in said(browser_of(member).get(item.get_absolute_url()))
    _, zipped = fetched(member, item.url("item_bundle_zip"))
    assert zipfile.ZipFile(io.BytesIO(zipped)).namelist() == ["01 Underlaget.pdf"]
    _, bundle = fetched(member, item.url("item_bundle_pdf"))
    assert len(pypdf.PdfReader(io.BytesIO(bundle)).pages) == 2  # the cover, and its page
    index_all_that_waits()
    assert "Timra" in DocumentText.objects.get(document=document).text

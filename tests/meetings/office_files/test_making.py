"""The copies are made by the worker, by LibreOffice where it is there."""

import datetime as dt
import io
import shutil
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.documents.office.accepting import accepted
from meetings.documents.office.conversion import as_pdf
from meetings.documents.told_of_file import told_of_file
from meetings.models import Document, DocumentText
from meetings.workflow.reading_copy import make_copies
from meetings.workflow.search import index_all_that_waits
from rus_portal.demo.people import person_for
from tests import acts, files, office
from tests.meetings.office_files.readers import NO_COPY, attach, browser_of, fetched, program, said


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


def test_a_file_that_has_no_copy_is_withheld_at_once_and_nobody_waits(item, settings, tmp_path, member):
    settings.SOFFICE = program(tmp_path, "exit 0")
    document = attach(item, office.word_with_chunk(office.word()), made=False)
    told = f"Filen har 1 infogad fil som inte är inläst. {NO_COPY}"
    assert told in told_of_file(document)
    make_copies.call()
    document.refresh_from_db()
    assert (document.copy_stage, document.copy_tries) == ("failed", 1)
    assert told in told_of_file(document)
    assert fetched(member, document.get_absolute_url())[0].status_code == 410


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


def test_files_that_are_sent_together_are_made_in_one_call(settings, tmp_path, committed_region, regional):
    calls, source = tmp_path / "calls", tmp_path / "page.pdf"
    source.write_bytes(files.pdf())
    each = f'for f in "$@"; do case $f in *.odt) cp {source} "${{f%.*}}.pdf";; esac; done'
    settings.SOFFICE = program(tmp_path, f'echo "$@" | grep -o "[.]odt" | wc -l >>{calls}\n{each}')
    item = acts.summoned(regional).items.get()
    papers = [SimpleUploadedFile(f"{each}.odt", files.open_document()) for each in "abc"]
    sent = {"kind": "report", "visibility": "council", "files": papers}
    answer = browser_of(person_for("secretary")).post(item.url("item_documents"), sent)
    assert answer.status_code == 302
    assert calls.read_text().split() == ["3"]
    assert [*item.documents.values_list("copy_stage", flat=True)] == ["made"] * 3


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
        assert [word for word in office.LEFT_OUT if word in text] == []
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

"""Whoever holds a file asks whether it is what was approved, by its checksum or with the file itself."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.forms import verification
from meetings.workflow.seal import add_time_stamp
from rus_portal.core import sealing
from tests import acts, files
from tests.certificates import HOLDER, sealed_by, ticking

HERE = "/verifiera/"
SAYS = "Inte en byte har ändrats sedan dess"


@pytest.fixture
def seal(settings, tmp_path, monkeypatch):
    sealed_by(HOLDER, settings, tmp_path)
    ticking(monkeypatch)


def asked(client, content):
    return " ".join(client.get(HERE, {"sha256": hashlib.sha256(content).hexdigest()}).text.split())


def sent(client, content):
    return " ".join(client.post(HERE, {"file": SimpleUploadedFile("p.pdf", content)}).text.split())


def test_the_file_of_approved_minutes_is_known_by_its_checksum_and_its_page_to_those_who_may_read_it(
    regional, client
):
    made = acts.approved(acts.held(regional))
    content = bytes(made.sealed.content)
    said = asked(client, content)
    assert f"det justerade protokollet från {regional.name}" in said
    assert (SAYS in said, "version 1" in said, made.get_absolute_url() in said) == (True, True, False)
    acts.minutes.publish_minutes(made, by=made.sent_by)
    assert made.get_absolute_url() in asked(client, content)


def test_an_extract_is_known_with_its_paragraph(regional, client):
    made = acts.approved(acts.held(regional))
    said = asked(client, bytes(made.papers.get().content))
    number = made.meeting.items.get().paragraph
    assert f"Filen är ett protokollsutdrag, § {number}/{made.meeting.date.year}, ur det justerade" in said


def test_what_was_added_to_the_end_is_known_too(seal, regional, client):
    made = acts.approved(acts.held(regional))
    stamp = add_time_stamp(made)
    said = asked(client, bytes(made.sealed.content) + bytes(stamp.tail))
    assert (SAYS in said, "Filen har en tidsstämpel från" in said) == (True, True)


def test_any_other_file_is_none_of_ours(regional, client):
    made = acts.approved(acts.held(regional))
    assert "Filen är inte någon av portalens" in asked(client, bytes(made.sealed.content) + b" ")
    assert "Filen är inte någon av portalens" not in client.get(HERE).text
    assert "Filen är inte någon av portalens" not in client.get(HERE, {"sha256": "annat"}).text


def test_the_seal_of_a_file_that_is_sent_is_looked_at(seal, regional, client, settings):
    made = acts.approved(acts.held(regional))
    content = bytes(made.sealed.content)
    said = sent(client, content)
    assert (SAYS in said, f"Sigillet är helt. {HOLDER} förseglade filen den" in said) == (True, True)
    other = content[:100] + bytes([content[100] ^ 1]) + content[101:]
    said = sent(client, other)
    assert f"Sigillet är brutet: filen har ändrats sedan {HOLDER} förseglade den." in said
    assert "Filen har inget sigill som går att läsa." in sent(client, files.pdf())
    settings.SEAL = settings.SEAL_TRUST = ""
    assert f"ett helt sigill av {HOLDER}, men portalen känner inte" in sent(client, content)


def test_a_file_that_is_too_large_or_not_chosen_is_told(client, monkeypatch, db):
    monkeypatch.setattr(verification, "LARGEST_MB", 0)
    assert "Filen är för stor." in sent(client, b"x")
    assert "Välj filen som ska kontrolleras." in client.post(HERE).text


def test_the_paper_leads_to_the_minutes_for_those_who_may_read_them(regional, client, office, member):
    made = acts.approved(acts.held(regional))
    address = f"{HERE}{made.pk}/"
    assert address in sealed_text(made)
    assert made.get_absolute_url() in office.get(address).text
    client.logout()
    assert made.get_absolute_url() not in client.get(address).text


def sealed_text(made):
    """As `unprinted` keeps it."""
    from tests.pdf.records import read

    return read(bytes(made.sealed.content)).metadata["/Subject"]


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.7\nxref\ntrailer\n/ByteRange [0 1 2 3]", b"\x00" * 99]
)
def test_a_file_that_is_no_pdf_bears_no_seal(content):
    assert sealing.judged(content) is None

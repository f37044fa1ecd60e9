"""Approved minutes are sealed with the organisation's certificate, and so is the extract of each item.
Time stamps come as rows of their own. Foreign programs find the seal whole, and tell
of a byte that has changed."""

import gc
import hashlib
import subprocess
import sys
import weakref
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    pkcs12,
)
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from councils.models import JournalEntry
from meetings.models import Minutes, SealedFile, SealedPaper, TimeStamp
from meetings.sealed import forged
from meetings.triggers import uninstall
from meetings.workflow import minutes
from meetings.workflow.correction import begin_correction, correct_passage
from meetings.workflow.document import change_document
from meetings.workflow.seal import add_time_stamp
from rus_portal.core import sealing
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts, files
from tests.certificates import HOLDER, own, sealed_by, ticking
from tests.pdf.records import read
from tests.verapdf import broken_rules


@pytest.fixture
def seal(settings, tmp_path, monkeypatch):
    sealed_by(HOLDER, settings, tmp_path)
    ticking(monkeypatch)


@pytest.fixture
def sealed(seal, regional):
    return acts.approved(acts.held(regional, {}, {"type": "information"}))


def pdfsig(content, folder):
    """What poppler says of each signature: (valid, total document signed)."""
    (folder / "seen.pdf").write_bytes(content)
    said = subprocess.run(
        ["pdfsig", "-nocert", folder / "seen.pdf"], capture_output=True, text=True, check=False
    )
    each = said.stdout.split("Signature #")[1:]
    return [
        ("Signature is Valid." in one, "Total document signed" in one.replace("Not total", ""))
        for one in each
    ]


def pyhanko(content, folder):
    """What pyHanko's own command says of the seal, with the roots that we trust."""
    (folder / "seen.pdf").write_bytes(content)
    (folder / "seal.pem").write_bytes(
        pkcs12.load_key_and_certificates(own(HOLDER), None)[2][0].public_bytes(Encoding.PEM)
    )
    trusted = [f"--trust={each}" for each in (folder / "seal.pem", settings.SEAL_TRUST)]
    command = [Path(sys.executable).parent / "pyhanko", "sign", "validate", "--soft-revocation-check"]
    said = subprocess.run(
        [*command, *trusted, folder / "seen.pdf"], capture_output=True, text=True, check=False
    )
    return said.stdout


def changed(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_without_a_certificate_the_checksum_alone_locks_the_file(regional, office):
    made = acts.approved(acts.held(regional))
    assert "Filen har inget elektroniskt sigill." in office.get(made.get_absolute_url()).text
    assert sealing.judged(bytes(made.sealed.content)) is None
    assert made.papers.get().sha256 == hashlib.sha256(made.papers.get().content).hexdigest()


def test_approved_minutes_and_each_extract_bear_the_organisations_seal(sealed):
    papers = {paper.item: bytes(paper.content) for paper in sealed.papers.all()}
    assert set(papers) == {1, 2}
    for content in (bytes(sealed.sealed.content), *papers.values()):
        said = sealing.judged(content)
        assert (said.holder, said.is_whole, said.is_ours, said.stamped_at) == (HOLDER, True, True, None)
    kept = JournalEntry.objects.get(act="seal_minutes").after
    assert kept["seal"] == HOLDER
    assert kept["papers"] == {str(item): hashlib.sha256(paper).hexdigest() for item, paper in papers.items()}


def test_the_extract_is_handed_out_as_it_was_sealed(sealed, client, monkeypatch):
    minutes.publish_minutes(sealed, by=sealed.sent_by)
    monkeypatch.setattr("rus_portal.core.pdf._printed", lambda html: pytest.fail("printed on request"))
    address = sealed.meeting.items.get(number=1).url("extract_pdf")
    assert client.get(address).content == bytes(sealed.papers.get(item=1).content)


@pytest.fixture
def carrying(regional, secretary):
    """Published minutes in whose file a public appendix lies."""
    meeting = acts.held(regional)
    file = ContentFile(files.pdf(), name="karta.pdf")
    facts = {"item": meeting.items.get(), "title": "Karta", "visibility": "public"}
    acts.attach_document(meeting, file, by=secretary, **facts)
    return acts.published(meeting)


def says(content):
    """As `unprinted` keeps it, with what would lie in the file."""
    return read(content).metadata["/Subject"]


def withdrawn(minutes, by):
    change_document(minutes.meeting.documents.get(), by=by, visibility="council")


def test_a_file_is_handed_out_to_those_who_may_read_all_that_lies_in_it(carrying, client, member, secretary):
    address, sealed = carrying.meeting.url("minutes_pdf"), bytes(carrying.sealed.content)
    stored = carrying.meeting.documents.get().file.name
    assert (client.get(address).content, stored in says(sealed)) == (sealed, True)
    withdrawn(carrying, secretary)
    given = client.get(address).content
    names = (stored, "protokoll.json", "utkast, ej justerat")
    assert [name in says(given) for name in names] == [False, True, False]
    assert client.get(carrying.meeting.url("minutes_version_pdf", 1)).content == given
    page = client.get(carrying.get_absolute_url()).text
    assert ("utskriven utan bilagor och utan sigill" in page, carrying.sha256 in page) == (True, False)
    client.force_login(member)
    assert client.get(address).content == sealed
    assert carrying.sha256 in client.get(carrying.get_absolute_url()).text


def test_what_is_withdrawn_does_not_lie_in_the_file_of_a_correction(carrying, secretary):
    withdrawn(carrying, secretary)
    begun = begin_correction(carrying, by=secretary, what="Ett namn.", why="Det var fel.")
    correct_passage(begun, "motet.place", "Härnösand", by=secretary)
    stored = carrying.meeting.documents.get().file.name
    made = minutes.approve_minutes(minutes.send_minutes(begun, by=secretary), by=person_for("chair"))
    said = says(bytes(made.sealed.content))
    assert ("protokoll.json" in said, stored in said) == (True, False)


def test_an_extract_that_is_not_the_sealed_one_is_handed_out_to_nobody(sealed, office):
    uninstall(kinds="frozen_")
    other = b"%PDF-1.7 annat"
    SealedPaper.objects.filter(item=1).update(content=other, sha256=hashlib.sha256(other).hexdigest())
    office.raise_request_exception = False
    assert office.get(sealed.meeting.items.get(number=1).url("extract_pdf")).status_code == 500
    with pytest.raises(CommandError, match="inte det som låstes"):
        call_command("verify_sealed")


def test_the_nightly_check_holds_the_file_of_one_minutes_at_a_time(regional):
    for _ in range(3):
        acts.published(acts.held(regional))
    held = []

    def watch(found):
        for each in found:
            held.append(weakref.ref(each))
            yield each
            each = None
            gc.collect()
            assert sum(one() is not None for one in held) == 1

    assert list(forged(watch)) == []
    assert len(held) == 3


def test_where_the_seal_cannot_be_set_nothing_is_approved(regional, secretary, chair, settings, tmp_path):
    sent = minutes.send_minutes(acts.held(regional).minutes.get(), by=secretary)
    settings.SEAL = str(tmp_path / "gone.p12")
    with pytest.raises(Refused, match="Sigillet går inte att sätta just nu"):
        minutes.approve_minutes(sent, by=chair)
    assert (Minutes.objects.get().stage, SealedFile.objects.exists()) == ("sent", False)


@pytest.mark.parametrize("kind", ["p12", "pem"])
def test_the_key_is_read_from_a_file_with_its_passphrase(settings, tmp_path, kind):
    key, leaf, issuers = pkcs12.load_key_and_certificates(own(HOLDER), None)
    locked = BestAvailableEncryption(b"hemligt")
    if kind == "p12":
        content = pkcs12.serialize_key_and_certificates(b"seal", key, leaf, issuers, locked)
    else:
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
        content = b"".join([secret, *(each.public_bytes(Encoding.PEM) for each in (leaf, *issuers))])
    (tmp_path / f"seal.{kind}").write_bytes(content)
    settings.SEAL, settings.SEAL_PASSPHRASE = str(tmp_path / f"seal.{kind}"), "hemligt"
    said = sealing.judged(sealing.sealed(files.pdf(), "Prov"))
    assert (said.holder, said.is_whole, said.is_ours) == (HOLDER, True, True)
    settings.SEAL_PASSPHRASE = "fel"
    with pytest.raises(sealing.SealAway):
        sealing.sealed(files.pdf(), "Prov")


def test_a_time_stamp_only_adds_to_what_was_sealed(sealed, office):
    first, content = add_time_stamp(sealed), bytes(sealed.sealed.content)
    second = add_time_stamp(sealed)
    given = office.get(sealed.meeting.url("minutes_pdf")).content
    assert given == content + bytes(first.tail) + bytes(second.tail)
    assert (sealing.judged(given).is_whole, second.nth) == (True, 2)
    assert sealing.judged(given).stamped_at > sealing.judged(content + bytes(first.tail)).stamped_at
    assert hashlib.sha256(given).hexdigest() == second.sha256
    sealed.refresh_from_db()
    assert hashlib.sha256(content).hexdigest() == sealed.sha256


def test_the_page_tells_the_checksum_of_the_file_that_it_hands_out(sealed, office):
    add_time_stamp(sealed)
    given = office.get(sealed.meeting.url("minutes_pdf")).content
    assert f"<code>{hashlib.sha256(given).hexdigest()}</code>" in office.get(sealed.get_absolute_url()).text


def test_each_night_what_has_no_time_stamp_gets_one(sealed, capsys):
    call_command("stamp_seals")
    call_command("stamp_seals")
    assert capsys.readouterr().out.split() == ["3", "tidsstämplar.", "0", "tidsstämplar."]
    assert sorted(TimeStamp.objects.values_list("item", "nth")) == [(0, 1), (1, 1), (2, 1)]


@pytest.mark.pdf
def test_the_file_stays_valid_and_foreign_programs_find_its_seals_whole(sealed, tmp_path):
    content = bytes(sealed.sealed.content)
    assert pdfsig(content, tmp_path) == [(True, True)]
    for expected in (2, 3):
        content += bytes(add_time_stamp(sealed).tail)
        assert [broken_rules(content, flavour) for flavour in ("PDFA_3_A", "PDFUA_1")] == [{}, {}]
        seen = pdfsig(content, tmp_path)
        assert (seen[0][0], [whole for _, whole in seen]) == (True, [False] * (expected - 1) + [True])
        assert "INTACT:TRUSTED,EXTENDED_WITH_LTA_UPDATES" in pyhanko(content, tmp_path)


@pytest.mark.parametrize("where", ["page", "end", "after"])
def test_a_changed_byte_is_told(sealed, tmp_path, where):
    content = bytes(sealed.sealed.content)
    at = {"page": 100, "end": len(content) - 9}
    other = content + b"\n%annat" if where == "after" else changed(content, at[where])
    said = sealing.judged(other)
    assert said is None or not said.is_whole
    assert pdfsig(other, tmp_path) != [(True, True)]


def corrected(made):
    begun = begin_correction(made, by=made.sent_by, what="Ett namn.", why="Det var fel.")
    correct_passage(begun, "motet.place", "Härnösand", by=made.sent_by)
    sent = minutes.send_minutes(begun, by=made.sent_by)
    return minutes.approve_minutes(sent, by=person_for("chair"))


def version_before(regional):
    made = acts.approved(acts.held(regional))
    corrected(made)
    return made


def correction(regional):
    return corrected(acts.approved(acts.held(regional)))


def paragraph_by_itself(regional):
    asked = minutes.ask_at_once(acts.held(regional).items.get(), by=person_for("secretary"))
    return minutes.approve_minutes(asked, by=person_for("chair"))


@pytest.mark.parametrize("of", [version_before, correction, paragraph_by_itself], ids=lambda of: of.__name__)
def test_foreign_programs_find_each_stamped_file_whole_and_tell_of_a_changed_byte(
    seal, regional, tmp_path, of
):
    made = of(regional)
    tail = bytes(add_time_stamp(made).tail)
    content = bytes(made.sealed.content) + tail
    seal, stamp = pdfsig(content, tmp_path)  # poppler knows no time stamps but how far they reach
    assert (seal, stamp[1]) == ((True, False), True)
    assert "INTACT:TRUSTED,EXTENDED_WITH_LTA_UPDATES" in pyhanko(content, tmp_path)
    other = changed(content, 100)
    assert pdfsig(other, tmp_path)[0] == (False, False)
    assert "INTACT" not in pyhanko(other, tmp_path)

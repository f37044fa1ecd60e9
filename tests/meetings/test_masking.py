"""What is masked stands in no byte of what everyone reads; the council and the office read it all. Positions,
dissent and what is open elsewhere cannot be masked."""

import hashlib
import io

import pypdf
import pytest
from django.db import IntegrityError, InternalError, transaction

from meetings.masking import holds, masked, masks_of
from meetings.models import Minutes, SealedPaper
from meetings.workflow.correction import begin_correction, correct_passage
from meetings.workflow.minutes import approve_minutes, publish_minutes, send_minutes
from meetings.workflow.seal import add_time_stamp
from rus_portal.core import sealing
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts
from tests.certificates import HOLDER, sealed_by, ticking
from tests.pdf.test_standards import is_valid

NAME = "Stina Hemlig"
LOOKED_FOR = ["people", "contact", "sensitive", "secret", "appendices"]


@pytest.fixture
def approved(regional, opposition, secretary):
    meeting = acts.summoned(regional, {"title": "Ostkustbanan"})
    item = meeting.items.get()
    acts.dissent(item, opposition)
    acts.handle(
        item, discussion="Stina\nHemlig frågade om\nStina Hemligs hus.", further_handling="Till nämnden."
    )
    return acts.approved(acts.close(meeting))


def published(approved, *masks):
    return publish_minutes(approved, by=person_for("secretary"), masks=masks)


def all_of(content):
    """Every stream of the PDF unpacked, and its text."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    found = [
        content,
        " ".join(page.extract_text() for page in reader.pages).encode(),
        str(reader.metadata).encode(),
    ]
    for number in range(1, reader.trailer["/Size"]):
        thing = reader.get_object(number)
        found.append(thing.get_data() if hasattr(thing, "get_data") else repr(thing).encode())
    return b"\n".join(found)


@pytest.mark.pdf
def test_what_is_masked_is_in_no_byte_of_the_open_file_and_both_standards_hold(approved, client):
    content = bytes(approved.sealed.content)
    assert all(word in all_of(content) for word in (b"Stina", b"Hemlig"))
    done = published(approved, NAME)
    for address in (done.meeting.url("minutes_pdf"), done.meeting.items.get().url("extract_pdf")):
        opened = client.get(address).content
        assert b"Stina" not in all_of(opened)
        assert b"Hemlig" not in all_of(opened)
        assert "Öppen version." in pypdf.PdfReader(io.BytesIO(opened)).pages[0].extract_text()
    assert is_valid(client.get(done.meeting.url("minutes_pdf")).content)


PAGES = ["minutes", "minutes_pdf", "extract_pdf", "item"]


def test_the_council_and_the_office_read_it_all_and_everyone_else_the_open_version(
    approved, client, secretary, member, outsider, administrator
):
    done = published(approved, NAME)
    item = done.meeting.items.get()
    addresses = [done.meeting.url("minutes"), done.version_url, done.meeting.url("minutes_pdf")]
    addresses += [item.url("extract_pdf"), item.get_absolute_url(), done.meeting.get_absolute_url()]
    for person in (None, outsider, administrator):
        client.logout()
        if person:
            client.force_login(person)
        assert not [each for each in addresses if b"Hemlig" in client.get(each).content]
        assert "den öppna versionen av protokollet" in client.get(addresses[0]).text
    for person in (secretary, member):
        client.force_login(person)
        assert "Hemlig" in client.get(addresses[0]).text
        assert client.get(addresses[2]).content == bytes(done.sealed.content)
        assert "Du läser det fullständiga protokollet." in client.get(addresses[0]).text


def test_what_is_always_open_cannot_be_masked(approved):
    for phrase in ("Vi delar inte bedömningen", "ställer sig bakom budskapet"):
        with pytest.raises(Refused, match="De är alltid öppna"):
            published(approved, phrase)
    with pytest.raises(Refused, match="står i en punkts underlag"):
        published(approved, "Ett gemensamt budskap om järnvägen")
    with pytest.raises(Refused, match="står inte i protokollet"):
        published(approved, "Någon Annan")
    assert Minutes.objects.get().stage == "approved"


def test_positions_and_dissent_stand_whole_in_the_open_record():
    said = {
        "sections": [{"position": {"points": ["Bo"]}, "dissents": [{"person": "Bo"}], "note": "bos hund, Bo"}]
    }
    [section] = masked(said, ["bo"])["sections"]
    assert section == said["sections"][0] | {"note": "[maskerat] hund, [maskerat]"}


MASKED = {
    "words in tags of their own": (
        "<p>Fru <em>Stina</em> <strong>Hem</strong>lig kom.</p>",
        "<p>Fru <em>[maskerat]</em><strong></strong> kom.</p>",
    ),
    "words in two lines": ("<ul><li>Stina<br>Hemligs hus</li></ul>", "<ul><li>[maskerat]<br> hus</li></ul>"),
    "a link to the person": (
        '<p>Skriv till <a href="mailto:stina%20hemlig@x.example">kansliet</a>.</p>',
        "<p>Skriv till <a>kansliet</a>.</p>",
    ),
    "what stands beside it": ("<p>A &amp; B, Stina Hemlig &lt;3</p>", "<p>A &amp; B, [maskerat] &lt;3</p>"),
    "nothing of it": ("<p>Stina <strong>Holm</strong></p>", "<p>Stina <strong>Holm</strong></p>"),
}


@pytest.mark.parametrize("case", MASKED)
def test_a_rich_text_is_masked_whatever_tags_its_words_stand_in(case):
    text, expected = MASKED[case]
    assert masked({"sections": [{"discussion": text}]}, [NAME])["sections"] == [{"discussion": expected}]
    assert holds({"discussion": text}, NAME) == (case not in ("nothing of it", "a link to the person"))


def test_the_review_is_gone_through_before_everyone_reads(approved, office):
    address = approved.meeting.url("minutes_publication")
    page = office.post(address, {"checked": LOOKED_FOR[:-1], "masks": NAME})
    assert (page.status_code, "Gå igenom hela listan innan du publicerar." in page.text) == (422, True)
    page = office.post(address, {"checked": LOOKED_FOR, "masks": "Vi delar inte bedömningen"})
    assert (page.status_code, "De är alltid öppna" in page.text) == (422, True)
    assert (
        "är publicerade"
        in office.post(address, {"checked": LOOKED_FOR, "masks": f"{NAME}\n"}, follow=True).text
    )
    assert Minutes.objects.get().is_masked


@pytest.fixture
def corrected(approved, secretary):
    """A second version of minutes where a name is masked, approved."""
    return correction_of(published(approved, NAME), "p-1.further_handling", "Till styrelsen.", secretary)


def correction_of(done, passage, text, secretary):
    begun = begin_correction(done, by=secretary, what="En mening.", why="Den var fel.")
    correct_passage(begun, passage, text, by=secretary)
    sent = send_minutes(begun, by=secretary)
    return approve_minutes(sent, by=person_for("chair"))


def test_what_was_masked_before_a_correction_stays_so_until_it_is_opened(corrected, office):
    address = corrected.meeting.url("minutes_publication")
    page = office.get(address)
    assert (page.context["form"]["masks"].value(), page.text.count("Maskerat i den förra")) == (NAME, 1)
    page = office.post(address, {"checked": LOOKED_FOR, "masks": "Till styrelsen"})
    assert (page.status_code, f"”{NAME}” är maskerat i den version" in page.text) == (422, True)
    office.post(address, {"checked": LOOKED_FOR, "masks": "Till styrelsen", "opens": "on"})
    corrected.refresh_from_db()
    assert (corrected.is_masked, holds(corrected.open_record, NAME)) == (True, True)


def test_what_was_masked_and_no_longer_stands_is_told_and_not_asked_for(approved, office, secretary):
    done = correction_of(published(approved, NAME), "p-1.discussion", "<p>Stina frågade.</p>", secretary)
    page = office.get(done.meeting.url("minutes_publication"))
    assert (page.context["form"]["masks"].value(), page.context["gone"]) == ("", [NAME])
    assert "opens" not in page.context["form"].fields
    assert published(done).stage == "published"


SAID = {
    "with the ending of a word": ("Bos hund, Stina Hemligs hus", ["Bo", NAME], ["Bos", "Stina Hemligs"]),
    "in two ways": ("STINA  HEMLIG. Stina Hemligs hus", [NAME], ["STINA HEMLIG"]),
    "beside each other": ("Se Bo Stina Hemlig.", ["Bo", NAME], ["Bo Stina Hemlig"]),
    "at both ends": ("<p>Bo</p><ul><li>Stina</li><li>Ek</li></ul>", ["Bo", "Ek"], ["Bo", "Ek"]),
    "where it was written": ("[maskerat] av Bo.", ["Bo"], ["Bo"]),
}


@pytest.mark.parametrize("case", SAID)
def test_the_masks_are_read_from_what_they_hide(case):
    text, phrases, expected = SAID[case]
    record = {"sections": [{"discussion": text}]}
    assert masks_of(record, masked(record, phrases)) == expected


@pytest.mark.both
def test_what_everyone_reads_is_settled_when_it_is_published(approved, client):
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Minutes.objects.update(is_masked=True)
    done = published(approved, NAME)
    for change in (
        lambda: Minutes.objects.update(is_masked=False),
        lambda: Minutes.objects.update(open_record=done.record),
        lambda: SealedPaper.objects.filter(is_open=True).delete(),
    ):
        with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
            change()


def test_the_open_file_is_sealed_stamped_and_known(approved, client, settings, tmp_path, monkeypatch):
    sealed_by(HOLDER, settings, tmp_path)
    ticking(monkeypatch)
    done = published(approved, NAME)
    opened = client.get(done.meeting.url("minutes_pdf")).content
    assert sealing.judged(opened).is_ours
    stamp = add_time_stamp(done, 0, True)
    stamped = client.get(done.meeting.url("minutes_pdf")).content
    assert stamped == opened + bytes(stamp.tail)
    for content in (opened, stamped):
        told = " ".join(
            client.get("/verifiera/", {"sha256": hashlib.sha256(content).hexdigest()}).text.split()
        )
        assert (
            "Filen är den öppna versionen, där uppgifter är maskerade, av det justerade protokollet" in told
        )

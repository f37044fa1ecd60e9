"""Approved minutes are corrected by a version of their own, which goes through approval again. The one before
stands as it is and says so; positions and dissent are never corrected."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from councils.models import JournalEntry
from meetings.correction import corrected, passages
from meetings.minutes.record import compile_record
from meetings.models import Minutes, Position
from meetings.workflow import minutes
from meetings.workflow.correction import abandon_correction, begin_correction, correct_passage
from rus_portal.core.refusal import Conflict, Refused
from rus_portal.core.rich import is_rich
from rus_portal.demo.people import person_for
from tests import acts
from tests.pdf.records import position_item, record, seat

WHAT, WHY = "§ 5, rätt namn på nämnden.", "Nämnden hade bytt namn."


@pytest.fixture
def meeting(regional, opposition):
    return acts.held(
        regional, {"title": "Ostkustbanan", "summary": "Nämnden för fel."}, dissent_by=opposition
    )


@pytest.fixture
def published(meeting):
    return acts.published(meeting)


@pytest.fixture
def begun(published, secretary):
    return begin_correction(published, by=secretary, what=WHAT, why=WHY)


def right(begun, secretary):
    return correct_passage(begun, "p-1.summary", "Nämnden för rätt.", by=secretary)


def approved(begun, secretary):
    sent = minutes.send_minutes(begun, by=secretary)
    return minutes.approve_minutes(sent, by=person_for("chair"))


def section(record):
    return next(each for each in record["sections"] if each["is_item"])


def test_a_correction_is_a_version_that_says_what_and_why_and_changes_nothing_else(
    begun, secretary, published
):
    content = bytes(published.sealed.content)
    right(begun, secretary)
    made = approved(begun, secretary)
    before, after = section(published.record), section(made.record)
    assert after == before | {"summary": "Nämnden för rätt."}
    told = ("version", "correction_note", "correction_why", "corrected_by", "corrects")
    assert [made.record[name] for name in told] == [2, WHAT, WHY, str(secretary), published.sha256]
    published.refresh_from_db()
    assert (published.stage, bytes(published.sealed.content)) == ("published", content)
    assert hashlib.sha256(made.sealed.content).hexdigest() == made.sha256 != published.sha256
    assert made.papers.count() == 1


def test_who_approves_a_correction_sees_what_it_changes_until_it_is_approved(client, begun, secretary, chair):
    right(begun, secretary)
    sent = minutes.send_minutes(begun, by=secretary)
    client.force_login(chair)
    for _ in range(2):
        page = client.get(sent.get_absolute_url())
        assert "Ändrat sedan version 1</h2>" in page.text
        pieces = {anchor: told for anchor, _, told in page.context["changed"]}
        assert list(pieces) == ["p-1"]
        assert [text for kind, text in pieces["p-1"] if kind != "same"] == ["fel", "rätt"]


def test_positions_keep_their_numbers_and_are_not_corrected(begun, secretary):
    before = Position.objects.values_list("number", "text", "published_at").get()
    for passage in ("p-1.position", "p-1.dissents", "p-1.title", "annat"):
        with pytest.raises(Refused, match="kan inte rättas"):
            correct_passage(begun, passage, "Annat.", by=secretary)
    right(begun, secretary)
    minutes.publish_minutes(approved(begun, secretary), by=secretary)
    assert Position.objects.values_list("number", "text", "published_at").get() == before


def test_who_was_there_is_corrected_by_choosing_anew():
    people = [seat("Timrå kommun", "Bo")]
    said = record(attendance=[{"heading": "Ledamöter", "people": people}])
    assert passages(said)["narvaro.0.0"].text == "På plats"
    [group] = corrected(said, {"narvaro.0.0": "Frånvarande"})["attendance"]
    assert group["people"] == [people[0] | {"status": "Frånvarande", "present": False}]
    assert people[0]["present"]


def test_commitments_names_of_appendices_and_the_form_of_the_meeting_are_corrected():
    said = record(sections=[position_item(1)])
    put_right = {"p-1.commitments.1.due": "2 maj 2027", "p-1.appendices.0.title": "Karta"}
    put_right |= {"motet.format": "Digitalt"}
    found = passages(said)
    assert [found[key].label for key in put_right] == ["Åtagande 2, senast", "Bilaga 1, namn", "Mötesform"]
    made = corrected(said, put_right)
    [section] = made["sections"]
    assert section["commitments"][1] == said["sections"][0]["commitments"][1] | {"due": "2 maj 2027"}
    assert section["appendices"] == [{"label": "Bilaga 1.1", "title": "Karta"}]
    assert made["format"] == "Digitalt"


def test_a_rich_text_is_corrected_as_it_was_written_and_a_plain_one_beside_it_stays_plain():
    record = {"sections": [{"anchor": "p-1", "number": 1, "title": "Tåg", "discussion": "<p>Ett</p>"}]}
    record["sections"][0]["note"] = " <p>Ordagrant</p>"
    made = corrected(record | {"attendance": []}, {"p-1.discussion": "<p>Ett <strong>tåg</strong></p>"})
    assert made["rich"] is True
    assert made["sections"][0]["discussion"] == "<p>Ett <strong>tåg</strong></p>"
    assert is_rich(made["sections"][0]["note"]) is False


def test_an_untouched_passage_is_no_correction_and_another_is_kept_as_rich(regional, secretary, client):
    meeting = acts.summoned(regional)
    acts.handle(meeting.items.get(), discussion="Samtal.")
    begun = begin_correction(acts.published(acts.close(meeting)), by=secretary, what=WHAT, why=WHY)
    assert passages(compile_record(begun))["p-1.discussion"].text == "<p>Samtal.</p>"
    client.force_login(secretary)
    address = begun.meeting.url("minutes_passage", "p-1.discussion")
    form = client.get(address).context["form"]
    client.post(address, acts.as_posted(form))
    assert begun.corrected_passages.count() == 0
    client.post(address, acts.as_posted(client.get(address).context["form"], text="<p>Nytt <b>ord</b></p>"))
    assert begun.corrected_passages.get().text == "<p>Nytt <strong>ord</strong></p>"
    assert compile_record(begun)["rich"] is True


def test_a_correction_is_of_the_newest_approved_version_and_only_one_at_a_time(
    begun, secretary, published, regional
):
    with pytest.raises(PermissionDenied, match="redan en senare version"):
        begin_correction(published, by=secretary, what=WHAT, why=WHY)
    with pytest.raises(PermissionDenied, match="inte justerat än"):
        begin_correction(begun, by=secretary, what=WHAT, why=WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.create(
            meeting=begun.meeting,
            version=3,
            correction_note=WHAT,
            correction_why=WHY,
            corrected_at=begun.corrected_at,
            corrected_by=secretary,
        )


@pytest.mark.both
def test_the_database_knows_no_correction_of_what_is_not_approved(meeting, secretary):
    """Nor one that does not say what and why."""
    facts = {"meeting": meeting, "version": 2, "corrected_at": meeting.held_at, "corrected_by": secretary}
    meeting.minutes.all().delete()
    for said in ({"correction_note": WHAT, "correction_why": WHY}, {"correction_note": WHAT}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Minutes.objects.create(**facts, **said)


def test_a_correction_says_what_and_why_and_changes_something_before_it_is_sent(published, secretary):
    with pytest.raises(Refused, match="Skriv vad som rättas och varför"):
        begin_correction(published, by=secretary, what=WHAT, why=" ")
    begun = begin_correction(published, by=secretary, what=WHAT, why=WHY)
    with pytest.raises(Refused, match="Rättelsen ändrar ingenting än"):
        minutes.send_minutes(begun, by=secretary)


def test_what_another_has_corrected_meanwhile_is_not_overwritten_unseen(begun, secretary):
    seen = passages(minutes.compile_record(begun))["p-1.summary"]
    right(begun, secretary)
    with pytest.raises(Conflict):
        correct_passage(
            begun, "p-1.summary", "Något tredje.", by=secretary, seen=acts.marks_of(seen, ["text"])
        )


def test_an_abandoned_correction_leaves_the_minutes_as_they_were(begun, secretary, published):
    right(begun, secretary)
    assert abandon_correction(begun, by=secretary) == published
    assert published.meeting.minutes.get() == published
    assert JournalEntry.objects.filter(act="abandon_correction", subject_id=published.pk).exists()
    with pytest.raises(PermissionDenied, match="Ingen rättelse av protokollet är påbörjad"):
        abandon_correction(published, by=secretary)


def test_an_old_page_abandons_no_other_correction(begun, secretary, published):
    seen = acts.marks_of(begun, ["corrections"])
    abandon_correction(begun, by=secretary)
    other = begin_correction(published, by=secretary, what="§ 6.", why="Fel datum.")
    with pytest.raises(Conflict):
        abandon_correction(other, by=secretary, seen=seen)
    assert abandon_correction(other, by=secretary, seen=acts.marks_of(other, ["corrections"])) == published


def test_a_correction_that_is_recalled_says_so_to_those_who_read_it(client, begun, secretary, chair, member):
    """And of one that was never sent, or is abandoned, that it is not there; nothing to others."""
    url = begun.meeting.url
    addresses = [url("minutes_version", 2), url("minutes_version_pdf", 2), url("minutes")]

    def told(*words):
        pages = [client.get(address).content.decode() for address in addresses]
        return [any(word in page for word in words) for page in pages]

    right(begun, secretary)
    client.force_login(member)
    assert told("Rättelsen av protokollet") == [False, False, False]
    assert told("Den versionen av protokollet finns inte att läsa.") == [True, True, False]
    minutes.recall_minutes(minutes.send_minutes(begun, by=secretary), by=secretary)
    for person in (chair, member):
        client.force_login(person)
        assert told("Rättelsen av protokollet") == [True, True, True]
    client.logout()
    assert told("Rättelsen av protokollet", "Den versionen") == [False, False, False]
    abandon_correction(Minutes.objects.get(pk=begun.pk), by=secretary)
    client.force_login(member)
    assert told("Den versionen av protokollet finns inte att läsa.") == [True, True, False]
    assert told("tagen tillbaka") == [False, False, False]


def test_the_way_from_a_fault_to_a_version_everyone_reads(client, published, secretary, chair):
    meeting, here = published.meeting, published.meeting.url("minutes")
    client.force_login(secretary)
    assert "Rätta protokollet" in client.get(here).text
    begin = meeting.url("minutes_correction")
    typed = acts.seen(client, begin) | {"what": WHAT, "why": WHY}
    assert "Nämnden för fel." in client.post(begin, typed, follow=True).text
    late = client.post(begin, typed | {"why": "En annans skäl."})
    assert (late.status_code, "En annans skäl." in late.text) == (409, True)
    passage = meeting.url("minutes_passage", "p-1.summary")
    typed = acts.seen(client, passage) | {"text": "Nämnden för rätt."}
    assert "Rättat" in client.post(passage, typed, follow=True).text
    client.post(meeting.url("minutes_sending"))
    client.logout()
    assert "Nämnden för rätt." not in client.get(here).text
    minutes.approve_minutes(meeting.minutes.get(version=2), by=chair)
    minutes.publish_minutes(meeting.minutes.get(version=2), by=secretary)
    page = client.get(here).text
    assert ("Nämnden för rätt." in page, WHAT in page, WHY in page) == (True, True, True)
    old = client.get(published.version_url).text
    assert ("Protokollet har rättats" in old, "Nämnden för fel." in old) == (True, True)
    file = client.get(meeting.url("minutes_version_pdf", 1)).content
    assert file == bytes(published.sealed.content)
    checked = client.get("/verifiera/", {"sha256": published.sha256}).text
    assert "Oförändrad, men protokollet har rättats sedan" in checked


def test_nobody_but_the_secretariat_corrects(published, member, client):
    client.force_login(member)
    assert client.get(published.meeting.url("minutes_correction")).status_code == 403
    assert "Rätta protokollet" not in client.get(published.get_absolute_url()).text

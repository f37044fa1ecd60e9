"""Notes: a private one is its writer's alone, a shared one stays in the organisation, neither is a
document."""

import hashlib
import json
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client

from councils.erasure import erase_contact_details
from councils.models import Appointment, Organisation, Person
from councils.personal_data import export
from meetings.minutes.record import compile_record
from meetings.models import Document, DocumentText, Note
from meetings.reader.notes import notes_on
from meetings.workflow.document import attach_document, change_document, replace_document
from meetings.workflow.note import change_note, remove_note, write_note
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts, files


@pytest.fixture
def meeting(four, regional):
    return acts.summoned(regional, {"title": "Järnvägen"}, days=10)


@pytest.fixture
def item(meeting):
    return meeting.items.get()


@pytest.fixture
def harnosand(db):
    return Organisation.objects.get(slug="harnosand")


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def readers(note, *people):
    today = [Person.objects.get(pk=person.pk) for person in people]  # so that the seats are read anew
    return {person for person in today if note in Note.objects.visible_to(person)}


def attach(meeting, item=None):
    file = ContentFile(b"%PDF-1.7 underlag", name="underlag.pdf")
    return attach_document(meeting, file, item=item, by=person_for("secretary"), title="Kartan över spåret")


def test_a_note_is_private_or_shared_within_the_organisation(
    four, item, harnosand, member, opposition, substitute, chair, secretary, preparer, administrator
):
    everyone = (member, opposition, substitute, chair, secretary, preparer, administrator)
    private = write_note(item, by=member, text="Bara jag.")
    shared = write_note(item, by=member, text="Vi i Härnösand.", shared_with=harnosand)
    assert readers(private, *everyone) == {member}
    assert readers(shared, *everyone) == {member, opposition, substitute}
    with pytest.raises(PermissionDenied):
        write_note(item, by=chair, text="Till er.", shared_with=harnosand)
    with pytest.raises(PermissionDenied):
        change_note(shared, by=opposition, text="Ändrad.")
    with pytest.raises(PermissionDenied):
        remove_note(shared, by=opposition)


def test_a_shared_note_follows_the_seats_of_today(four, item, harnosand, member, opposition):
    shared = write_note(item, by=member, text="Vi i Härnösand.", shared_with=harnosand)
    Appointment.objects.filter(person=opposition).update(ends="2020-01-01")
    assert readers(shared, opposition) == set()
    Appointment.objects.filter(person=member).update(ends="2020-01-01")
    assert readers(shared, member) == {member}  # one's own words stay one's own


def test_what_goes_back_to_preparation_takes_the_shared_notes_with_it(
    four, item, harnosand, member, opposition
):
    shared = write_note(item, by=member, text="Vi i Härnösand.", shared_with=harnosand)
    acts.lift(item, "preparation")
    assert readers(shared, member, opposition) == {member}
    page = unescape(browser(member).get("/mitt/anteckningar/").content.decode())
    assert "Vi i Härnösand." in page
    assert item.get_absolute_url() not in page


def test_notes_are_written_changed_and_removed_on_the_pages(item, meeting, harnosand, member, opposition):
    own, other = browser(member), browser(opposition)
    address = item.url("item_notes")
    empty = own.post(address, {"text": "  ", "shared_with": ""})
    assert empty.status_code == 422
    assert "Skriv något i anteckningen." in unescape(empty.content.decode())
    saved = own.post(address, {"text": "Fråga om spåret.", "shared_with": harnosand.pk})
    assert (saved.status_code, saved.url) == (302, f"{item.get_absolute_url()}#anteckningar")
    page = unescape(other.get(item.get_absolute_url()).content.decode())
    assert "Alla med en plats för Härnösands kommun vid mötet ser den" in page
    assert "Ändra eller ta bort" not in page
    note = Note.objects.get()
    assert other.get(f"/mitt/anteckningar/{note.pk}/").status_code == 403
    page = f"/mitt/anteckningar/{note.pk}/"
    changed = own.post(page, {"text": "Fråga om bron.", "shared_with": ""} | acts.seen(own, page))
    assert changed.status_code == 302
    assert "Fråga om bron." not in unescape(other.get(item.get_absolute_url()).content.decode())
    assert other.post(f"/mitt/anteckningar/{note.pk}/borttagning/").status_code == 404
    assert own.post(f"/mitt/anteckningar/{note.pk}/borttagning/", acts.shown(note)).status_code == 302
    assert not Note.objects.exists()


def test_the_same_note_once_more_is_kept_once(item, member):
    own, told = browser(member), []
    for _ in range(2):
        page = own.post(item.url("item_notes"), {"text": "Fråga om spåret.", "shared_with": ""}, follow=True)
        told += [str(each) for each in page.context["messages"]]
    assert told == ["Anteckningen är sparad.", "Det är redan sparat. Inget nytt har lagts till."]
    assert Note.objects.count() == 1


def test_a_note_on_a_document_stands_with_its_item_and_on_the_documents_own_page(item, meeting, member):
    own, map_of_track, list_of_all = browser(member), attach(meeting, item), attach(meeting)
    for document in (map_of_track, list_of_all):
        address = document.meeting.url("document_notes", document.pk)
        assert own.post(address, {"text": "Sidan tre.", "shared_with": ""}).url == address
    assert [note.document_title for note in notes_on(member, item)] == ["Kartan över spåret"]
    assert "Om Kartan över spåret" in unescape(own.get(item.get_absolute_url()).content.decode())
    assert "Sidan tre." in unescape(own.get(meeting.url("document_notes", list_of_all.pk)).content.decode())


def test_those_who_do_not_read_the_documents_write_no_notes(item, meeting, outsider, secretary):
    assert browser(outsider).post(item.url("item_notes"), {"text": "Hej."}).status_code == 404
    page = unescape(browser(secretary).get(item.get_absolute_url()).content.decode())
    assert "Bara du ser din anteckning." in page  # has no organisation at the meeting to share with


def test_notes_are_in_the_writers_own_data_and_nowhere_in_the_meetings(
    regional, harnosand, member, administrator
):
    meeting = acts.held(regional)
    write_note(meeting.items.get(), by=member, text="Kanarieanteckning.", shared_with=harnosand)
    assert "Kanarie" not in str(compile_record(meeting.minutes.get()))
    assert "Kanarie" in "".join(export(member, by=member))
    assert "Kanarie" not in "".join(export(member, by=administrator))
    Appointment.objects.filter(person=member).update(ends="2020-01-01")
    erase_contact_details(member, by=administrator)
    assert not Note.objects.exists()


PLACE = {"page": 3, "rects": [[95, 645.04, 522, 632]], "quote": "Banvallen vid Ådalen", "before": "x" * 40}

NAN = PLACE | {"rects": [[float("nan")] * 4]}


def mark(client, document, place=PLACE, **facts):
    told = place if isinstance(place, str) else json.dumps({"after": ""} | place)
    address = document.meeting.url("document_notes", document.pk)
    return client.post(address, {"text": "Vad kostar det?", "shared_with": "", "place": told} | facts)


def reader_of(document):
    return document.meeting.url("document_reading", document.pk)


def test_a_note_at_a_place_in_a_document_says_where(item, meeting, member):
    document = attach(meeting, item)
    saved = mark(browser(member), document)
    note = Note.objects.get()
    assert saved.url == f"{reader_of(document)}#anteckning-{note.pk}"
    assert (note.page, note.rects, note.quote) == (3, [[95.0, 645.0, 522.0, 632.0]], PLACE["quote"])
    assert (note.quote_before, note.quote_after) == ("x" * 32, "")
    assert note.sha256 == hashlib.sha256(b"%PDF-1.7 underlag").hexdigest()
    page = unescape(browser(member).get(item.url("item")).content.decode())
    assert f'<a href="{saved.url}">Sida 3</a>: ”Banvallen vid Ådalen”' in page


def test_a_note_at_a_place_leads_to_the_newest_version(item, meeting, member):
    document, by = attach(meeting, item), person_for("secretary")
    mark(browser(member), document)
    for content in (b"%PDF-1.7 nytt", b"%PDF-1.7 nyare"):
        document = replace_document(document, ContentFile(content, name="underlag.pdf"), by=by)
    [note] = notes_on(member, item)
    assert note.place_url == f"{reader_of(document)}#anteckning-{note.pk}"
    page = unescape(browser(member).get(reader_of(document)).content.decode())
    assert '"rects": []' in page  # where its words are now is looked for
    assert "95.0" not in page


def test_the_page_of_a_place_is_said_to_be_that_of_the_version_where_it_was_marked(item, meeting, member):
    """It may stand on another in the one that replaced it."""
    document = attach(meeting, item)
    mark(browser(member), document)
    new = ContentFile(b"%PDF-1.7 nytt", name="underlag.pdf")
    newer = replace_document(document, new, by=person_for("secretary"))
    link = f'<a href="{reader_of(newer)}#anteckning-{Note.objects.get().pk}">Sida 3 i version 1</a>'
    for address in (item.url("item"), reader_of(newer), reader_of(document), "/mitt/anteckningar/"):
        page = browser(member).get(address).content.decode()
        assert (address, page.count(link), ">Sida 3<" in page) == (address, 1, False)


@pytest.mark.parametrize(
    ("state", "text", "is_lost"),
    [
        ("read", "Så här: Banval\nlen vid\nÅdalen.", False),
        ("read", "Ett annat underlag", True),
        ("scanned", "", False),
        (None, "", False),
    ],
)
def test_of_a_place_that_is_gone_the_item_and_the_paper_say_so_where_the_words_are_known(
    item, meeting, member, state, text, is_lost
):
    document = attach(meeting, item)
    mark(browser(member), document)
    new = ContentFile(b"%PDF-1.7 nytt", name="underlag.pdf")
    document = replace_document(document, new, by=person_for("secretary"))
    DocumentText.objects.filter(document=document).delete()
    if state:
        DocumentText.objects.create(document=document, state=state, text=text)
    page = browser(member).get(item.url("item")).content.decode()
    assert ("Platsen finns inte kvar." in page) is is_lost
    assert ("Handlingen är ersatt: platsen kan ha ändrats." in page) is (state != "read")
    for told_in in (page, browser(member).get(meeting.url("papers")).content.decode()):
        assert ("1 anteckning har mist sin plats" in told_in) is is_lost
    for version, is_told in ((document, is_lost), (document.replaces, False)):  # without script too
        page = browser(member).get(reader_of(version)).content.decode()
        assert ("data-lost>Platsen finns inte kvar." in page) is is_told


def test_a_place_that_cannot_be_understood_costs_no_text(item, meeting, member):
    document = attach(meeting, item)
    deep = "[" * 100_000
    for place in ("{", "[]", deep, {"page": "sju"}, PLACE | {"rects": [["a"]]}, NAN, PLACE | {"quote": " "}):
        refused = mark(browser(member), document, place)
        assert refused.status_code == 422
        assert "Vad kostar det?" in unescape(refused.content.decode())
    assert not Note.objects.exists()
    file = ContentFile(files.office(), name="karta.docx")
    text = attach_document(meeting, file, item=item, by=person_for("secretary"), title="Karta")
    with pytest.raises(Refused, match="läses inte i sidan"):
        write_note(text, by=member, text="Här.", place={"page": 1, "quote": "b"})


def test_a_place_is_read_by_those_who_read_the_note(
    four, item, meeting, harnosand, member, opposition, chair, outsider
):
    document = attach(meeting, item)
    mark(browser(member), document, PLACE | {"quote": "Kanarieord ett"})
    mark(browser(member), document, PLACE | {"quote": "Kanarieord två"}, shared_with=harnosand.pk)
    seen = {}
    for person in (member, opposition, chair):
        pages = [reader_of(document), item.url("item"), "/mitt/anteckningar/"]
        pages.append(document.meeting.url("document_notes", document.pk))
        found = [browser(person).get(page).content.decode() for page in pages]
        seen[person] = {
            tuple(word for word in ("ett", "två") if f"Kanarieord {word}" in unescape(p)) for p in found
        }
    assert seen == {member: {("ett", "två")}, opposition: {("två",)}, chair: {()}}
    assert browser(outsider).get(reader_of(document)).status_code == 404


def test_the_words_of_a_paper_are_not_read_in_a_note_by_one_who_may_no_longer_open_it(
    four, item, meeting, member
):
    mark(browser(member), attach(meeting, item), PLACE | {"quote": "Kanarieord"})
    assert "Kanarieord" in browser(member).get("/mitt/anteckningar/").content.decode()
    Appointment.objects.filter(person=member).update(ends="2020-01-01")
    later = Person.objects.get(pk=member.pk)
    page = browser(later).get("/mitt/anteckningar/").content.decode()
    assert "Vad kostar det?" in page
    assert "Kanarieord" not in page
    told = "".join(export(later, by=later))
    assert "Vad kostar det?" in told
    assert "Kanarieord" not in told


def test_with_its_item_the_words_of_a_paper_are_not_read_once_it_is_closed(item, meeting, preparer):
    document = attach(meeting, item)
    mark(browser(preparer), document, PLACE | {"quote": "Kanarieord"})
    assert "Kanarieord" in browser(preparer).get(item.url("item")).content.decode()
    readers = {"visibility": "restricted", "legal_ground": "OSL 19 kap. 3 §"}
    change_document(document, by=person_for("secretary"), **readers)
    page = browser(preparer).get(item.url("item")).content.decode()
    assert "Vad kostar det?" in page
    assert "Kanarieord" not in page


def test_of_a_version_that_one_may_not_open_a_place_tells_nothing(item, meeting, preparer):
    document = attach(meeting, item)
    mark(browser(preparer), document)
    newer = ContentFile(b"%PDF-1.7 nytt", name="underlag.pdf")
    newer = replace_document(document, newer, by=person_for("secretary"))
    DocumentText.objects.filter(document=newer).delete()
    DocumentText.objects.create(document=newer, state="read", text="Ett annat underlag")
    assert [note.is_lost for note in notes_on(preparer, item)] == [True]
    Document.objects.filter(pk=newer.pk).update(visibility="restricted", legal_ground="OSL 19 kap. 3 §")
    [note] = notes_on(preparer, item)
    assert (note.is_lost, note.place_url) == (False, f"{reader_of(document)}#anteckning-{note.pk}")


def test_a_place_is_marked_words_on_a_page_of_a_document(item, member):
    note = write_note(item, by=member, text="Om punkten.")
    for facts in ({"page": 1}, {"quote": "Ord"}, {"page": 1, "quote": "Ord", "sha256": "a"}):
        with pytest.raises(IntegrityError, match="note_place_in_document"), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(**facts)


@pytest.mark.parametrize("count", [1, 20])
def test_the_notes_cost_the_same_however_many(item, member, django_assert_num_queries, count):
    for number in range(count):
        write_note(item, by=member, text=f"Anteckning {number}")
    client = browser(member)
    with django_assert_num_queries(6):
        client.get("/mitt/anteckningar/")


def test_the_agenda_can_be_turned_page_by_page(regional, member):
    meeting = acts.summoned(regional, {"title": "Ett"}, {"title": "Två"}, {"title": "Tre"}, days=10)
    page = browser(member).get(meeting.items.get(number=2).get_absolute_url())
    around = page.context["neighbours"]
    assert (around["before"].number, around["after"].number, around["place"], around["count"]) == (1, 3, 2, 3)
    assert page.content.decode().count('rel="next"') == page.content.decode().count('rel="prev"') == 2

"""Notes: a private one is its writer's alone, a shared one stays in the organisation, neither is a
document."""

from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client

from councils.erasure import erase_contact_details
from councils.models import Appointment, Organisation, Person
from councils.personal_data import export
from meetings.minutes.record import compile_record
from meetings.models import Note
from meetings.reader.notes import notes_on
from meetings.workflow.document import attach_document
from meetings.workflow.note import change_note, remove_note, write_note
from rus_portal.demo.people import person_for
from tests import acts


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

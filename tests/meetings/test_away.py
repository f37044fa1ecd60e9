"""What is asked for below the address of an item that is not there any more, or not for the reader."""

from html import unescape

import pytest
from django.utils import timezone

from councils.models import Appointment
from meetings.models import AgendaItem, Document, Meeting
from meetings.workflow.document import change_document
from meetings.workflow.guest import invite_guest
from meetings.workflow.item import put_on_agenda
from meetings.workflow.meeting import change_meeting
from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from tests import acts

WORDS = "Vi delar inte bedömningen, och det är viktigt."
SENT = {
    "text": WORDS,
    "note": WORDS,
    "background": WORDS,
    "name": WORDS,
    "discussion": WORDS,
    "reason": WORDS,
}
READ = ("item_dissent", "item_stance", "item_notes")
KEPT = ("item_texts", "item_documents", "item_guests", "item_outcome", "item_lift", "item_continuation")
POSTED = ("item_placement", "stance_withdrawal", "stance_confirmation", "stance_takeover")


@pytest.fixture
def item(regional):
    """The second on an agenda sent out for today."""
    return acts.summoned(regional, {"title": "Ett"}, {"title": "Två"}, days=0).items.get(number=2)


@pytest.fixture
def following(regional):
    return acts.plan(regional, days=20)


def told(answer):
    return unescape(answer.content.decode())


def lifted(item, to):
    acts.lift(item, to)
    return AgendaItem.objects.get(pk=item.pk)


@pytest.mark.parametrize("name", [*READ, *KEPT])
def test_every_page_of_a_lifted_item_tells_what_became_of_it(client, item, following, member, name):
    address = item.url(name)
    lifted(item, following)
    client.force_login(member)
    page = client.get(address)
    assert (page.status_code, f"flyttas till mötet den {day(following.date)}" in told(page)) == (200, True)


@pytest.mark.parametrize("name", ["item_bundle_pdf", "item_bundle_zip"])
def test_a_file_of_a_lifted_item_is_not_there_and_tells_the_same(client, item, following, member, name):
    address = item.url(name)
    lifted(item, following)
    client.force_login(member)
    page = client.get(address)
    assert (page.status_code, "Punkten utgår och flyttas" in told(page)) == (404, True)


@pytest.mark.parametrize("name", [*READ, *KEPT, *POSTED])
def test_what_was_typed_for_a_lifted_item_is_not_lost(client, item, following, member, name):
    address = item.url(name)
    lifted(item, following)
    client.force_login(member)
    answer = client.post(address, SENT)
    assert (answer.status_code, told(answer).count(WORDS)) == (409, len(SENT))
    assert "Punkten utgår och flyttas" in told(answer)
    assert following.url("item", 1) not in told(answer)


@pytest.fixture
def document(item):
    return acts.attach(item.meeting, item)


def test_the_pages_of_its_documents_tell_the_same(client, item, document, following, member):
    file, notes = (item.meeting.url(name, document.pk) for name in ("document", "document_notes"))
    lifted(item, following)
    client.force_login(member)
    pages = [client.get(file), client.get(notes), client.post(notes, {"text": WORDS})]
    assert [page.status_code for page in pages] == [404, 200, 409]
    assert ["Punkten utgår och flyttas" in told(page) for page in pages] == [True] * 3
    assert WORDS in told(pages[2])
    acts.send(following)
    assert f'"{following.url("document_notes", document.pk)}"' in told(client.get(notes))


def test_of_a_document_that_is_gone_or_not_for_the_reader_nothing_is_told(
    client, item, document, following, preparer, member, secretary
):
    meeting = item.meeting
    change_document(document, by=secretary, visibility="restricted", legal_ground="21 kap. 1 §")
    lifted(item, following)
    client.force_login(preparer)
    assert "flyttas" not in told(client.get(meeting.url("document", document.pk)))
    put_on_agenda(lifted(AgendaItem.objects.get(pk=item.pk), meeting), by=secretary)
    Document.objects.all().delete()
    client.force_login(member)
    assert "felskriven" in told(client.get(meeting.url("document", document.pk)))


def test_dissent_and_guests_of_a_lifted_item_tell_the_same(client, item, following, member, secretary):
    opinion = acts.dissent(item, member, WORDS)
    link, _ = invite_guest(item, by=secretary, name="Forskare")
    meeting = item.meeting
    sent = {member: meeting.url("dissent_withdrawal", opinion.pk)}
    sent[secretary] = meeting.url("guest_revocation", link.pk)
    lifted(item, following)
    for person, address in sent.items():
        client.force_login(person)
        answer = client.post(address)
        assert (answer.status_code, "Punkten utgår och flyttas" in told(answer)) == (409, True)


def test_every_page_of_a_dropped_item_says_that_it_is_dropped(client, item, document, member):
    acts.drop(item)
    client.force_login(member)
    pages = {name: client.get(item.url(name)) for name in ("item", *READ)}
    assert {name: page.status_code for name, page in pages.items() if page.status_code == 404} == {}
    assert [name for name, page in pages.items() if "utgår" not in told(page).lower()] == []
    read = client.get(item.meeting.url("document", document.pk))
    read.close()
    assert read.status_code == 200


@pytest.mark.parametrize("name", ["item_outcome", "sitting_item", "sitting_outcome"])
def test_what_was_typed_of_an_item_that_was_dropped_meanwhile_is_not_lost(office, item, name):
    acts.drop(item)
    answer = office.post(item.url(name), SENT)
    assert (answer.status_code, told(answer).count(WORDS)) == (409, len(SENT))
    assert "Punkten utgår." in told(answer)


def test_the_way_to_the_same_form_where_the_matter_takes_it_now(client, item, following, secretary, member):
    forms = {name: item.url(name) for name in (*READ, *KEPT)}
    moved = lifted(item, following)

    def open_to(person):
        client.force_login(person)
        return {
            name for name, address in forms.items() if f'"{moved.url(name)}"' in told(client.post(address))
        }

    assert open_to(secretary) == {"item_notes", "item_texts", "item_documents", "item_guests", "item_lift"}
    acts.send(following)
    moved.refresh_from_db()
    assert open_to(member) == {"item_dissent", "item_stance", "item_notes"}


def test_a_matter_back_in_preparation_has_its_texts_and_documents_there(client, item, secretary):
    texts, documents, notes = item.url("item_texts"), item.url("item_documents"), item.url("item_notes")
    lifted(item, "preparation")
    client.force_login(secretary)
    page = f"/forslag/{item.pk}/"
    assert [f'"{page}underlag/"' in told(client.post(texts)), f'"{page}"' in told(client.post(notes))] == [
        True,
        True,
    ]
    assert f'"{page}handlingar/"' in told(client.post(documents))


def test_what_is_back_on_the_same_agenda_takes_the_form_at_its_place(client, item, following, member):
    address = item.url("item_notes")
    back = put_on_agenda(lifted(lifted(item, following), item.meeting), by=person_for("secretary"))
    client.force_login(member)
    answer = client.post(address, {"text": WORDS})
    assert (answer.status_code, answer.url, back.number) == (307, back.url("item_notes"), 3)


def test_nothing_is_told_to_those_who_were_not_sent_the_agenda(client, item, following, outsider):
    address = item.url("item_dissent")
    lifted(item, following)
    client.force_login(outsider)
    answer = client.post(address, SENT)
    assert (answer.status_code, "Två" in told(answer), "flyttas" in told(answer)) == (404, False, False)


def test_a_form_sent_to_the_day_before_a_move_reaches_the_meeting(client, regional, secretary, member):
    item = acts.summoned(regional, days=9).items.get()
    address, meeting = item.url("item_notes"), item.meeting
    later = meeting.date + timezone.timedelta(days=1)
    change_meeting(meeting, by=secretary, date=later, end_date=later)
    client.force_login(member)
    answer = client.post(address, {"text": WORDS}, follow=True)
    assert (answer.status_code, item.notes.get().text) == (200, WORDS)


# A seat of other days


@pytest.fixture
def left(regional, member, secretary):
    """The member has lodged dissent, and has no seat any more on the day of the meeting."""
    item = acts.summoned(regional, days=10).items.get()
    acts.dissent(item, member, WORDS)
    Appointment.objects.filter(person=member).update(ends=timezone.localdate() - timezone.timedelta(days=1))
    return item


@pytest.mark.parametrize("name", ["item", "item_dissent", "item_notes"])
def test_whoever_has_a_seat_on_other_days_is_told_of_the_day(client, left, member, name):
    client.force_login(member)
    page, other = client.get(left.url(name)), client.get(left.meeting.url(name, 99))
    sentence = f"Din plats i rådet gäller inte den {day(left.meeting.date)}."
    assert [(each.status_code, sentence in told(each)) for each in (page, other)] == [(404, True)] * 2
    assert (left.title in told(page), "felskriven" in told(page)) == (False, False)


def test_the_summons_tells_them_too(client, left, member):
    client.force_login(member)
    assert "gäller inte den" in told(client.get(left.meeting.url("summons_pdf")))


def test_a_wrong_address_is_wrong_to_those_who_read_the_meeting(client, left, chair, outsider):
    for person in (chair, outsider):
        client.force_login(person)
        page = told(client.get(left.meeting.url("item", 99)))
        assert ("felskriven" in page, "gäller inte" in page) == (True, False)
    assert Meeting.objects.visible_to(outsider).filter(pk=left.meeting.pk).exists()

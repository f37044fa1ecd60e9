"""A guest's link: one item, one slot, one's own slides, until the meeting is over. Nothing else."""

import datetime as dt
import hashlib
import json
import logging
import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.journal import history_of
from councils.models import JournalEntry
from meetings.models import Document, GuestLink, Letter
from meetings.workflow.document import attach_document
from meetings.workflow.guest import MOST_FILES, invite_guest, revoke_guest
from meetings.workflow.meeting import cancel_meeting, change_meeting, close_meeting
from rus_portal.logs import HideSecretAddresses
from tests import acts, files

DAY = dt.timedelta(days=1)
GUEST = {"name": "Inbjuden forskare", "role": "Forskare, universitetet"}
SLIDES = files.pdf("Bilder")


@pytest.fixture
def item(regional):
    """The second of two items that take a quarter of an hour each, from nine."""
    meeting = acts.summoned(
        regional,
        {},
        {"title": "Elnätets kapacitet"},
        days=10,
        place="Härnösand",
        link="https://mote.example/1",
    )
    return meeting.items.get(number=2)


@pytest.fixture
def invited(item, secretary):
    """The row, and the address of the guest's page."""
    link, token = invite_guest(item, by=secretary, **GUEST)
    return link, reverse("guest", args=[token])


def text(response):
    return unescape(response.content.decode())


def slides(name="bilder.pdf", content=SLIDES):
    return SimpleUploadedFile(name, content)


def upload(client, address, *files):
    return client.post(address, {"files": files or slides()})


# What the guest sees


def test_the_guest_sees_when_and_where_and_what_it_is_about(client, item, invited):
    page = text(client.get(invited[1]))
    for told in (
        "Regionala samverkansrådet",
        "Elnätets kapacitet",
        item.summary,
        "Ställningstagande",
        item.primary_goal.title,
        'T09:15">09.15</time>, 15 minuter',
        "Härnösand",
        'href="https://mote.example/1"',
        "Inbjuden forskare, Forskare, universitetet",
    ):
        assert told in page


def test_the_guest_sees_nothing_else_of_the_item_or_of_any_other(client, regional, secretary):
    words = {}

    def canary(place):
        words[place] = f"kanarie{len(words):02d}{place}"
        return words[place]

    hidden = [name for name in acts.WRITTEN if name not in ("title", "summary")]
    meeting = acts.plan(regional, days=10, note=canary("note"), registry_number=canary("meetingnumber"))
    own = acts.add(meeting, **{field: canary(field) for field in hidden})
    other = acts.add(meeting, **{field: canary(f"other{field}") for field in acts.WRITTEN})
    for about in (own, other, None):
        for visibility in ("council", "public"):
            file = ContentFile(SLIDES, name=f"{canary('name')}.pdf")
            attach_document(
                meeting, file, item=about, by=secretary, title=canary("paper"), visibility=visibility
            )
    acts.send(meeting)
    fellow, _ = invite_guest(own, by=secretary, name=canary("fellow"), email="gast@example.org")
    _, token = invite_guest(own, by=secretary, **GUEST)
    page = text(client.get(reverse("guest", args=[token])))
    assert own.title in page
    assert {place for place, word in words.items() if word in page} == set()
    assert fellow.email not in page


def test_two_guests_of_an_item_do_not_see_each_others_slides(client, item, invited, secretary):
    _, token = invite_guest(item, by=secretary, name="En annan gäst")
    upload(client, invited[1], slides("hemligheter.pdf"))
    assert "hemligheter.pdf" in text(client.get(invited[1]))
    assert "hemligheter.pdf" not in text(client.get(reverse("guest", args=[token])))


def test_the_link_opens_no_other_page(client, item, invited):
    upload(client, invited[1])
    document = item.documents.get()
    for address in (item.get_absolute_url(), document.get_absolute_url()):
        assert client.get(address).status_code == 404


def test_the_page_is_the_same_whoever_is_signed_in(office, invited, secretary):
    page = text(office.get(invited[1]))
    assert secretary.name not in page
    assert "Logga ut" not in page


def test_the_time_follows_the_agenda(client, item, invited, secretary):
    acts.move(item, -1)
    assert 'T09:00">09.00</time>' in text(client.get(invited[1]))


def test_a_meeting_over_several_days_promises_no_time(client, regional, secretary):
    day = timezone.localdate() + 10 * DAY
    meeting = acts.plan(regional, date=day, end_date=day + DAY, format="retreat")
    _, token = invite_guest(acts.add(meeting), by=secretary, **GUEST)
    page = text(client.get(reverse("guest", args=[token])))
    assert "Tiden får du av den som bjöd in dig." in page


# The address keeps its secret


def test_the_address_goes_to_no_other_site_no_cache_and_no_search_engine(client, invited):
    for address in (invited[1], reverse("guest", args=["okand"])):
        response = client.get(address)
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_the_token_is_kept_nowhere(client, office, item):
    response = office.post(item.url("item_guests"), GUEST | {"email": "gast@example.org"})
    token = re.search(r"/gast/([\w-]+)/", text(response))[1]
    upload(client, reverse("guest", args=[token]))
    link = GuestLink.objects.get()
    assert link.sha256 == hashlib.sha256(token.encode()).hexdigest()
    entries = JournalEntry.objects.values("act", "sentence", "before", "after")
    for kept in (GuestLink.objects.values(), Letter.objects.values(), Document.objects.values(), entries):
        assert token not in json.dumps(list(kept), default=str)
    assert token not in json.dumps(dict(office.session))


def test_the_log_does_not_tell_the_token():
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", "/gast/Hemlig-1/"), None
    )
    assert HideSecretAddresses().filter(record)
    assert record.getMessage() == "Not Found: /gast/…/"


def test_the_link_is_shown_once_with_words_to_send(office, item):
    response = office.post(item.url("item_guests"), GUEST)
    url = response.context["url"]
    assert text(response).count(url) == 2
    assert "no-store" in response["Cache-Control"]
    assert url not in text(office.get(item.url("item_guests")))
    assert office.get(url).status_code == 200


# How long the link works


def closed(client, address):
    response = client.get(address)
    refused = client.post(address, {"files": slides()})
    return response.status_code == refused.status_code == 404 and "Länken gäller inte" in text(response)


def test_a_revoked_link_opens_nothing_and_its_slides_stay(client, item, invited, secretary):
    link, address = invited
    upload(client, address)
    revoke_guest(link, by=secretary)
    assert closed(client, address)
    assert item.documents.count() == 1
    revoke_guest(link, by=secretary)
    assert [entry.act for entry in history_of(item)].count("revoke_guest") == 1


@pytest.mark.parametrize(("days", "is_open"), [(0, True), (1, False)])
def test_a_link_opens_until_the_meetings_last_day_ends(client, item, invited, days, is_open):
    last = timezone.localdate() - days * DAY
    type(item.meeting).objects.update(date=last - DAY, end_date=last)
    assert closed(client, invited[1]) is not is_open


def test_a_link_follows_the_meeting_when_it_is_moved(item, invited, secretary):
    later = item.meeting.date + 30 * DAY
    change_meeting(item.meeting, by=secretary, date=later, end_date=later, reason="Sjukdom.")
    link = GuestLink.objects.get()
    assert link.expires == later
    assert [*GuestLink.objects.in_use(later)] == [link]
    assert not GuestLink.objects.in_use(later + DAY).exists()


def close(item, by):
    acts.handle(item)
    close_meeting(item.meeting, by=by)


ENDINGS = {
    "the meeting is closed": close,
    "the meeting is cancelled": lambda item, by: cancel_meeting(item.meeting, by=by, reason="Sjukdom."),
    "the item is struck": lambda item, by: acts.drop(item, by=by),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_link_opens_nothing_once(client, regional, secretary, ending):
    item = acts.summoned(regional, days=0).items.get()
    _, token = invite_guest(item, by=secretary, **GUEST)
    address = reverse("guest", args=[token])
    assert not closed(client, address)
    ENDINGS[ending](item, secretary)
    assert closed(client, address)


def test_an_unknown_token_opens_nothing(client, invited):
    assert closed(client, reverse("guest", args=["okand"]))
    assert closed(client, reverse("guest", args=[invited[0].sha256]))


# Slides


def test_slides_are_the_councils_documents_and_the_journal_says_who_sent_them(
    client, item, invited, secretary
):
    response = upload(client, invited[1], slides("Elnätet_2027.pdf"))
    assert response.status_code == 302
    document = item.documents.get()
    assert (document.title, document.kind, document.visibility) == ("Elnätet 2027", "slides", "council")
    assert (document.added_by, document.added_after_summons) == (secretary, True)
    with document.file.open() as kept:
        assert kept.read() == SLIDES
    entry = history_of(item).last()
    assert (entry.sentence, entry.by) == ("Gästen Inbjuden forskare lade upp ”Elnätet 2027”.", None)
    assert [entry.act for entry in history_of(item)].count("attach_document") == 0
    assert "Handlingen är tillagd." in text(client.get(invited[1]))


def test_slides_come_in_though_the_browser_hides_where_the_form_comes_from(invited):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(invited[1], {"files": slides()}, headers={"origin": "null"})
    assert response.status_code == 302


def test_slides_come_in_though_the_one_who_invited_has_left(client, item, invited, secretary):
    secretary.appointments.update(ends=timezone.localdate() - DAY)
    assert upload(client, invited[1]).status_code == 302
    assert item.documents.count() == 1


BAD = [
    ((), "Välj minst en fil."),
    ((slides("a.exe", b"MZ"),), "”a.exe” är inte av ett slag som kan läggas upp."),
    ((slides("a.pdf", b"<html>"),), "”a.pdf” innehåller något annat än vad namnet säger."),
    ((slides("a.pdf", b""),), "”a.pdf” är tom."),
    ([slides(f"{n}.pdf") for n in range(MOST_FILES + 1)], f"En gäst kan lägga upp högst {MOST_FILES} filer."),
]


@pytest.mark.parametrize(("files", "sentence"), BAD)
def test_what_cannot_be_taken_is_met_by_a_sentence(client, item, invited, files, sentence):
    response = client.post(invited[1], {"files": files})
    assert response.status_code == 422
    assert sentence in text(response)
    assert not item.documents.exists()


# The secretariat


def test_an_invitation_is_in_the_journal_without_the_address(office, item, secretary):
    office.post(item.url("item_guests"), {"name": "Gäst 1", "email": "gast@example.org"})
    entry = history_of(item).last()
    assert (entry.sentence, entry.by) == ("Gäst 1 bjöds in som gäst till ”Elnätets kapacitet”.", secretary)
    assert "gast@" not in json.dumps([entry.sentence, entry.before, entry.after])


WRONG = [
    ({"name": ""}, "name", "Skriv vem gästen är."),
    ({"email": "gast"}, "email", "Skriv en hel e-postadress, till exempel namn@organisation.se."),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_a_wrong_invitation_is_met_by_a_sentence_at_its_field(office, item, changes, field, sentence):
    response = office.post(item.url("item_guests"), GUEST | changes)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert not GuestLink.objects.exists()


def test_a_guest_has_one_link_at_a_time(office, item, invited, secretary):
    again = GUEST | {"role": "Professor"}
    response = office.post(item.url("item_guests"), again)
    assert response.status_code == 422
    assert "Gästen har redan en länk. Dra in den om det behövs en ny." in text(response)
    with pytest.raises(ValidationError):
        invite_guest(item, by=secretary, **again)
    revoke_guest(invited[0], by=secretary)
    assert office.post(item.url("item_guests"), GUEST).status_code == 200


def test_the_office_sees_its_guests_and_revokes_on_the_page(client, office, item, invited):
    upload(client, invited[1], slides("Elnätet.pdf"))
    page = text(office.get(item.url("item_guests")))
    for told in ("Inbjuden forskare", "Gäller till och med", "Senast öppnad", ">Elnätet</a>"):
        assert told in page
    response = office.post(item.meeting.url("guest_revocation", invited[0].pk))
    assert response.url == item.url("item_guests")
    assert "Indragen" in text(office.get(response.url))


@pytest.mark.parametrize("role", ["chair", "member", "opposition", "official", "preparer", "administrator"])
def test_others_neither_invite_nor_revoke_nor_see_the_guests(client, request, item, invited, role):
    person = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        invite_guest(item, by=person, name="Min vän")
    with pytest.raises(PermissionDenied):
        revoke_guest(invited[0], by=person)
    client.force_login(person)
    assert client.get(item.url("item_guests")).status_code in (403, 404)
    assert client.post(item.url("item_guests"), GUEST).status_code in (403, 404)
    assert client.post(item.meeting.url("guest_revocation", invited[0].pk)).status_code == 404
    assert [*GuestLink.objects.visible_to(person)] == []
    assert GuestLink.objects.in_use().count() == 1


def test_no_guest_is_invited_to_what_is_over(office, regional, secretary):
    item = acts.held(regional).items.get()
    with pytest.raises(PermissionDenied, match="Mötet är över"):
        invite_guest(item, by=secretary, **GUEST)
    assert "Gäster bjuds in före mötet." in text(office.get(item.url("item_guests")))


def test_no_guest_is_invited_to_a_struck_item(regional, secretary):
    item = acts.drop(acts.add(acts.plan(regional, days=10)), by=secretary)
    with pytest.raises(PermissionDenied, match="utgår"):
        invite_guest(item, by=secretary, **GUEST)


def test_the_database_knows_who_revoked(invited, secretary):
    for half in ({"revoked_at": timezone.now()}, {"revoked_by": secretary}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GuestLink.objects.update(**half)


def test_a_guests_address_is_erased_long_after_the_meeting(item, secretary, settings, capsys):
    invite_guest(item, by=secretary, email="gast@example.org", **GUEST)
    call_command("erase_expired")
    assert GuestLink.objects.get().email == "gast@example.org"
    past = timezone.localdate() - (settings.CONTACT_RETENTION_DAYS + 1) * DAY
    type(item.meeting).objects.update(date=past, end_date=past)
    call_command("erase_expired")
    assert GuestLink.objects.get().email == ""
    assert (
        "E-postadresser till gäster som har föredragit på ett möte: 1 raderades." in capsys.readouterr().out
    )


def test_the_list_costs_the_same_however_many_guests(office, item, secretary, django_assert_max_num_queries):
    def ask():
        with django_assert_max_num_queries(14) as asked:
            office.get(item.url("item_guests"))
        return len(asked)

    invite_guest(item, by=secretary, **GUEST)
    one = ask()
    for number in range(6):
        invite_guest(item, by=secretary, name=f"Gäst {number}")
    assert ask() == one

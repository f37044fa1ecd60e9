"""Anyone tells what they could not read or use: it reaches somebody, and is kept no longer than it must."""

import datetime as dt

import pytest
from django.conf import settings as installed
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from councils.models import Council
from meetings.models import Barrier, Letter
from meetings.views import barrier as views
from meetings.workflow import barrier as verbs
from meetings.workflow.barrier import forget_barriers, tell_barrier
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for

PAGE = "/tillganglighet/hinder/"
WRITTEN = {
    "text": "Bilagan går inte\natt läsa.",
    "place": "Möte i maj",
    "reply_to": "ada@example.se",
    "website": "",
}


pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def send(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(PAGE, WRITTEN | changes)

    return send


def test_what_is_told_goes_as_a_letter_to_the_address_that_the_installation_says(send, settings):
    settings.CONTACT_EMAIL = "tillganglig@region.example"
    page = send().content.decode()
    [letter], barrier = mail.outbox, Barrier.objects.get()
    assert (letter.to, letter.reply_to) == (["tillganglig@region.example"], ["ada@example.se"])
    assert "Bilagan går inte\natt läsa." in letter.body
    assert "Det gäller: Möte i maj" in letter.body
    assert Letter.objects.get().sent_at
    assert f"nummer {barrier.pk}" in page
    assert "Bilagan går inte<br>att läsa." in page
    assert "Du får svar till ada@example.se" in page


def test_an_address_for_the_answer_is_not_asked_for(send):
    page = send(reply_to="", place="").content.decode()
    assert "Du lämnade ingen adress" in page
    assert (mail.outbox[0].reply_to, Barrier.objects.get().reply_to) == ([], "")


def test_where_the_installation_says_no_address_it_reaches_an_office_or_somebody_there(settings):
    settings.CONTACT_EMAIL = ""
    barrier = tell_barrier("Hinder.")
    assert barrier.email in {person_for(role).email for role in ("secretary", "admin")}
    Council.objects.filter(kind="office").update(email="kansliet@region.example")
    assert barrier.email == "kansliet@region.example"


@pytest.mark.parametrize("wrong", [{"text": " "}, {"reply_to": "ada"}, {"website": "https://spam.example"}])
def test_nothing_that_was_written_is_lost_where_something_is_wrong(send, wrong):
    answer = send(**wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Möte i maj"' in page
    assert ("Bilagan går inte\natt läsa." in page) is ("text" not in wrong)
    assert not Barrier.objects.exists()


def test_whom_a_browser_has_filled_in_for_is_through_the_second_time(send):
    form = send(website="https://spam.example").context["form"]
    assert form["website"].value() == ""
    assert send().status_code == 200


def test_the_same_pressed_twice_is_told_once(send):
    first, again = send(), send()
    assert first.context["told"] == again.context["told"]
    assert (Barrier.objects.count(), len(mail.outbox)) == (1, 1)


def test_whoever_writes_too_often_waits_and_keeps_what_was_written(send):
    for number in range(5):
        assert send(text=f"Hinder {number}.").status_code == 200
    page = send(text="Ett till.")
    assert (page.status_code, Barrier.objects.count()) == (422, 5)
    assert "Ett till." in page.content.decode()


def test_a_flood_from_many_places_stops_before_the_mailbox_is_full(monkeypatch):
    monkeypatch.setattr(verbs, "MOST_AN_HOUR", 2)
    tell_barrier("Ett."), tell_barrier("Två.")
    with pytest.raises(Refused):
        tell_barrier("Tre.")
    assert tell_barrier("Tre.", at=timezone.now() + dt.timedelta(hours=2))


def test_the_office_reads_what_has_come_and_whether_the_letter_went(client, send, secretary, member):
    send()
    client.force_login(secretary)
    page = client.get(reverse("barriers")).content.decode()
    assert "Bilagan går inte<br>att läsa." in page
    assert "mailto:ada@example.se" in page
    client.force_login(member)
    assert client.get(reverse("barriers")).status_code == 403


def test_what_has_come_is_read_a_page_at_a_time(client, secretary, monkeypatch):
    monkeypatch.setattr(views, "ON_A_PAGE", 4)
    told = [tell_barrier(f"Hinder {number}.") for number in range(6)]
    client.force_login(secretary)
    pages = [client.get(reverse("barriers"), {"sida": number}) for number in (1, 2)]
    assert [list(page.context["page"]) for page in pages] == [told[:1:-1], told[1::-1]]
    assert "Sida 2 av 2" in pages[1].content.decode()


def test_it_is_erased_with_its_letter_when_it_may_be_kept_no_longer():
    at = timezone.now()
    tell_barrier("Gammalt.", at=at - dt.timedelta(days=installed.CONTACT_RETENTION_DAYS, minutes=1))
    tell_barrier("Nytt.", at=at - dt.timedelta(days=installed.CONTACT_RETENTION_DAYS - 1))
    assert forget_barriers(at) == 1
    assert [letter.barrier.text for letter in Letter.objects.all()] == ["Nytt."]


def test_a_page_of_the_statement_keeps_no_cookie_and_that_of_the_form_is_its_own(client):
    assert not client.get(reverse("accessibility")).cookies
    assert f'href="{PAGE}"' in client.get(reverse("accessibility")).content.decode()

"""Whoever watches a search gets a letter when something new that is open to everyone answers to it: once the
mailbox has confirmed it, until it is ended with one press."""

import datetime as dt
import logging
import re

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from meetings.models import SearchAlert
from meetings.workflow import alert as verbs
from meetings.workflow.alert import ask_alert, confirm_alert, forget_unconfirmed, tell_alerts
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.refusal import Refused
from tests import acts
from tests.meetings.test_at_once import at_once

ADDRESS = "Nagon@example.se"


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Asks for an alert as the page does, and gives the letters that go."""

    def ask(client, query="q=hamnar"):
        with django_capture_on_commit_callbacks(execute=True):
            page = client.post(f"/sok/bevakning/?{query}", {"email": ADDRESS})
        assert page.status_code == 200
        return mail.outbox

    return ask


def link(letter):
    return re.search(r"https?://\S+?(/sok/bevakning/\S+)", letter.body)[1]


def publish(council, title):
    acts.published(acts.held(council, {"title": title}))
    index_all_that_waits()


def test_what_is_new_is_told_once_after_the_mailbox_has_confirmed(client, regional, letters):
    publish(regional, "Länets hamnar")
    [question] = letters(client)
    assert (question.to, question.subject) == (["nagon@example.se"], "Bekräfta din bevakning")
    client.get(link(question))  # programs that look through mail follow links
    assert tell_alerts() == 0
    assert "Bevakningen är igång" in client.post(link(question)).content.decode()
    assert tell_alerts() == 0  # what was there is no news
    publish(regional, "Hamnar och farleder")
    acts.summoned(regional, {"title": "Hemliga hamnar"}, days=9)
    assert (tell_alerts(), tell_alerts()) == (1, 0)
    told = mail.outbox[-1]
    assert (told.to, told.subject) == (["nagon@example.se"], "Nytt om ”hamnar”")
    assert "Ställningstagande: Hamnar och farleder\nI samsyn.\nhttp://testserver/stall" in told.body
    assert "Länets hamnar" not in told.body
    assert "Hemliga" not in told.body


@pytest.mark.both
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer")
def test_two_who_tell_at_once_send_one_letter(committed_region, regional):
    ask_alert(ADDRESS, "q=hamnar")
    confirm_alert(SearchAlert.objects.get())
    publish(regional, "Hamnar och farleder")
    mail.outbox.clear()
    sent = []
    at_once(*[lambda: sent.append(tell_alerts())] * 2)
    assert (sorted(sent), len(mail.outbox)) == ([0, 1], 1)


def test_a_letter_tells_whose_dissent_a_position_has(client, regional, opposition, letters):
    letters(client)
    confirm_alert(SearchAlert.objects.get())
    meeting = acts.summoned(regional, {"title": "Hamnar och farleder"})
    dissent = acts.dissent(meeting.items.get(), opposition)
    acts.handle(meeting.items.get())
    acts.published(acts.close(meeting))
    index_all_that_waits()
    assert tell_alerts() == 1
    assert f"farleder\nMed avvikande synpunkt från {dissent.whose}.\nhttp" in mail.outbox[-1].body


def test_what_is_watched_is_the_search_and_nothing_else_of_its_address(db):
    for query in ("q=hamnar&x=1&mal=9.9&utfall=samsyn", "sida=2&utfall=samsyn&q=%0Ahamnar%01"):
        ask_alert(ADDRESS, query)
    assert SearchAlert.objects.get().query == "q=hamnar&utfall=samsyn"
    with pytest.raises(Refused):
        ask_alert(ADDRESS, f"q={'%F0%90%80%80' * 300}")


def test_an_alert_that_was_ended_or_confirmed_meanwhile_stays_so(db):
    ask_alert(ADDRESS, "q=hamnar")
    one, other = SearchAlert.objects.get(), SearchAlert.objects.get()
    confirm_alert(one)
    confirm_alert(other, at=one.confirmed_at + dt.timedelta(hours=1))
    assert SearchAlert.objects.get().confirmed_at == one.confirmed_at
    verbs.end_alert(other)
    one.confirmed_at = None
    confirm_alert(one)
    assert not SearchAlert.objects.exists()


def test_it_is_ended_with_one_press_and_forgotten(client, regional, letters):
    [question] = letters(client, "q=hamnar&slag=position")
    assert "svarar mot sökningen ”hamnar”, Slag: Ställningstaganden." in question.body
    assert "svarar mot ”hamnar”, Slag: Ställningstaganden?" in client.get(link(question)).content.decode()
    confirm_alert(SearchAlert.objects.get())
    end = question.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert question.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Avsluta bevakningen?" in client.get(end).content.decode()
    assert SearchAlert.objects.count() == 1
    for _ in range(2):
        page = client.post(end, {"List-Unsubscribe": "One-Click"})
        assert (page.status_code, "adressen är glömd" in page.content.decode()) == (200, True)
    assert not SearchAlert.objects.exists()
    assert client.get(link(question)).status_code == 404
    assert client.get(reverse("search_alert_of", args=["1:falskt"])).status_code == 404


def test_nobody_is_told_whose_alerts_there_are_nor_floods_a_mailbox(client, regional, letters):
    letters(client)
    first = client.post("/sok/bevakning/?q=hamnar", {"email": ADDRESS}).content
    assert len(letters(client)) == 1  # not again within the hour
    confirm_alert(SearchAlert.objects.get())
    assert client.post("/sok/bevakning/?q=hamnar", {"email": ADDRESS}).content == first
    assert len(letters(client)) == 1
    for number in range(25):
        ask_alert(ADDRESS, f"q=hamn{number}")
    assert SearchAlert.objects.count() == verbs.MOST_OF_ONE
    with pytest.raises(Refused):
        ask_alert(ADDRESS, "q=+")
    with pytest.raises(Refused):
        ask_alert(ADDRESS, "q=!")


def test_whoever_asks_too_often_waits_and_so_does_a_program(client, db):
    def ask(nth, **more):
        return client.post(f"/sok/bevakning/?q=hamn{nth}", {"email": ADDRESS, **more}).status_code

    assert ask(0, website="https://spam.example") == 422
    assert [ask(nth) for nth in range(6)] == [200] * 5 + [422]
    assert SearchAlert.objects.count() == 5


def test_so_many_wait_to_be_confirmed_that_another_must_wait(db, monkeypatch):
    monkeypatch.setattr(verbs, "MOST_UNCONFIRMED", 2)
    for number in range(2):
        ask_alert(f"{number}@example.se", "q=hamn")
    with pytest.raises(Refused):
        ask_alert("3@example.se", "q=hamn")
    ask_alert("3@example.se", "q=hamn", at=timezone.now() + dt.timedelta(hours=2))


def test_what_is_not_confirmed_is_forgotten(db):
    now = timezone.now()
    for days in (2, 4):
        ask_alert(ADDRESS, f"q=hamn{days}", at=now - dt.timedelta(days=days))
    assert forget_unconfirmed(now) == 1
    assert SearchAlert.objects.get().query == "q=hamn2"


def test_what_cannot_be_sent_is_told_the_next_time(client, regional, letters, monkeypatch):
    letters(client)
    confirm_alert(SearchAlert.objects.get())
    publish(regional, "Hamnar och farleder")
    with monkeypatch.context() as down:
        down.setattr(locmem.EmailBackend, "send_messages", refuse)
        assert tell_alerts() == 0
    assert (tell_alerts(), tell_alerts()) == (1, 0)


def refuse(backend, messages):
    raise OSError(f"550 {messages[0].to[0]} is unknown")


def test_no_address_is_logged_when_a_letter_cannot_be_sent(client, regional, letters, monkeypatch, caplog):
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse)
    with caplog.at_level(logging.DEBUG):
        letters(client)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        f"bevakning {SearchAlert.objects.get().pk} could not be told: OSError"
    ]
    assert "example.se" not in caplog.text

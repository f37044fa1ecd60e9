"""Signing in reveals to no stranger who is known, and there is no other way in."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.sign_in.conftest import (
    STRANGER,
    ask_for_code,
    sent_code,
    sign_in,
)

pytestmark = pytest.mark.django_db


def walk(email):
    """Every response up to a wrong code, with random parts and the address replaced."""
    client = Client()
    answers = [
        ask_for_code(client, email),
        client.get("/konto/kod/"),
        client.post("/konto/kod/", {"action": "resend"}),
        *(client.post("/konto/kod/", {"code": "BBBB-BBBB"}) for _ in range(3)),
    ]
    return [
        (
            answer.status_code,
            answer.get("Location"),
            re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(email, "ADDRESS"),
        )
        for answer in answers
    ]


def test_the_answers_are_the_same_for_a_known_and_an_unknown_address(member):
    assert walk(member.email) == walk(STRANGER)


def test_an_unknown_address_gets_a_letter_without_a_code(client):
    ask_for_code(client, STRANGER)
    assert [letter.to for letter in mail.outbox] == [[STRANGER]]
    assert "hör inte till någon som kan logga in" in mail.outbox[0].body


def test_letters_are_limited_for_each_address(member):
    answers = [ask_for_code(Client(), member.email) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "Vänta några minuter" in answers[-1].content.decode()
    assert len(mail.outbox) == 3


def test_the_limit_is_the_same_for_an_unknown_address():
    answers = [ask_for_code(Client(), STRANGER) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]


def test_whoever_asks_too_often_is_led_to_the_code_that_holds(client, member):
    pages = [ask_for_code(client, member.email, next="/rad/") for _ in range(4)]
    page = pages[-1].content.decode()
    assert "Vänta några minuter innan du begär en ny." in page
    assert "gäller inte längre" not in page
    assert '<a href="/konto/kod/?next=%2Frad%2F">Skriv koden</a>' in page
    assert client.post("/konto/kod/", {"code": sent_code(), "next": "/rad/"}).url == "/rad/"


def test_where_no_code_holds_none_is_offered(member):
    for _ in range(4):
        answer = ask_for_code(Client(), member.email)
    assert "Skriv koden</a>" not in answer.content.decode()


def from_elsewhere(email):
    return Client(REMOTE_ADDR="192.0.2.7").post("/logga-in/", {"email": email}).status_code


def test_a_stranger_who_asks_for_codes_shuts_out_only_themselves(client, member):
    assert [from_elsewhere(member.email) for _ in range(4)] == [302, 302, 302, 200]
    assert sign_in(client, member.email).url == "/mitt/"


@pytest.mark.parametrize("known", [True, False])
def test_where_no_code_can_be_sent_the_page_says_so_and_offers_the_other_ways(client, member, no_mail, known):
    answer = ask_for_code(client, member.email if known else STRANGER)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Portalen kan inte skicka någon kod just nu: e-posten svarar inte," in page
    assert "eller logga in på ett annat sätt här nedanför." in page
    assert page.index("här nedanför") < page.index("Logga in med nyckel")
    assert (member.email if known else STRANGER) in page


def test_a_code_that_came_holds_where_another_cannot_be_sent(client, member, request):
    ask_for_code(client, member.email)
    code = sent_code()
    request.getfixturevalue("no_mail")
    answer = client.post("/konto/kod/", {"action": "resend"}, follow=True)
    assert "Koden i ett tidigare brev gäller fortfarande." in answer.content.decode()
    assert client.post("/konto/kod/", {"code": code}).url == "/mitt/"


@pytest.mark.parametrize("act", ["change", "set", "reset"])
def test_there_are_no_passwords(act, member):
    assert not member.has_usable_password()
    with pytest.raises(NoReverseMatch):
        reverse(f"account_{act}_password")


def test_nobody_signs_up():
    assert reverse("account_signup") == reverse("sign_in")


def test_the_admin_has_no_way_in_of_its_own(client, member):
    assert client.get("/admin/", follow=True).redirect_chain[-1] == ("/logga-in/?next=%2Fadmin%2F", 302)
    client.force_login(member)
    assert client.get("/admin/", follow=True).status_code == 403

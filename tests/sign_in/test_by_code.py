"""Signing in with a code to a known address, and back to the page that was asked for."""

import pytest
from django.core import mail
from django.test import Client

from councils.models import Appointment, Council
from rus_portal.core.mailer import BY_SMTP
from tests.postbox import lead
from tests.sign_in.conftest import STRANGER, ask_for_code, sent_code, sign_in, totp, user_of, words

pytestmark = pytest.mark.django_db


def test_who_is_nobody_or_asks_too_often_is_a_line_of_the_log_that_names_nobody(client, member, caplog):
    ask_for_code(client, STRANGER)
    for _ in range(4):
        ask_for_code(client, member.email)
    told = [record.getMessage() for record in caplog.records if record.name == "rus_portal.signin.forms"]
    assert told == ["A code is asked for to an address that is nobody's", "Codes are asked for too often"]


def test_an_address_put_right_gets_a_code_of_its_own(client, member, opposition):
    ask_for_code(client, member.email)
    first = sent_code()
    ask_for_code(client, opposition.email)
    assert mail.outbox[-1].to == [opposition.email]
    assert client.post("/konto/kod/", {"code": first}).status_code == 200
    client.post("/konto/kod/", {"code": sent_code()})
    assert client.get("/mitt/").wsgi_request.user == opposition


def test_a_code_sent_by_email_signs_the_person_in(client, member):
    answer = sign_in(client, member.email)
    assert (answer.status_code, answer.url) == (302, "/mitt/")
    assert user_of(client) == str(member.pk)
    assert [letter.to for letter in mail.outbox] == [[member.email]]


def told_of(letter):
    return letter.reply_to, letter.extra_headers["Auto-Submitted"]


def test_answers_to_letters_about_signing_in_reach_somebody(client, member, regional, settings):
    Council.objects.filter(pk=regional.office_id).update(email="kansli@region.example")
    settings.CONTACT_EMAIL = "portalen@region.example"
    ask_for_code(client, member.email)
    ask_for_code(Client(), STRANGER)
    settings.CONTACT_EMAIL = ""
    ask_for_code(Client(), STRANGER)
    assert [told_of(letter) for letter in mail.outbox] == [
        (["kansli@region.example"], "auto-generated"),
        (["portalen@region.example"], "auto-generated"),
        (["kansli@region.example"], "auto-generated"),
    ]


def test_the_page_that_was_asked_for_comes_after_signing_in(client, member):
    assert client.get("/kansli/").url == "/logga-in/?next=/kansli/"
    assert sign_in(client, member.email, next="/rad/").url == "/rad/"


def test_no_page_of_another_site_comes_after_signing_in(client, member):
    assert sign_in(client, member.email, next="https://example.org/").url == "/mitt/"
    assert client.post("/logga-ut/", {"next": "rad"}).url == "/"  # a word is no address


def expire(client):
    """As if the code had been sent an hour ago."""
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 3600
    session.save()


def test_an_expired_code_is_told_and_the_page_that_was_asked_for_is_kept(client, member):
    ask_for_code(client, member.email, next="/rad/")
    expire(client)
    answer = client.post("/konto/kod/", {"code": sent_code(), "next": "/rad/"})
    assert answer.url == "/logga-in/?next=%2Frad%2F"
    assert "Koden gäller inte längre." in words(client, answer)
    assert sign_in(client, member.email, next="/rad/").url == "/rad/"


def test_the_page_and_the_letter_say_how_long_a_code_holds(client, member, settings):
    page = client.get(ask_for_code(client, member.email).url).text
    told = f"gäller i {settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60} minuter"
    assert told in page
    assert told in mail.outbox[-1].body
    assert settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT == 600


def test_a_code_whose_sign_in_is_forgotten_is_told_in_the_same_way(client):
    answer = client.post("/konto/kod/", {"code": "BBBB-BBBB", "next": "/rad/"})
    assert answer.url == "/logga-in/?next=%2Frad%2F"
    assert "Koden gäller inte längre." in words(client, answer)


def test_three_typos_keep_the_page_that_was_asked_for(client, member):
    ask_for_code(client, member.email, next="/rad/")
    for _ in range(3):
        answer = client.post("/konto/kod/", {"code": "BBBB-BBBB", "next": "/rad/"})
    assert answer.url == "/logga-in/?next=%2Frad%2F"
    page = words(client, answer)
    assert "koden gäller inte längre" in page
    assert "Koden gäller inte längre." not in page


def test_a_second_tab_keeps_the_page_that_it_asked_for(client, member):
    ask_for_code(client, member.email, next="/rad/")
    assert client.get("/logga-in/?next=/mal/").url == "/konto/kod/?next=%2Fmal%2F"
    client.post("/konto/kod/", {"code": sent_code(), "next": "/rad/"})
    assert client.post("/konto/kod/", {"code": "BBBB-BBBB", "next": "/mal/"}).url == "/mal/"
    assert client.get("/logga-in/?next=/mal/").url == "/mal/"


@pytest.mark.parametrize("step", ["/logga-in/", "/konto/kod/", "/konto/andra-steget/"])
def test_a_tab_left_behind_at_the_sign_in_goes_on_once_another_has_signed_in(member, step):
    """Its mark is from before the sign-in."""
    browser, older = Client(enforce_csrf_checks=True), {"csrfmiddlewaretoken": "x" * 32}
    browser.force_login(member)
    assert browser.post(step, older | {"next": "/mal/"}).url == "/mal/"
    assert browser.post(step, older | {"next": "https://evil.example/"}).url == "/mitt/"
    answer = Client(enforce_csrf_checks=True).post(step, older)
    assert (answer.status_code, "data-typed hidden" in answer.text) == (403, True)


def test_another_address_keeps_the_page_that_was_asked_for(client, member):
    ask_for_code(client, STRANGER, next="/rad/")
    page = client.get("/konto/kod/?next=/rad/").content.decode()
    assert 'name="next" value="/logga-in/?next=/rad/">Använd' in page


def test_the_second_step_keeps_the_page_that_was_asked_for(client, secretary, app_of_the_secretary):
    answer = sign_in(client, secretary.email, next="/rad/")
    assert answer.url == "/konto/andra-steget/?next=%2Frad%2F"
    session = client.session
    session["account_login"]["initiated_at"] -= 3600
    session.save()
    answer = client.post(answer.url, {"code": totp(app_of_the_secretary)})
    assert answer.url == "/logga-in/?next=%2Frad%2F"
    assert "Koden gäller inte längre." in words(client, answer)


def test_an_address_that_the_mail_server_refuses_is_told_in_a_sentence(client, member, postbox, settings):
    lead(settings, postbox.port, codes=BY_SMTP)
    for email in (member.email, STRANGER):
        postbox.unknown.add(email)
        answer = ask_for_code(client, email, next="/rad/")
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "E-postservern tar inte emot brev till adressen." in page
        assert 'name="next" value="/rad/"' in page


def test_a_mail_server_that_is_busy_is_told_in_a_sentence_also_for_a_new_code(
    client, member, postbox, settings
):
    lead(settings, postbox.port, codes=BY_SMTP)
    postbox.at_address = ["450 4.2.0 Greylisted", "250 OK", "450 4.2.0 Greylisted"]
    assert "kan inte skicka någon kod just nu" in ask_for_code(client, member.email).content.decode()
    assert ask_for_code(client, member.email).url == "/konto/kod/"
    answer = client.post("/konto/kod/", {"action": "resend", "next": "/rad/"})
    assert answer.url == "/konto/kod/?next=%2Frad%2F"
    assert "kan inte skicka någon kod just nu" in words(client, answer)


@pytest.mark.parametrize("answer", ["450 4.2.0 Greylisted", "550 5.1.1 Unknown"])
def test_what_was_never_sent_is_not_counted_as_a_code(client, member, postbox, settings, answer):
    lead(settings, postbox.port, codes=BY_SMTP)
    postbox.at_address = [answer] * 4 + ["250 OK"] * 3
    said = [ask_for_code(client, member.email).text for _ in range(4)]
    assert [text for text in said if "Det har begärts många koder" in text] == []
    assert [ask_for_code(client, member.email).status_code for _ in range(4)] == [302, 302, 302, 200]


def test_the_case_of_an_address_does_not_matter(client, member):
    member.email = "Namn.Namnsson@Harnosand.SE"
    member.save()
    sign_in(client, "namn.namnsson@harnosand.se")
    assert user_of(client) == str(member.pk)


def test_a_wrong_code_does_not_sign_in_and_three_end_the_attempt(client, member):
    ask_for_code(client, member.email)
    right = sent_code()
    answers = [client.post("/konto/kod/", {"code": "BBBB-BBBB"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    client.post("/konto/kod/", {"code": right})
    assert user_of(client) is None


def test_a_code_works_only_in_the_browser_that_asked_for_it(client, member):
    ask_for_code(client, member.email)
    other = Client()
    other.post("/konto/kod/", {"code": sent_code()})
    assert user_of(other) is None


def test_one_may_begin_again_with_another_address(client, member):
    ask_for_code(client, STRANGER)
    assert client.post("/logga-ut/", {"next": "/logga-in/"}).url == "/logga-in/"
    sign_in(client, member.email)
    assert user_of(client) == str(member.pk)


def test_a_person_who_is_no_longer_active_is_a_stranger_and_a_session_ends_at_once(client, member):
    sign_in(client, member.email)
    member.is_active = False
    member.save()
    assert client.get("/konto/").status_code == 302
    ask_for_code(Client(), member.email)
    assert "hör inte till någon" in mail.outbox[-1].body


def test_a_person_without_a_seat_today_signs_in_and_has_no_more_rights_than_the_public(client, member, chair):
    Appointment.objects.filter(person=member).update(ends="2020-12-31")
    sign_in(client, member.email)
    assert user_of(client) == str(member.pk)
    assert not member.standing.appointments
    assert client.get("/konto/").status_code == 200
    assert client.get("/kansli/").status_code == 403

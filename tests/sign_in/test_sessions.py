"""Which sessions one has, and what is noted of sign-ins."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from councils.journal import history_of
from councils.models import SignIn
from rus_portal.demo.people import person_for
from rus_portal.templatetags.devices import device
from tests.acts import as_posted, drafted
from tests.sign_in.conftest import (
    acts,
    add_app,
    ask_for_code,
    sent_code,
    sign_in,
    totp,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
SIGN_IN = "/logga-in/"


# Sessions


def test_a_person_sees_and_ends_only_their_own_sessions(member, opposition):
    here, there, theirs = Client(), Client(), Client()
    for client, person in ((here, member), (there, member), (theirs, opposition)):
        sign_in(client, person.email)
        cache.clear()
    listed = here.get("/konto/sessioner/").context["sessions"]
    assert {row.session_key for row in listed} == {here.session.session_key, there.session.session_key}

    for client in (theirs, there):
        row = UserSession.objects.get(session_key=client.session.session_key)
        here.post("/konto/sessioner/", {"session": row.pk})
    assert [client.get("/konto/").status_code for client in (here, there, theirs)] == [200, 302, 200]


def long_signed_in(client):
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()


def test_whoever_ends_a_session_has_lately_signed_in(member):
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, member.email)
        cache.clear()
    row = UserSession.objects.get(session_key=there.session.session_key)
    long_signed_in(here)
    page = here.get("/konto/sessioner/").text
    assert ("Logga ut och in igen" in page, 'name="session"' in page) == (True, False)
    answer = here.post("/konto/sessioner/", {"session": row.pk}, follow=True)
    assert "Logga ut och in igen först." in answer.text
    assert there.get("/konto/").status_code == 200

    out = here.post("/logga-ut/", {"next": "/logga-in/?next=/konto/sessioner/"})
    assert out.url == "/logga-in/?next=/konto/sessioner/"
    assert sign_in(here, member.email, next="/konto/sessioner/").url == "/konto/sessioner/"
    here.post("/konto/sessioner/", {"session": row.pk})
    assert there.get("/konto/").status_code == 302


def test_whoever_has_a_second_factor_ends_a_session_with_it(at_work, app_of_the_secretary, secretary):
    there = Client()
    cache.clear()  # as if the app showed another code
    sign_in(there, secretary.email)
    there.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)})
    row = UserSession.objects.get(session_key=there.session.session_key)
    long_signed_in(at_work)
    answer = at_work.post("/konto/sessioner/", {"session": row.pk})
    assert answer.url == "/konto/bekraftelse/?next=%2Fkonto%2Fsessioner%2F"
    assert UserSession.objects.filter(pk=row.pk).exists()
    cache.clear()
    at_work.post(answer.url, {"code": totp(app_of_the_secretary)})
    at_work.post("/konto/sessioner/", {"session": row.pk})
    assert not UserSession.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("user_agent", "told"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140", "Edge på Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari på iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox på Linux"),
        ("", "Okänd enhet"),
    ],
)
def test_a_device_is_told_in_words(user_agent, told):
    assert device(user_agent) == told


# How long one lasts, and what carries it


def test_a_session_ends_when_it_was_said_to_however_much_is_kept_in_it(client, member):
    sign_in(client, member.email)
    ends = Session.objects.get().expire_date
    session = client.session
    session["more"] = 1
    session.save()
    assert Session.objects.get().expire_date == ends
    assert ends - timezone.now() < 14 * DAY


@pytest.fixture
def at_work(client, secretary, app_of_the_secretary):
    sign_in(client, secretary.email)
    client.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)})
    return client


def later(client, hours):
    """As if the last thing that was asked for had been so long ago."""
    session = client.session
    session["seen"] -= hours * 3600
    session.save()


@pytest.mark.parametrize("address", ["/kansli/", "/konto/", "/"])
def test_whoever_works_at_the_office_and_has_done_nothing_for_half_a_day_signs_in_again(at_work, address):
    at_work.get("/kansli/")
    later(at_work, 11.9)
    assert at_work.get(address).status_code == 200
    later(at_work, 11.9)
    assert at_work.get(address).status_code == 200, "counted from the last time"
    later(at_work, 12.1)
    answer = at_work.get(address)
    assert answer.url.startswith("/logga-in/")
    assert "Du har inte gjort något på länge" in at_work.get(answer.url).text
    assert at_work.get("/kansli/").status_code == 302


def test_a_form_that_was_sent_after_half_a_day_is_come_back_to(at_work):
    at_work.get("/kansli/")
    later(at_work, 13)
    answer = at_work.post("/kansli/grunduppgifter/", headers={"referer": "http://testserver/kansli/"})
    assert answer.url == "/logga-in/?next=/kansli/"


def test_a_text_that_was_sent_after_half_a_day_waits_until_its_writer_has_signed_in(
    at_work, regional, app_of_the_secretary, secretary
):
    page = f"/forslag/{drafted(regional, by=secretary).pk}/underlag/"
    typed = as_posted(at_work.get(page).context["form"], background="Skrivet i går.")
    later(at_work, 13)
    answer = at_work.post(page, typed, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.json()) == (401, {"sentence": "Du är utloggad."})
    cache.clear()  # as if the app showed another code
    sign_in(at_work, secretary.email)
    at_work.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)})
    at_work.get(page)
    later(at_work, 13)
    assert at_work.post(page, typed).url == f"/logga-in/?next={page}"
    cache.clear()
    sign_in(at_work, secretary.email)
    at_work.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)})
    assert "Skrivet i går." in at_work.get(page).text


def test_there_is_no_such_limit_for_those_who_read(client, member):
    sign_in(client, member.email)
    client.get("/rad/")
    assert "seen" not in client.session
    assert client.get("/rad/").status_code == 200


def test_it_is_noted_that_somebody_is_there_every_tenth_minute_and_no_more(at_work):
    at_work.get("/kansli/")
    later(at_work, 0.1)
    before = at_work.session["seen"]
    at_work.get("/kansli/")
    assert at_work.session["seen"] == before
    later(at_work, 0.1)
    at_work.get("/kansli/")
    assert at_work.session["seen"] > before


def test_its_cookie_is_read_by_no_script_and_comes_from_no_other_site(client, member):
    sign_in(client, member.email)
    cookies = client.cookies["sessionid"], Client().get("/logga-in/").cookies["csrftoken"]
    told = [[cookie[name] for name in ("httponly", "samesite", "path", "domain")] for cookie in cookies]
    assert told == [[True, "Lax", "/", ""], ["", "Lax", "/", ""]]


# Signing out


@pytest.mark.parametrize("address", ["/", "/mitt/", "/konto/", "/konto/sessioner/"])
def test_every_page_leads_out_for_whoever_is_signed_in(client, member, address):
    client.force_login(member)
    assert client.get(address).text.count('action="/logga-ut/"') == 1


def test_what_carried_a_session_that_was_ended_opens_nothing(client, member):
    sign_in(client, member.email)
    kept = Client()
    kept.cookies["sessionid"] = client.cookies["sessionid"].value
    assert kept.get("/konto/").status_code == 200
    client.post("/logga-ut/")
    assert kept.get("/konto/").status_code == 302


def test_a_page_from_before_the_sign_in_signs_out_too(member):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)
    assert browser.post("/logga-ut/", {"csrfmiddlewaretoken": "x" * 32}).url == "/"
    assert browser.get("/konto/").status_code == 302


def test_a_form_of_another_site_empties_no_browser(client, settings):
    """It comes without the session (SameSite)."""
    assert "Clear-Site-Data" not in client.post("/logga-ut/").headers
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


# What is noted


@pytest.mark.usefixtures("committed_region")
def test_it_is_noted_who_signed_in_how_and_who_failed_and_the_journal_keeps_none_of_it(client):
    secretary = person_for("secretary")
    ask_for_code(client, secretary.email)
    client.post("/konto/kod/", {"code": "BBBB-BBBB"})
    client.post("/konto/kod/", {"code": sent_code()})
    secret = add_app(client)
    client.post("/logga-ut/")
    sign_in(client, secretary.email)
    client.post("/konto/andra-steget/", {"code": "000000"})
    client.post("/konto/andra-steget/", {"code": totp(secret)})
    assert acts(secretary) == [
        ("failed", "Fel kod från e-posten angavs."),
        ("signed_in", "Loggade in: kod i e-posten."),
        ("factor_added", "Lade till en app för engångskoder."),
        ("factor_added", "Lade till reservkoder."),
        ("signed_out", "Loggade ut."),
        ("failed", "Fel engångskod eller reservkod angavs."),
        ("signed_in", "Loggade in: kod i e-posten och engångskod från app."),
    ]
    assert not history_of(secretary).exists()


def test_what_is_noted_and_where_from_is_erased_after_the_days_of_the_setting(client, member, settings):
    settings.SIGN_IN_RETENTION_DAYS = 30
    now = timezone.now()
    for days in (31, 29):
        SignIn.objects.create(person=member, act="signed_in", sentence="Loggade in.", at=now - days * DAY)
    sign_in(client, member.email)
    call_command("erase_expired")
    assert SignIn.objects.count() == 2
    assert UserSession.objects.count() == 1
    Session.objects.update(expire_date=now - DAY)
    call_command("erase_expired")
    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)


def test_the_administrator_reads_all_sign_ins_and_everyone_their_own(
    client, member, chair, secretary, administrator, settings
):
    settings.SECOND_FACTOR_REQUIRED = False
    for person in (member, chair):
        sign_in(Client(), person.email)
    seen = {
        person: {note.person for note in SignIn.objects.visible_to(person)}
        for person in (member, secretary, administrator)
    }
    assert seen == {member: {member}, secretary: set(), administrator: {member, chair}}
    client.force_login(administrator)
    found = client.get("/kansli/inloggningar/", {"q": member.name, "vad": "signed_in"}).context["page"]
    assert [note.person for note in found] == [member]
    assert not client.get("/kansli/inloggningar/", {"vad": "failed"}).context["page"].object_list


@pytest.mark.parametrize(
    ("page", "leads"),
    [
        ("/mitt/?sida=2", f"{SIGN_IN}?next=%2Fmitt%2F%3Fsida%3D2"),
        (SIGN_IN, ""),
        ("/finns-inte/", ""),
        ("http://example.org/mitt/", ""),
    ],
)
def test_whose_session_and_its_mark_are_gone_comes_to_the_page_with_the_form_by_the_sign_in(db, page, leads):
    page = page if page.startswith("http:") else f"http://testserver{page}"
    answer = Client(enforce_csrf_checks=True).post("/konto/", {"a": "b"}, headers={"Referer": page})
    assert answer.status_code == 403
    assert "logga in och öppna sidan igen" in answer.content.decode() or not leads
    assert answer.context["sign_in"] == leads

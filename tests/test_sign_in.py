"""Signing in: a code to a known address, a response that reveals nothing, two factors for the office."""

import datetime as dt
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, SignIn
from rus_portal.demo.people import person_for
from rus_portal.templatetags.devices import device

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
STRANGER = "nobody@example.org"


def test_an_address_put_right_gets_a_code_of_its_own(client, member, opposition):
    ask_for_code(client, member.email)
    first = sent_code()
    ask_for_code(client, opposition.email)
    assert mail.outbox[-1].to == [opposition.email]
    assert client.post("/konto/kod/", {"code": first}).status_code == 200
    client.post("/konto/kod/", {"code": sent_code()})
    assert client.get("/mitt/").wsgi_request.user == opposition


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


def ask_for_code(client, email, **more):
    return client.post("/logga-in/", {"email": email, **more})


def sent_code():
    return re.search(r"^ +(\S+)$", mail.outbox[-1].body, re.MULTILINE)[1]


def sign_in(client, email, **more):
    ask_for_code(client, email, **more)
    return client.post("/konto/kod/", {"code": sent_code(), **more})


def add_app(client):
    """Add an app for one-time codes, and return its secret."""
    secret = client.get("/konto/app/ny/").context["form"].secret
    answer = client.post("/konto/app/ny/", {"code": totp(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def totp(secret, steps_from_now=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_from_now))


def acts(person):
    return [(note.act, note.sentence) for note in person.sign_ins.order_by("pk")]


def user_of(client):
    return client.session.get("_auth_user_id")


# By code -------------------------------------------------------------------------------------------


def test_a_code_sent_by_email_signs_the_person_in(client, member):
    answer = sign_in(client, member.email)
    assert (answer.status_code, answer.url) == (302, "/mitt/")
    assert user_of(client) == str(member.pk)
    assert [letter.to for letter in mail.outbox] == [[member.email]]


def test_the_page_that_was_asked_for_comes_after_signing_in(client, member):
    assert client.get("/kansli/").url == "/logga-in/?next=/kansli/"
    assert sign_in(client, member.email, next="/rad/").url == "/rad/"


def test_no_page_of_another_site_comes_after_signing_in(client, member):
    assert sign_in(client, member.email, next="https://example.org/").url == "/mitt/"


def expire(client):
    """As if the code had been sent an hour ago."""
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 3600
    session.save()


def words(client, answer):
    return client.get(answer.url).content.decode()


def test_an_expired_code_is_told_and_the_page_that_was_asked_for_is_kept(client, member):
    ask_for_code(client, member.email, next="/rad/")
    expire(client)
    answer = client.post("/konto/kod/", {"code": sent_code(), "next": "/rad/"})
    assert answer.url == "/logga-in/?next=%2Frad%2F"
    assert "Koden gäller inte längre." in words(client, answer)
    assert sign_in(client, member.email, next="/rad/").url == "/rad/"


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
    settings.EMAIL_BACKEND = settings.LETTER_BACKEND
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
    settings.EMAIL_BACKEND = settings.LETTER_BACKEND
    postbox.at_address = ["450 4.2.0 Greylisted", "250 OK", "450 4.2.0 Greylisted"]
    assert "kan inte skicka någon kod just nu" in ask_for_code(client, member.email).content.decode()
    assert ask_for_code(client, member.email).url == "/konto/kod/"
    answer = client.post("/konto/kod/", {"action": "resend", "next": "/rad/"})
    assert answer.url == "/konto/kod/?next=%2Frad%2F"
    assert "kan inte skicka någon kod just nu" in words(client, answer)


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


# Nothing is given away -----------------------------------------------------------------------------


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


def from_elsewhere(email):
    return Client(REMOTE_ADDR="192.0.2.7").post("/logga-in/", {"email": email}).status_code


def test_a_stranger_who_asks_for_codes_shuts_out_only_themselves(client, member):
    assert [from_elsewhere(member.email) for _ in range(4)] == [302, 302, 302, 200]
    assert sign_in(client, member.email).url == "/mitt/"


@pytest.fixture
def no_mail(settings):
    """A mail server that is away."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9


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


def test_a_second_factor_is_added_also_where_the_letter_about_it_cannot_be_sent(client, request):
    sign_in(client, person_for("secretary").email)
    request.getfixturevalue("no_mail")
    add_app(client)
    assert Authenticator.objects.filter(type="totp").count() == 1


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


# Two factors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["secretary", "administrator"])
def test_the_office_goes_no_further_than_the_account_without_a_second_factor(client, role, request):
    sign_in(client, request.getfixturevalue(role).email)
    for address in ("/kansli/", "/", "/rad/", "/admin/"):
        assert client.get(address).url == f"/konto/?next={address.replace('/', '%2F')}"
    assert client.post("/rad/").url == "/konto/"
    assert "Du behöver ett steg till" in client.get("/konto/?next=/kansli/").content.decode()


def test_members_need_no_second_factor(client, member):
    sign_in(client, member.email)
    assert client.get("/rad/").status_code == 200


@pytest.mark.usefixtures("committed_region")  # allauth tells of it on commit, while the request lasts
def test_a_second_factor_added_opens_the_office_in_the_same_session(client):
    secretary = person_for("secretary")
    sign_in(client, secretary.email)
    add_app(client)
    assert client.get("/kansli/").status_code == 200
    assert client.get("/konto/reservkoder/").status_code == 200
    assert mail.outbox[-1].subject == "En app för engångskoder lades till"
    assert mail.outbox[-1].to == [secretary.email]


@pytest.mark.usefixtures("committed_region")
def test_adding_a_second_factor_keeps_the_page_that_was_asked_for(client):
    sign_in(client, person_for("secretary").email)
    way = client.get("/kansli/").url
    add = "/konto/app/ny/?next=/kansli/"
    assert f'href="{add}"' in client.get(way).content.decode()
    secret = client.get(add).context["form"].secret
    answer = client.post(add, {"code": totp(secret)})
    assert answer.url == "/konto/reservkoder/?next=%2Fkansli%2F"
    assert '<a class="btn btn-primary" href="/kansli/">' in words(client, answer)


@pytest.fixture
def app_of_the_secretary(secretary):
    """The secret of an app added in an earlier session."""
    secret = generate_totp_secret()
    TOTP.activate(secretary, secret)
    RecoveryCodes.activate(secretary)
    return secret


def test_with_a_second_factor_the_code_is_not_enough(client, secretary, app_of_the_secretary):
    assert sign_in(client, secretary.email).url == "/konto/andra-steget/"
    assert client.get("/kansli/").status_code == 302
    wrong = client.post("/konto/andra-steget/", {"code": "000000"})
    assert "Koden stämmer inte" in wrong.content.decode()
    assert client.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)}).url == "/kansli/"
    assert client.get("/kansli/").status_code == 200


def test_a_reserve_code_is_a_second_factor_once(client, secretary, app_of_the_secretary):
    codes = Authenticator.objects.get(user=secretary, type="recovery_codes").wrap().get_unused_codes()
    sign_in(client, secretary.email)
    client.post("/konto/andra-steget/", {"code": codes[0]})
    assert client.get("/kansli/").status_code == 200
    client.logout()
    sign_in(client, secretary.email)
    assert client.post("/konto/andra-steget/", {"code": codes[0]}).status_code == 200


def test_an_older_session_without_the_second_factor_is_asked_for_it(client, secretary, app_of_the_secretary):
    client.force_login(secretary)
    assert client.get("/kansli/").url == "/konto/bekraftelse/?next=%2Fkansli%2F"
    done = client.post("/konto/bekraftelse/?next=/kansli/", {"code": totp(app_of_the_secretary, 1)})
    assert done.url == "/kansli/"
    assert client.get("/kansli/").status_code == 200


def test_a_second_factor_is_removed_only_by_who_can_use_it(client, secretary, app_of_the_secretary):
    client.force_login(secretary)
    assert client.post("/konto/app/borttagning/").url.startswith("/konto/bekraftelse/")
    assert Authenticator.objects.filter(user=secretary, type="totp").exists()
    client.post("/konto/bekraftelse/", {"code": totp(app_of_the_secretary)})
    assert client.get("/konto/app/borttagning/").status_code == 200
    client.post("/konto/app/borttagning/")
    assert not Authenticator.objects.filter(user=secretary).exists()
    assert mail.outbox[-1].subject == "Appen för engångskoder togs bort"


def test_the_demo_has_a_door_of_its_own_that_asks_for_no_second_factor_and_leaves_no_line(
    client, secretary, settings
):
    settings.DEMO, settings.SECOND_FACTOR_REQUIRED = True, False
    assert 'href="/demo/?next=/kansli/"' in client.get("/logga-in/?next=/kansli/").content.decode()
    client.post("/demo/", {"role": "secretary"})
    assert client.get("/kansli/").status_code == 200
    client.post("/logga-ut/")
    assert acts(secretary) == []


# Sessions ------------------------------------------------------------------------------------------


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


# What is noted -------------------------------------------------------------------------------------


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

"""The organisations' own sign-in: a person already in the portal, vouched for by a service that may do so."""

import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.hazmat.primitives.asymmetric import rsa
from requests import ConnectionError, Response, Session, Timeout

from councils.journal import history_of
from councils.models import Person
from rus_portal.signin import reserve_codes
from rus_portal.signin.adapters import addresses
from rus_portal.signin.organisation import Service
from tests import openid

pytestmark = pytest.mark.django_db
DOOR = "/konto/organisation/harnosand/"


@pytest.fixture(scope="module")
def provider():
    with openid.running() as provider:
        yield provider


@pytest.fixture(autouse=True)
def as_in_production(settings, provider):
    settings.SECOND_FACTOR_REQUIRED = True
    provider.serves(settings)


@pytest.fixture
def member(member):
    member.email = "member@harnosand.example"
    member.save()
    return member


def come_back(client, provider, sub, door=DOOR, **form):
    """From our button, through the provider, to our response."""
    there = client.post(door, {"process": "login", **form})
    back = provider.vouch(there.url, sub)
    return client.get(back.removeprefix("http://testserver"))


def user_of(client):
    return client.session.get("_auth_user_id")


def test_a_known_person_signs_in_and_no_token_or_claim_is_kept(client, provider, member):
    provider.knows("m", email="Member@Harnosand.example", email_verified=True)
    assert come_back(client, provider, "m", next="/rad/").url == "/rad/"
    assert user_of(client) == str(member.pk)
    [kept] = member.socialaccount_set.values("provider", "uid", "extra_data")
    told = json.dumps([provider.url, "m"]).encode()
    assert kept == {"provider": "harnosand", "uid": hashlib.sha256(told).hexdigest(), "extra_data": {}}
    assert not SocialToken.objects.exists()
    assert [note.sentence for note in member.sign_ins.all()] == ["Loggade in: Härnösands kommun."]


def test_the_same_address_with_another_account_is_refused_in_words_and_noted(
    client, provider, member, caplog
):
    for sub in ("m", "another"):
        provider.knows(sub, email=member.email, email_verified=True)
    come_back(client, provider, "m")
    other = type(client)()
    answer = come_back(other, provider, "another", next="/rad/")
    assert answer.status_code == 403
    assert "inte med det konto som portalen känner igen på din e-postadress" in answer.text
    assert "Hör av dig till rådens kansli." in answer.text
    assert leads_to_sign_in(answer) == {"/logga-in/?next=%2Frad%2F"}
    assert user_of(other) is None
    refused = "Härnösands kommun uppgav ett annat konto än förut, så inloggningen gick inte igenom."
    assert [(note.act, note.sentence) for note in member.sign_ins.order_by("pk")][1:] == [("failed", refused)]
    assert "harnosand gave an address with another account than before" in caplog.text
    assert member.email not in caplog.text
    assert come_back(type(client)(), provider, "m").status_code == 302


def test_one_account_is_not_two_persons(client, provider, member, opposition):
    provider.knows("m", email=member.email, email_verified=True)
    come_back(client, provider, "m")
    opposition.email = "opposition@harnosand.example"
    opposition.save()
    provider.knows("m", email=opposition.email, email_verified=True)
    other = type(client)()
    assert come_back(other, provider, "m").status_code == 403
    assert user_of(other) is None
    noted = [person.sign_ins.get(act="failed").sentence for person in (opposition, member)]
    assert noted == [
        "Härnösands kommun uppgav ett konto som är någon annans här, så inloggningen gick inte igenom.",
        "Kontot hos Härnösands kommun kom med någon annans adress och släpptes inte in.",
    ]


def test_the_office_changes_an_address_and_the_account_stays_and_the_service_alone_changes_nothing(
    client, provider, member
):
    provider.knows("m", email=member.email, email_verified=True)
    come_back(client, provider, "m")
    provider.knows("m", email="new.name@harnosand.example", email_verified=True)
    answer = come_back(type(client)(), provider, "m")
    assert answer.status_code == 403
    assert "hör inte till någon i råden" in answer.text
    member.email = "new.name@harnosand.example"
    member.save()
    other = type(client)()
    come_back(other, provider, "m")
    assert user_of(other) == str(member.pk)
    assert member.socialaccount_set.count() == 1


def test_an_account_is_kept_when_somebody_has_come_all_the_way_in(client, provider, secretary, settings):
    provider.serves(settings, domains=["demo.example"])
    secretary.authenticator_set.create(type="totp", data={})
    [code, *_] = reserve_codes.make(secretary)
    provider.knows("s", email=secretary.email, email_verified=True)
    assert come_back(client, provider, "s").url.startswith("/konto/andra-steget/")
    assert not secretary.socialaccount_set.exists()
    secretary.authenticator_set.filter(type="totp").update(data={"secret": generate_totp_secret()})
    assert client.post("/konto/andra-steget/", {"code": code}).url == "/kansli/"
    assert secretary.socialaccount_set.count() == 1


def test_the_administrator_lets_a_new_account_in_and_the_old_one_comes_in_no_more(
    client, provider, member, secretary, administrator, settings
):
    for sub in ("m", "another"):
        provider.knows(sub, email=member.email, email_verified=True)
    come_back(client, provider, "m")
    settings.SECOND_FACTOR_REQUIRED = False
    page, button = f"/kansli/personer/{member.pk}/", f"/kansli/personer/{member.pk}/nytt-konto/"
    office = type(client)()
    office.force_login(secretary)
    assert office.post(button).status_code == 403
    assert button not in client.get(page).text
    office.force_login(administrator)
    assert "Portalen känner igen personens konto hos Härnösands kommun" in office.get(page).text
    assert f'action="{button}"' in office.get(page).text
    assert office.post(button).url == page
    assert button not in office.get(page).text
    [entry] = history_of(member)
    told = f"{member} får logga in med ett nytt konto hos Härnösands kommun."
    assert (entry.act, entry.sentence, entry.by) == ("let_in_anew", told, administrator)
    office.post(button)
    assert history_of(member).count() == 1
    for sub, status in (("another", 302), ("m", 403)):
        assert come_back(type(client)(), provider, sub).status_code == status


def test_each_service_has_an_account_of_its_own_for_a_person(client, provider, member, settings):
    provider.knows("m", email=member.email, email_verified=True)
    come_back(client, provider, "m")
    provider.serve(settings, provider.entry(id="region"))
    provider.knows("other", email=member.email, email_verified=True)
    assert come_back(client, provider, "other", door="/konto/organisation/region/").status_code == 302
    assert {each.provider for each in member.socialaccount_set.all()} == {"harnosand", "region"}


def test_signing_in_does_not_end_the_persons_other_sessions(client, provider, member):
    provider.knows("m", email=member.email, email_verified=True)
    other = type(client)()
    come_back(other, provider, "m")
    come_back(client, provider, "m")
    assert other.get("/konto/").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@harnosand.example", "email_verified": True},
        {"email": "member@harnosand.example", "email_verified": False},
        {"email": "member@harnosand.example"},
        {},
    ],
)
def test_who_is_not_known_by_a_verified_address_is_told_so_and_no_account_is_made(
    client, provider, member, claims
):
    before = Person.objects.count()
    provider.knows("x", **claims)
    answer = come_back(client, provider, "x")
    assert answer.status_code == 403
    assert "Hör av dig till rådens kansli." in answer.content.decode()
    assert user_of(client) is None
    assert Person.objects.count() == before


def vouching(answer, is_trusted):
    return [email for email, is_vouched_for in addresses(answer, is_trusted) if is_vouched_for]


TOKEN = {"sub": "m", "email": "member@harnosand.example", "email_verified": True}


@pytest.mark.parametrize(
    ("userinfo", "token", "vouched"),
    [
        ({"sub": "m"}, TOKEN, ["member@harnosand.example"]),
        ({}, TOKEN, ["member@harnosand.example"]),
        (TOKEN, {"sub": "m"}, ["member@harnosand.example"]),
        (TOKEN | {"email_verified": "false"}, {"sub": "m"}, []),
        (TOKEN | {"email_verified": "true"}, {"sub": "m"}, []),
        (TOKEN | {"email_verified": 1}, {"sub": "m"}, []),
        (TOKEN | {"email_verified": False}, TOKEN, []),
        ({"sub": "m", "email_verified": False}, TOKEN, []),
        (TOKEN, TOKEN | {"email_verified": False}, []),
        ({"sub": "someone else"}, TOKEN, []),
        ({"sub": "m", "email": ["member@harnosand.example"], "email_verified": True}, {"sub": "m"}, []),
    ],
)
def test_an_address_counts_where_the_service_says_that_it_is_verified(userinfo, token, vouched):
    assert vouching({"userinfo": userinfo, "id_token": token}, False) == vouched


def test_a_trusted_service_that_says_no_is_believed():
    said = {"id_token": TOKEN | {"email_verified": False}}
    assert vouching(said, True) == []


def test_claims_that_stand_in_the_token_alone_are_read(client, provider, member, monkeypatch):
    provider.knows("m", email=member.email, email_verified=True)
    answer = lambda self, token: {"sub": "m"}  # noqa: E731
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", answer)
    come_back(client, provider, "m")
    assert user_of(client) == str(member.pk)


@pytest.mark.parametrize("claims", [{"email_verified": False}, {}])
def test_an_address_that_the_service_does_not_vouch_for_is_told_as_that_and_noted(
    client, provider, member, claims, caplog
):
    provider.knows("x", email=member.email, **claims)
    page = come_back(client, provider, "x").content.decode()
    assert "inget besked om att e-postadressen är bekräftad" in page
    assert "hör inte till någon" not in page
    assert [note.act for note in member.sign_ins.all()] == ["failed"]
    assert "harnosand gave an address without vouching for it" in caplog.text
    assert member.email not in caplog.text


def test_a_service_that_gives_no_address_is_told_of_as_that(client, provider):
    provider.knows("x")
    page = come_back(client, provider, "x").text
    assert "därifrån fick vi ingen e-postadress" in page
    assert "hör inte till någon" not in page


def test_a_service_speaks_only_for_its_own_domains(client, provider, secretary):
    provider.knows("x", email=secretary.email, email_verified=True)
    assert come_back(client, provider, "x").status_code == 403
    assert user_of(client) is None


def test_a_service_that_never_says_verified_can_be_trusted_to_mean_it(client, provider, member, settings):
    provider.serves(settings, verified=True)
    provider.knows("m", email=member.email)
    come_back(client, provider, "m")
    assert user_of(client) == str(member.pk)


def test_an_inactive_person_does_not_come_in(client, provider, member):
    member.is_active = False
    member.save()
    provider.knows("m", email=member.email, email_verified=True)
    assert come_back(client, provider, "m").status_code == 403


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_a_service_is_never_connected_to_an_account(client, provider, member, opposition, process):
    client.force_login(opposition)
    provider.knows("m", email=member.email, email_verified=True)
    answer = come_back(client, provider, "m", process=process)
    assert answer.url == "/logga-in/"
    assert user_of(client) == str(opposition.pk)
    assert not opposition.socialaccount_set.exists()


@pytest.mark.parametrize(
    ("claims", "is_enough"),
    [({}, False), ({"acr": "loa1"}, False), ({"acr": "loa3"}, True), ({"amr": ["mfa"]}, True)],
)
def test_two_factors_at_the_organisation_are_enough_for_the_office(
    client, provider, secretary, settings, claims, is_enough
):
    provider.serves(settings, domains=["demo.example"], second_factor=["loa3", "mfa"])
    provider.knows("s", email=secretary.email, email_verified=True, **claims)
    come_back(client, provider, "s")
    assert client.get("/kansli/").status_code == (200 if is_enough else 302)


def test_two_services_may_have_given_the_portal_the_same_client_id(client, provider, secretary, settings):
    others = provider.entry(id="region", domains=["region.example"], server_url=f"{provider.url}/")
    provider.serve(settings, others, provider.entry(domains=["demo.example"]))
    secretary.authenticator_set.create(type="totp", data={})
    provider.knows("s", email=secretary.email, email_verified=True)
    assert come_back(client, provider, "s", next="/kansli/").url == "/konto/andra-steget/?next=%2Fkansli%2F"
    assert client.get("/konto/andra-steget/").status_code == 200
    assert client.get("/logga-in/").status_code == 302


def leave(client, **form):
    return client.post(DOOR, {"process": "login", **form})


def answered(status=200, **told):
    """What a service may answer: its own words, or none that can be read."""
    found = Response()
    found.status_code, found.headers["content-type"] = status, "application/json"
    found._content = told.get("text", json.dumps(told.get("said"))).encode()
    return found


CONFIG = {
    "issuer": "https://login.example",
    "authorization_endpoint": "https://login.example/auth",
    "token_endpoint": "https://login.example/token",
    "userinfo_endpoint": "https://login.example/userinfo",
    "jwks_uri": "https://login.example/keys",
}
GIVEN = {"access_token": "a", "token_type": "Bearer"}
WELL = {"GET /.well-known/openid-configuration": CONFIG, "POST /token": GIVEN, "GET /userinfo": {"sub": "m"}}


@pytest.fixture
def service(settings, provider, monkeypatch):
    """What each address of a service answers: as it should, until a test says otherwise."""
    provider.serves(settings, server_url="https://login.example")
    told = {address: answered(said=said) for address, said in WELL.items()}

    def ask(session, method, url, **how):
        answer = told[f"{method} {url.removeprefix('https://login.example')}"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Session, "request", ask)
    monkeypatch.setattr(Session, "get", lambda session, url, **how: session.request("GET", url, **how))
    return told


def is_told_that_it_failed(answer):
    assert answer.status_code == 401
    assert "Inloggningen gick inte igenom" in answer.content.decode()


UNREADABLE = [
    ConnectionError("nobody there"),
    Timeout("slow"),
    answered(500, said={}),
    answered(404, text="<html>"),
    answered(text="<html>"),
    answered(said=[]),
    answered(said="no"),
    answered(said=None),
    answered(said={}),
]


@pytest.mark.parametrize(
    "answer",
    [
        *UNREADABLE,
        *[answered(said={key: CONFIG[key] for key in CONFIG if key != gone}) for gone in CONFIG],
        answered(said=CONFIG | {"issuer": "https://other.example"}),
        answered(said=CONFIG | {"token_endpoint": 5}),
        answered(said=CONFIG | {"authorization_endpoint": "javascript:x"}),
    ],
)
def test_a_service_that_cannot_say_where_to_go_is_told_of(client, service, answer):
    service["GET /.well-known/openid-configuration"] = answer
    is_told_that_it_failed(leave(client))


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        *[("GET /.well-known/openid-configuration", answer) for answer in UNREADABLE[:5]],
        *[("POST /token", answer) for answer in UNREADABLE],
        ("POST /token", answered(said=GIVEN | {"expires_in": "soon"})),
        ("POST /token", answered(said=GIVEN | {"id_token": ["x"]})),
        *[("GET /userinfo", answer) for answer in UNREADABLE],
        ("GET /userinfo", answered(said={"error": "x"})),
        ("GET /userinfo", answered(said=["m"])),
    ],
)
def test_a_service_that_answers_oddly_is_told_of_when_one_comes_back(
    client, service, caplog, address, answer
):
    state = leave(client).url.partition("state=")[2].partition("&")[0]
    service[address] = answer
    is_told_that_it_failed(client.get(f"{DOOR}svar/?code=x&state={state}"))
    assert "harnosand could not sign anyone in" in caplog.text


def signed(token, key, algorithm, **changes):
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    return jwt.encode(claims, key, algorithm)


ANOTHERS = rsa.generate_private_key(65537, 2048)
FORGED = {
    "unsigned": lambda token: signed(token, None, "none"),
    "by another": lambda token: signed(token, ANOTHERS, "RS256"),
    "by a secret": lambda token: signed(token, "nothing" * 9, "HS256"),
    "changed": lambda token: f"{token[:-8]}AAAAAAAA",
}


def handing_out(monkeypatch, change):
    """The service, whose tokens are changed on the way."""
    real = Service.get_access_token_data

    def changed(self, *args, **kwargs):
        told = real(self, *args, **kwargs)
        return told | {"id_token": change(told["id_token"])}

    monkeypatch.setattr(Service, "get_access_token_data", changed)


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_token_that_the_service_has_not_signed_signs_nobody_in(
    client, provider, member, monkeypatch, forge
):
    provider.knows("m", email=member.email, email_verified=True)
    handing_out(monkeypatch, forge)
    is_told_that_it_failed(come_back(client, provider, "m"))
    assert user_of(client) is None


def test_a_token_of_another_time_signs_nobody_in(client, provider, member, monkeypatch):
    provider.knows("m", email=member.email, email_verified=True)
    tokens = []
    handing_out(monkeypatch, lambda token: tokens.append(token) or tokens[0])
    come_back(client, provider, "m")
    assert user_of(client) == str(member.pk)
    other = type(client)()
    is_told_that_it_failed(come_back(other, provider, "m"))
    assert user_of(other) is None


def test_a_service_that_leads_on_is_not_followed(client, provider, settings):
    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(302)
            self.send_header("Location", provider.url + self.path)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("localhost", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        provider.serves(settings, server_url=f"http://localhost:{server.server_port}")
        is_told_that_it_failed(leave(client))
        server.shutdown()


@pytest.mark.parametrize("claims", [{"acr": {"x": 1}}, {"amr": [["mfa"]]}])
def test_factors_that_cannot_be_read_are_none(client, provider, member, claims):
    provider.knows("m", email=member.email, email_verified=True, **claims)
    come_back(client, provider, "m")
    assert user_of(client) == str(member.pk)


def test_turning_back_at_the_service_leads_to_a_page_that_says_so(client, provider):
    there = client.post(DOOR, {"process": "login"})
    state = there.url.partition("state=")[2].partition("&")[0]
    answer = client.get(f"{DOOR}svar/?error=access_denied&state={state}", follow=True)
    assert "Du avbröt inloggningen" in answer.content.decode()


NOTES = "/mitt/anteckningar/"


def leads_to_sign_in(answer):
    return {*re.findall(r'href="(/logga-in/[^"]*)"', answer.text)}


def leads_on(answer):
    """Every way on to signing in asks for the page that was asked for."""
    return leads_to_sign_in(answer) == {"/logga-in/?next=%2Fmitt%2Fanteckningar%2F"}


@pytest.mark.parametrize("address", ["GET /.well-known/openid-configuration", "POST /token", "GET /userinfo"])
def test_the_page_asked_for_is_not_lost_when_a_service_fails(client, service, address):
    state = leave(client, next=NOTES).url.partition("state=")[2].partition("&")[0]
    service[address] = answered(500, said={})
    assert leads_on(client.get(f"{DOOR}svar/?code=x&state={state}"))


def test_the_page_asked_for_is_not_lost_when_a_service_is_away(client, service):
    service["GET /.well-known/openid-configuration"] = ConnectionError("nobody there")
    assert leads_on(leave(client, next=NOTES))


@pytest.mark.parametrize("error", ["access_denied", "server_error"])
def test_the_page_asked_for_is_not_lost_when_one_turns_back(client, provider, error):
    state = leave(client, next=NOTES).url.partition("state=")[2].partition("&")[0]
    assert leads_on(client.get(f"{DOOR}svar/?error={error}&state={state}", follow=True))


def test_the_page_asked_for_is_not_lost_to_a_stranger(client, provider):
    provider.knows("x", email="stranger@harnosand.example", email_verified=True)
    assert leads_on(come_back(client, provider, "x", next=NOTES))


def test_another_place_on_the_web_is_never_asked_for(client, service):
    service["GET /.well-known/openid-configuration"] = ConnectionError("nobody there")
    assert "evil.example" not in leave(client, next="https://evil.example/").text


def test_an_answer_nobody_asked_for_leads_to_a_page_that_says_so(client):
    answer = client.get(f"{DOOR}svar/?code=x&state=y")
    assert "Inloggningen gick inte igenom" in answer.content.decode()


def test_what_ties_the_answer_to_this_browser_cannot_be_guessed(client):
    there = leave(client).url
    (state,) = re.findall(r"[?&]state=([^&]+)", there)
    assert len(state) >= 22  # of letters and digits: 128 bits
    assert "code_challenge_method=S256" in there


def test_a_link_to_the_service_asks_before_it_leads_on(client):
    answer = client.get(DOOR)
    assert answer.status_code == 200
    assert "Logga in hos Härnösands kommun" in answer.content.decode()


def test_a_service_that_is_not_there_is_not_found(client):
    assert client.get("/konto/organisation/kramfors/").status_code == 404

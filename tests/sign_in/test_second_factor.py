"""Two factors for the office."""

import re
from importlib import import_module
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.hashers import check_password, identify_hasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from rus_portal.demo.people import person_for
from rus_portal.signin import reserve_codes
from tests.sign_in.conftest import acts, add_app, sign_in, totp

pytestmark = pytest.mark.django_db


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


@pytest.mark.usefixtures("committed_region")  # as below
def test_a_region_may_ask_all_for_a_second_factor(client, settings):
    settings.SECOND_FACTOR_OF_ALL = True
    assert client.get("/rad/").status_code == 200  # whoever is nobody reads as before
    sign_in(client, person_for("member").email)
    assert client.get("/rad/").url == "/konto/?next=%2Frad%2F"
    add_app(client)
    assert client.get("/rad/").status_code == 200
    assert "seen" not in client.session  # and may be away for long


@pytest.mark.usefixtures("committed_region")  # allauth tells of it on commit, while the request lasts
def test_a_second_factor_added_opens_the_office_in_the_same_session(client):
    secretary = person_for("secretary")
    sign_in(client, secretary.email)
    add_app(client)
    assert client.get("/kansli/").status_code == 200
    assert mail.outbox[-1].subject == "En app för engångskoder lades till"
    assert mail.outbox[-1].to == [secretary.email]


@pytest.mark.usefixtures("committed_region")
def test_adding_a_second_factor_keeps_the_page_that_was_asked_for(client):
    sign_in(client, person_for("secretary").email)
    way = client.get("/kansli/").url
    add = "/konto/app/ny/?next=/kansli/"
    assert f'href="{add}"' in client.get(way).content.decode()
    page = client.get(add)
    secret = page.context["form"].secret
    assert f"<code>{secret[:4]} {secret[4:8]} " in page.content.decode()  # as it is typed
    answer = client.post(add, {"code": totp(secret)})
    assert '<a class="btn btn-primary" href="/kansli/">' in answer.text


def test_with_a_second_factor_the_code_is_not_enough(client, secretary, app_of_the_secretary):
    assert sign_in(client, secretary.email).url == "/konto/andra-steget/"
    assert client.get("/kansli/").status_code == 302
    wrong = client.post("/konto/andra-steget/", {"code": "000000"})
    assert "Koden stämmer inte" in wrong.content.decode()
    assert client.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)}).url == "/kansli/"
    assert client.get("/kansli/").status_code == 200


def test_a_reserve_code_is_a_second_factor_once(client, secretary, codes_of_the_secretary):
    code, *_ = codes_of_the_secretary
    sign_in(client, secretary.email)
    client.post("/konto/andra-steget/", {"code": f"{code[:4]} {code[4:]}"})  # as it is shown
    assert client.get("/kansli/").status_code == 200
    client.logout()
    sign_in(client, secretary.email)
    assert client.post("/konto/andra-steget/", {"code": code}).status_code == 200


def shown(answer):
    return [code.replace(" ", "") for code in re.findall(r"<code>(\d{4} \d{4})</code>", answer.text)]


def kept_of_codes():
    return Authenticator.objects.get(type="recovery_codes").data


@pytest.mark.usefixtures("committed_region")
def test_reserve_codes_are_shown_when_they_are_made_and_kept_as_their_hashes_alone(client):
    sign_in(client, person_for("secretary").email)
    secret = client.get("/konto/app/ny/").context["form"].secret
    answer = client.post("/konto/app/ny/", {"code": totp(secret)})
    codes = shown(answer)
    assert len(set(codes)) == 10
    assert "Koderna visas bara nu" in answer.text
    [file] = re.findall(r'href="data:text/plain;charset=utf-8,([^"]+)"', answer.text)
    assert unquote(file).split("\r\n") == [*(f"{code[:4]} {code[4:]}" for code in codes), ""]
    kept = kept_of_codes()
    assert all(check_password(code, each) for code, each in zip(codes, kept["hashes"], strict=True))
    assert len({identify_hasher(each).decode(each)["salt"] for each in kept["hashes"]}) == 10
    assert list(kept) == ["hashes"]
    pages = [client.get(address).text for address in ("/konto/", "/konto/reservkoder/")]
    held = [*Session.objects.values_list("session_data", flat=True), *pages, str(kept), mail.outbox[-1].body]
    assert [text for text in held if codes[0] in text or f"{codes[0][:4]} {codes[0][4:]}" in text] == []
    assert "Du har 10 kvar" in pages[0]


def test_whoever_has_lost_reserve_codes_makes_new_ones_and_the_old_hold_no_longer(
    client, secretary, app_of_the_secretary, codes_of_the_secretary
):
    sign_in(client, secretary.email)
    client.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)})
    proof = client.post("/konto/reservkoder/").url
    assert proof == "/konto/bekraftelse/?next=%2Fkonto%2Freservkoder%2F"
    new = shown(client.post(proof, {"code": codes_of_the_secretary[1]}))
    assert (len(new), set(new) & set(codes_of_the_secretary)) == (10, set())
    assert acts(secretary)[-1] == ("factor_added", "Skapade nya reservkoder.")
    assert mail.outbox[-1].subject == "Nya reservkoder skapades"
    assert reserve_codes.use(secretary, codes_of_the_secretary[0]) is None
    assert reserve_codes.use(secretary, new[0])
    assert reserve_codes.left(secretary) == 9


def test_nobody_makes_reserve_codes_without_a_second_factor(client, member):
    sign_in(client, member.email)
    assert client.post("/konto/reservkoder/").url == "/konto/"
    assert reserve_codes.left(member) is None


def test_what_is_kept_of_a_reserve_code_is_no_code(client, secretary, codes_of_the_secretary):
    for kept in kept_of_codes()["hashes"]:
        assert reserve_codes.use(secretary, kept) is None


def test_a_reserve_code_used_twice_at_once_is_good_once(secretary, codes_of_the_secretary, monkeypatch):
    """The second has found that it is right, before the first has taken it away."""
    code, *_ = codes_of_the_secretary
    asked, check = [], reserve_codes.check_password

    def slow(typed, kept):
        if not asked:
            asked.append(reserve_codes)
            assert reserve_codes.use(secretary, code)
        return check(typed, kept)

    monkeypatch.setattr(reserve_codes, "check_password", slow)
    assert reserve_codes.use(secretary, code) is None


@pytest.mark.both
def test_reserve_codes_from_before_go_on_holding_and_are_hashed(secretary, member):
    """As allauth keeps them: made of a seed, with a mark for each that is used; or brought from elsewhere."""
    of_seed = RecoveryCodes.activate(secretary)
    used, *codes = of_seed.get_unused_codes()
    of_seed.validate_code(used)
    Authenticator.objects.create(user=member, type="recovery_codes", data={"migrated_codes": ["12345678"]})
    migration = import_module("rus_portal.migrations.0002_keep_reserve_codes_as_hashes")
    migration.hash_them(apps, None)
    kept = Authenticator.objects.filter(type="recovery_codes").values_list("data", flat=True)
    assert {name for data in kept for name in data} == {"hashes"}
    assert reserve_codes.left(secretary) == 9
    assert reserve_codes.use(secretary, used) is None
    assert reserve_codes.use(secretary, codes[-1])
    assert reserve_codes.use(member, "1234 5678")


@pytest.mark.both
def test_a_code_that_is_used_while_the_codes_are_hashed_is_used(client, secretary, monkeypatch):
    of_seed = RecoveryCodes.activate(secretary)
    code = of_seed.get_unused_codes()[0]
    assert reserve_codes.left(secretary) == 0, "a row of the code from before, until it is hashed"
    assert not reserve_codes.use(secretary, code)
    migration = import_module("rus_portal.migrations.0002_keep_reserve_codes_as_hashes")
    hashed = migration.make_password

    def meanwhile(typed):
        if typed == code:
            of_seed.validate_code(code)
        return hashed(typed)

    monkeypatch.setattr(migration, "make_password", meanwhile)
    migration.hash_them(apps, None)
    assert reserve_codes.left(secretary) == 9
    assert not reserve_codes.use(secretary, code)
    before = Authenticator.objects.get(user=secretary).data
    migration.hash_them(apps, None)
    assert Authenticator.objects.get(user=secretary).data == before
    migration.take_away(apps, None)
    assert not Authenticator.objects.filter(user=secretary).exists()


def test_a_code_of_an_app_is_a_second_factor_once(secretary, app_of_the_secretary):
    code, steps = totp(app_of_the_secretary), []
    for client in (Client(), Client()):
        sign_in(client, secretary.email)
        steps.append(client.post("/konto/andra-steget/", {"code": code}).status_code)
    assert steps == [302, 200]


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_code_of_an_app_is_good_while_the_app_shows_it(client, secretary, app_of_the_secretary, steps):
    sign_in(client, secretary.email)
    answer = client.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary, steps)})
    assert "bara medan appen visar den" in answer.text
    assert client.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)}).status_code == 302


def test_an_older_session_without_the_second_factor_is_asked_for_it(client, secretary, app_of_the_secretary):
    client.force_login(secretary)
    assert client.get("/kansli/").url == "/konto/bekraftelse/?next=%2Fkansli%2F"
    done = client.post("/konto/bekraftelse/?next=/kansli/", {"code": totp(app_of_the_secretary)})
    assert done.url == "/kansli/"
    assert client.get("/kansli/").status_code == 200


def test_to_confirm_who_one_is_begins_a_new_session(client, secretary, app_of_the_secretary):
    sign_in(client, secretary.email)
    client.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)})
    before = client.session.session_key
    cache.clear()  # as if the app showed another
    client.post("/konto/bekraftelse/?next=/kansli/", {"code": totp(app_of_the_secretary)})
    now = client.session.session_key
    assert client.get("/kansli/").status_code == 200
    assert [each.session_key for each in UserSession.objects.filter(user=secretary)] == [now]
    assert now != before
    assert not Session.objects.filter(session_key=before).exists()


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


def test_a_second_factor_is_added_also_where_the_letter_about_it_cannot_be_sent(client, request):
    sign_in(client, person_for("secretary").email)
    request.getfixturevalue("no_mail")
    add_app(client)
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_whoever_has_lost_it_is_let_in_anew_once_somebody_has_proven_who_they_are(
    client, secretary, member, app_of_the_secretary, capsys
):
    sign_in(client, secretary.email)
    client.post("/konto/andra-steget/", {"code": totp(app_of_the_secretary)})
    call_command("remove_second_factor", secretary.email, "legitimation inför registratorn")
    assert client.get("/kansli/").status_code == 302
    assert mail.outbox[-1].subject == "Ditt andra steg togs bort"
    assert mail.outbox[-1].to == [secretary.email]
    told = "Det andra steget togs bort av driften, som har styrkt vem det är: legitimation inför registratorn"
    assert acts(secretary)[-1] == ("factor_removed", told)
    cache.clear()
    assert sign_in(client, secretary.email).url == "/kansli/"
    assert client.get("/kansli/").url == "/konto/?next=%2Fkansli%2F"


@pytest.mark.parametrize(
    ("email", "proof", "told"),
    [
        ("nobody@example.org", "legitimation", "Ingen som kan logga in har den adressen."),
        ("secretary", " ", "Skriv hur det är styrkt vem det är."),
        ("member", "legitimation", "har inget andra steg."),
    ],
)
def test_it_is_not_taken_away_from_others_or_without_proof(
    secretary, member, app_of_the_secretary, email, proof, told
):
    whose = {"secretary": secretary.email, "member": member.email}.get(email, email)
    with pytest.raises(CommandError, match=told):
        call_command("remove_second_factor", whose, proof)
    assert Authenticator.objects.filter(user=secretary).exists()

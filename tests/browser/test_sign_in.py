"""Signing in with a real browser: code, passkey and the organisation's service, under our strict policy.

Each journey checks every page it comes to with axe, and nothing may be written to the browser's console.
"""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from councils.models import Person
from rus_portal.demo.people import person_for
from tests import openid
from tests.browser.looking import look

pytestmark = pytest.mark.usefixtures("committed_region")


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def page(page, base_url):
    """A browser with a telephone's passkeys, whose console must stay empty."""
    said = []
    page.on("console", lambda message: said.append((message.location["url"], message.text)))
    page.route("https://**", lambda route: route.abort())  # the provider's own page would fetch a style
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    phone = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": phone})
    yield page
    ours = [text for url, text in said if url.startswith(base_url)]
    # for the stranger's page, and what Chromium logs at every sign-out
    usual = ("status of 403", "Clear-Site-Data header")
    assert [text for text in ours if not any(words in text for words in usual)] == []


def press(page, name):
    page.get_by_role("button", name=name).click()


def sign_in_by_code(page, email, heading_after):
    look(page, "Logga in")
    page.get_by_label("E-postadress").fill(email)
    press(page, "Skicka en kod")
    look(page, "Skriv koden")
    page.get_by_label("Kod").fill(re.search(r"^ +(\S+)$", mail.outbox[-1].body, re.MULTILINE)[1])
    press(page, "Logga in")
    look(page, heading_after)


def test_the_secretary_adds_a_passkey_and_then_signs_in_with_nothing_else(page):
    page.goto("/kansli/")
    sign_in_by_code(page, person_for("secretary").email, "Konto")
    page.get_by_role("link", name="Lägg till en nyckel").click()
    look(page, "Lägg till en nyckel")
    press(page, "Skapa nyckeln")
    look(page, "Reservkoder")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Spara som fil").click()
    assert re.fullmatch(r"(\d{4} \d{4}\r\n){10}", saved.value.path().read_bytes().decode())
    page.goto("/kansli/")
    look(page, "Kansli")
    press(page, "Logga ut")

    page.goto("/logga-in/?next=/kansli/")
    press(page, "Logga in med nyckel")
    look(page, "Kansli")


def test_a_passkey_is_the_second_step_after_a_code_and_is_asked_for_before_it_is_removed(page):
    page.goto("/konto/nycklar/ny/")
    sign_in_by_code(page, person_for("member").email, "Lägg till en nyckel")
    page.get_by_label("Logga in med bara nyckeln").uncheck()
    press(page, "Skapa nyckeln")
    look(page, "Reservkoder")
    press(page, "Logga ut")

    page.goto("/logga-in/?next=/konto/")
    sign_in_by_code(page, person_for("member").email, "Bekräfta att det är du")
    press(page, "Använd din nyckel")
    look(page, "Konto")

    page.get_by_role("link", name="Ta bort Min nyckel").click()
    look(page, "Bekräfta att det är du")
    page.get_by_role("link", name="Använd din nyckel i stället").click()
    look(page, "Bekräfta att det är du")
    press(page, "Använd din nyckel")
    look(page, "Ta bort nyckeln")
    press(page, "Ta bort nyckeln")
    look(page, "Konto")
    expect(page.get_by_text("Nyckeln är borttagen.")).to_be_visible()


def test_a_key_that_is_not_there_is_told_and_the_other_ways_remain(page):
    page.goto("/logga-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no key')); }")
    press(page, "Logga in med nyckel")
    expect(page.locator("#passkey-note")).to_have_text(re.compile("^Nyckeln kunde inte användas."))
    expect(page.get_by_label("E-postadress")).to_be_visible()


def test_without_javascript_the_code_is_the_way_in_and_an_app_the_second_step(browser, base_url):
    context = browser.new_context(base_url=base_url, java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto("/logga-in/")
    expect(page.get_by_role("button", name="Logga in med nyckel")).to_be_hidden()
    page.get_by_label("E-postadress").fill(person_for("member").email)
    press(page, "Skicka en kod")
    page.get_by_label("Kod").fill(re.search(r"^ +(\S+)$", mail.outbox[-1].body, re.MULTILINE)[1])
    press(page, "Logga in")
    page.goto("/konto/nycklar/ny/")
    expect(page.get_by_text("Nycklar fungerar bara i en webbläsare")).to_be_visible()
    page.get_by_role("link", name="en app för engångskoder").click()
    expect(page.get_by_role("img")).to_be_visible()
    context.close()


def test_the_pages_of_the_account_are_accessible(page):
    page.goto("/konto/sessioner/")
    sign_in_by_code(page, person_for("member").email, "Här är du inloggad")
    page.goto("/konto/app/ny/")
    look(page, "Lägg till en app för engångskoder")
    page.get_by_label("Kod från appen").fill("000000")
    press(page, "Lägg till appen")
    expect(page.get_by_role("alert")).to_contain_text("Koden stämmer inte.")
    look(page, "Lägg till en app för engångskoder")


@pytest.fixture
def provider(settings):
    with openid.running() as provider:
        provider.serves(settings)
        yield provider


def test_the_organisations_service_signs_in_who_is_known_and_turns_away_who_is_not(page, provider):
    member = person_for("member")
    Person.objects.filter(pk=member.pk).update(email="member@harnosand.example")
    provider.knows("member", email="member@harnosand.example", email_verified=True)
    provider.knows("stranger", email="stranger@harnosand.example", email_verified=True)

    for who, heading in (("stranger", "Vi känner inte igen dig"), ("member", "Konto")):
        page.goto("/logga-in/?next=/konto/")
        look(page, "Logga in")
        press(page, "Härnösands kommun")
        page.locator("input[name=sub]").fill(who)
        press(page, "Authorize")
        look(page, heading)
    expect(page.get_by_text("member@harnosand.example")).to_be_visible()

"""A proposal in the browser: what happens to the text without session, network or script. Its way from
writer to meeting is tested in `test_before_the_meeting`."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from meetings.models import AgendaItem
from tests import acts, files
from tests.browser.looking import look
from tests.journeys.conftest import field, press, sign_in

pytestmark = pytest.mark.usefixtures("committed_region")

# What the browser logs about a form with errors, a lost session, another's draft, a refused card, no network.
EXPECTED = re.compile(r"status of (422|401|404|409)|ERR_INTERNET_DISCONNECTED|^Clear-Site-Data header")
TITLE = "Fler praktikplatser inom vården"


@pytest.fixture
def expected_in_console():
    return EXPECTED


def told(page, words):
    expect(page.locator("#sparat")).to_contain_text(words)


def begin(page):
    page.goto("/forslag/")
    page.get_by_role("link", name="Föreslå en fråga").click()
    look(page, "Föreslå en fråga")
    page.get_by_label("Regionala samverkansrådet").check()
    field(page, "Rubrik").fill(TITLE)
    press(page, "Börja skriva")
    look(page, TITLE)


def write(page, text):
    """Types and leaves the field, which saves in the background."""
    field(page, "Bakgrund").fill(text)
    field(page, "Bakgrund").blur()


def card(page):
    return page.locator(".board-card", has_text=TITLE)


def test_a_card_that_may_not_go_there_returns_and_says_why(as_person, regional, preparer):
    acts.plan(regional, days=30)
    acts.proposed(regional, title=TITLE)
    page = as_person(preparer)
    page.goto("/beredning/")
    card(page).drag_to(page.locator("[data-place^=mote-]"))
    expect(page.get_by_role("status").filter(has_text="måste vara klart")).to_be_visible()
    expect(page.locator("[data-place=proposed] .board-card")).to_contain_text(TITLE)


def test_without_network_the_text_waits_in_the_browser_and_is_saved_when_it_is_back(as_person, official):
    page = as_person(official)
    begin(page)
    page.context.set_offline(True)
    write(page, "Skrivet på tåget.")
    told(page, "Ingen anslutning")
    press(page, "Spara utkast")  # stays here, with the text
    expect(field(page, "Bakgrund")).to_have_value("Skrivet på tåget.")
    page.context.set_offline(False)
    told(page, "Sparat")
    assert AgendaItem.objects.get(title=TITLE).background == "Skrivet på tåget."
    assert page.evaluate("localStorage.length") == 0


def test_what_is_typed_before_the_script_has_come_is_saved_too(as_person, official):
    page = as_person(official)
    begin(page)
    held = []
    page.route("**/draft*.js", lambda route: held.append(route))
    with page.expect_request("**/draft*.js"):
        page.goto(page.url, wait_until="commit")
    write(page, "Skrivet fort.")
    held[0].continue_()
    told(page, "Sparat")
    assert AgendaItem.objects.get(title=TITLE).background == "Skrivet fort."


def test_a_lost_session_gives_the_text_back_to_its_writer_alone(as_person, official, member, base_url):
    page = as_person(official)
    begin(page)
    draft = page.url
    Session.objects.all().delete()
    write(page, "Skrivet för sent.")
    told(page, "Du är utloggad. Texten finns kvar i webbläsaren.")

    sign_in(page.context, official, base_url)
    page.goto(draft)
    expect(page.get_by_text("Det finns text från")).to_be_visible()
    look(page, TITLE)
    press(page, "Ta tillbaka texten")
    told(page, "Sparat")
    expect(field(page, "Bakgrund")).to_have_value("Skrivet för sent.")
    assert AgendaItem.objects.get(title=TITLE, added_by=official).background == "Skrivet för sent."

    Session.objects.all().delete()
    write(page, "Skrivet för sent igen.")
    told(page, "Du är utloggad. Texten finns kvar i webbläsaren.")
    sign_in(page.context, member, base_url)  # someone else, in the same browser
    page.goto(draft)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(TITLE)
    assert page.evaluate("localStorage.length") == 0


def test_signing_out_leaves_nothing_in_the_browser(as_person, official):
    page = as_person(official)
    begin(page)
    Session.objects.all().delete()
    write(page, "Ingen annans sak.")
    told(page, "Du är utloggad")
    assert page.evaluate("localStorage.length") == 1
    press(page, "Logga ut")
    page.goto("/om/")
    assert page.evaluate("localStorage.length") == 0


def test_the_way_back_shows_what_is_saved(as_person, official):
    page = as_person(official)
    begin(page)
    write(page, "Första.")
    told(page, "Sparat")
    page.goto("/om/")
    page.go_back()
    expect(field(page, "Bakgrund")).to_have_value("Första.")
    write(page, "Första och andra.")
    told(page, "Sparat")
    assert AgendaItem.objects.get(title=TITLE).background == "Första och andra."


def test_on_the_way_to_the_files_nothing_typed_is_lost(as_person, official):
    page = as_person(official)
    begin(page)
    field(page, "Bakgrund").fill("Kalkylen är bifogad.")
    press(page, "Spara och lägg till filer")
    look(page, f"Handlingar till ”{TITLE}”")
    kalkyl = {"name": "Kalkyl.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    page.get_by_label("Filer").set_input_files([kalkyl])
    press(page, "Lägg till")
    expect(page.locator("#handlingar")).to_contain_text("Kalkyl.pdf")
    item = AgendaItem.objects.get(title=TITLE)
    assert (item.background, item.documents.get().title) == ("Kalkylen är bifogad.", "Kalkyl")
    page.get_by_role("link", name="Fortsätt skriva").click()
    expect(page.get_by_role("link", name="Kalkyl")).to_be_visible()


def test_the_year_is_planned_and_shown(as_person, secretary):
    page = as_person(secretary)
    page.goto("/kansli/arshjul/2027/")
    look(page, "Årshjul 2027")
    page.get_by_role("link", name="Planera året").first.click()
    look(page, "Planera 2027")
    press(page, "Föreslå dagar")
    look(page, "Föreslagna möten 2027")
    press(page, "Skapa mötena")
    look(page, "Årshjul 2027")
    expect(page.locator(".year-meeting").first).to_be_visible()

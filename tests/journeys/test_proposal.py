"""A proposal in the browser: an official writes it, the group returns it and recommends it, the office gives
it a place on a meeting. And what happens to the text when session, network or script is gone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from meetings.models import AgendaItem
from tests import acts

pytestmark = pytest.mark.usefixtures("committed_region")

# What the browser itself says of a form to mend, a lost session, another's draft, a card refused, no network.
EXPECTED = re.compile(r"status of (422|401|404|409)|ERR_INTERNET_DISCONNECTED|^Clear-Site-Data header")
WHOLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TITLE = "Fler praktikplatser inom vården"
GOAL = "3.4 Skola och arbetsliv samverkar kring arbetsmarknadens möjligheter för ökad matchningsgrad"


@pytest.fixture
def as_person(browser, base_url):
    """A browser page of one's own for each person. Nothing unexpected may stand in its console."""
    contexts, said = [], []

    def page_of(person, **options):
        context = browser.new_context(base_url=base_url, locale="sv-SE", **options)
        contexts.append(context)
        sign_in(context, person, base_url)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        return page

    yield page_of
    for context in contexts:
        context.close()
    assert [text for text in said if not EXPECTED.search(text)] == []


def sign_in(context, person, base_url):
    client = Client()
    client.force_login(person)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])


def look(page, heading):
    """We are on this page, and it is accessible."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    rules = {"runOnly": {"type": "tag", "values": WHOLE}}
    found = Axe().run(page, options=rules).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def field(page, label):
    """The field with this label, starred or not."""
    return page.get_by_role("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}\W*$"))


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
    """In the background, and out of it: leaving a field saves."""
    field(page, "Bakgrund").fill(text)
    field(page, "Bakgrund").blur()


def card(page):
    return page.locator(".board-card", has_text=TITLE)


def test_from_an_officials_idea_to_a_place_on_a_meeting(as_person, regional, official, preparer, secretary):
    meeting = acts.plan(regional, days=30)

    # The official writes; what is written stays, and what is missing is said
    page = as_person(official)
    begin(page)
    write(page, "Tre kommuner tackade nej till elever.")
    told(page, "Sparat")
    page.reload()
    expect(field(page, "Bakgrund")).to_have_value("Tre kommuner tackade nej till elever.")
    press(page, "Skicka in")
    expect(page.get_by_role("alert")).to_contain_text("Välj om punkten avser information eller")
    look(page, TITLE)
    page.get_by_label("Ställningstagande Rådet säger något").check()
    field(page, "Vilket mål i RUS tjänar frågan?").select_option(label=GOAL)
    field(page, "Hur tjänar frågan målet?").fill("Fler utbildade stannar i länet.")
    press(page, "Skicka in")
    look(page, TITLE)
    expect(page.locator(".steps [aria-current]")).to_have_text("Inskickat")
    mine = page.url

    # The group wants to know more, and must say what
    group = as_person(preparer)
    group.goto("/beredning/")
    look(group, "Beredning")
    card(group).get_by_role("link", name=TITLE).click()
    look(group, TITLE)
    press(group, "Lämna tillbaka")
    expect(group.get_by_role("alert")).to_contain_text("Skriv varför förslaget lämnas tillbaka.")
    look(group, TITLE)
    field(group, "Kommentar").fill("Vad kostar samordningen?")
    press(group, "Lämna tillbaka")
    expect(group.locator("#samtal")).to_contain_text("Vad kostar samordningen?")

    # The official is told, completes and hands it in again
    page.goto("/forslag/")
    look(page, "Förslag")
    expect(page.get_by_role("main")).to_contain_text("Vad kostar samordningen?")
    page.goto(mine)
    look(page, TITLE)
    page.get_by_role("link", name="Komplettera").click()
    field(page, "Ekonomisk hållbarhet").fill("En halv tjänst.")
    press(page, "Skicka in igen")
    look(page, TITLE)

    # The group takes it up with the keyboard and no script, and recommends it by dragging
    plain = as_person(preparer, java_script_enabled=False)
    plain.goto("/beredning/")
    choice = card(plain).get_by_label("Flytta till")
    assert choice.locator("option").all_inner_texts() == ["Under beredning", "Klart"]
    card(plain).get_by_role("button").press("Enter")
    expect(plain.locator("[data-place=in_preparation] .board-card")).to_contain_text(TITLE)
    group.goto("/beredning/")
    card(group).drag_to(group.locator("[data-place=ready]"))
    expect(group.get_by_role("status").filter(has_text="är klart för ett möte")).to_be_visible()
    expect(group.locator("[data-place=ready] .board-card")).to_contain_text(TITLE)

    # The office gives it a place, and the time that is left follows
    office = as_person(secretary)
    office.goto("/beredning/")
    place = office.locator(f"[data-place=mote-{meeting.pk}]")
    expect(office.locator(".board-place")).to_contain_text("180 minuter kvar")
    card(office).drag_to(place)
    expect(place.locator(".board-card")).to_contain_text(TITLE)
    expect(office.locator(".board-place")).to_contain_text("165 minuter kvar")
    look(office, "Beredning")
    page.goto(mine)
    expect(page.get_by_role("main")).to_contain_text("Har en plats på mötet den")
    item = AgendaItem.objects.get(title=TITLE)
    assert (item.meeting, item.number, item.council, item.economic) == (
        meeting,
        1,
        regional,
        "En halv tjänst.",
    )


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


def test_a_lost_session_gives_the_text_back_to_its_writer_alone(as_person, official, member, base_url):
    page = as_person(official)
    begin(page)
    draft = page.url
    Session.objects.all().delete()
    write(page, "Skrivet för sent.")
    told(page, "Du är utloggad. Texten finns kvar i webbläsaren.")

    sign_in(page.context, member, base_url)  # someone else, in the same browser
    page.goto(draft)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(TITLE)
    begin(page)
    expect(page.locator("#kvar")).to_be_hidden()

    sign_in(page.context, official, base_url)
    page.goto(draft)
    expect(page.locator("#kvar")).to_contain_text("Det finns text från")
    look(page, TITLE)
    press(page, "Ta tillbaka texten")
    told(page, "Sparat")
    expect(field(page, "Bakgrund")).to_have_value("Skrivet för sent.")
    assert AgendaItem.objects.get(title=TITLE, added_by=official).background == "Skrivet för sent."


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

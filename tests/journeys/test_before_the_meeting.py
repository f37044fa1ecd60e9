"""The whole way to a meeting, in the browser and through a real mail server: an official proposes, the group
returns it, it is completed and given a place, the chair approves, the summons goes out, a member sends a
substitute, two organisations say where they stand, one announces dissent, and the chair sees the matrix."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from councils.models import Appointment, Person
from meetings.models import AgendaItem
from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import field, press

TITLE = "Fler praktikplatser inom vården"
GOAL = "3.4 Skola och arbetsliv samverkar kring arbetsmarknadens möjligheter för ökad matchningsgrad"
ASKED = "Vad kostar samordningen?"
DISSENT = "Timrå kommun vill att kostnaden delas efter folkmängd."
EXCUSED = "Förhinder, min ersättare kommer"

pytestmark = pytest.mark.usefixtures("committed_region")


@pytest.fixture
def elected(regional):
    """The elected of the official's organisation, who alone can confirm Timrå's dissent."""
    return Person.objects.get(name="Ledamot, majoritet, Timrå")


@pytest.fixture
def meeting(regional, chair, member, official, elected, substitute):
    """Of a council where these five sit."""
    held = Appointment.objects.filter(seat__council=regional)
    held.exclude(person__in=[chair, member, official, elected, substitute]).update(ends="2016-01-01")
    return acts.plan(regional, days=30, format="hybrid", place="Stadshuset")


@pytest.fixture
def link_to(postbox):
    """The address in the newest letter to a person, as a path in the portal."""

    def link_to(person, ending=""):
        newest = postbox.to(person)[-1].get_body(["plain"]).get_content()
        return re.search(rf"http://testserver(/\S*{ending})(?=\s|$)", newest)[1]

    return link_to


def subjects(postbox, person):
    return [letter["Subject"].strip().partition(":")[0] for letter in postbox.to(person)]


def card(page):
    return page.locator(".board-card", has_text=TITLE)


def status(page, words):
    expect(page.get_by_role("status").filter(has_text=words).first).to_be_visible()


def propose(page):
    """What is written stays, and what is missing is shown."""
    page.goto("/forslag/")
    page.get_by_role("link", name="Föreslå en fråga").click()
    look(page, "Föreslå en fråga")
    page.get_by_label("Regionala samverkansrådet").check()
    field(page, "Rubrik").fill(TITLE)
    press(page, "Börja skriva")
    look(page, TITLE)
    field(page, "Bakgrund").fill("Tre kommuner tackade nej till elever.")
    field(page, "Bakgrund").blur()
    expect(page.locator("#sparat")).to_contain_text("Sparat")
    page.reload()
    expect(field(page, "Bakgrund")).to_have_value("Tre kommuner tackade nej till elever.")
    press(page, "Skicka in")
    expect(page.get_by_role("alert")).to_contain_text("Välj om punkten avser information eller")
    look(page, TITLE)
    page.get_by_label("Ställningstagande Rådet säger något").check()
    field(page, "Vilket mål i RUS tjänar frågan?").select_option(label=GOAL)
    field(page, "Hur tjänar frågan målet?").fill("Fler utbildade stannar i länet.")
    press(page, "Skicka in")
    expect(page.locator(".steps [aria-current]")).to_have_text("Inskickat")
    look(page, TITLE)


def return_with_a_comment(page):
    page.goto("/beredning/")
    look(page, "Beredning")
    card(page).get_by_role("link", name=TITLE).click()
    look(page, TITLE)
    press(page, "Lämna tillbaka")
    expect(page.get_by_role("alert")).to_contain_text("Skriv varför förslaget lämnas tillbaka.")
    field(page, "Kommentar").fill(ASKED)
    press(page, "Lämna tillbaka")
    expect(page.locator("#samtal")).to_contain_text(ASKED)


def complete(page, address):
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text(ASKED)
    page.get_by_role("link", name="Komplettera").click()
    field(page, "Ekonomisk hållbarhet").fill("En halv tjänst.")
    press(page, "Skicka in igen")
    expect(page.locator(".steps [aria-current]")).to_have_text("Inskickat")


def take_up_by_keyboard_and_without_script(page):
    page.goto("/beredning/")
    choice = card(page).get_by_label("Flytta till")
    assert choice.locator("option").all_inner_texts() == ["Under beredning", "Klart"]
    card(page).get_by_role("button").press("Enter")
    expect(page.locator("[data-place=in_preparation] .board-card")).to_contain_text(TITLE)


def recommend_by_dragging(page):
    page.goto("/beredning/")
    card(page).drag_to(page.locator("[data-place=ready]"))
    status(page, "är klart för ett möte")
    expect(page.locator("[data-place=ready] .board-card")).to_contain_text(TITLE)


def give_it_a_place(page, meeting):
    page.goto("/beredning/")
    place = page.locator(f"[data-place=mote-{meeting.pk}]")
    expect(page.locator(".board-place")).to_contain_text("180 minuter kvar")
    card(page).drag_to(place)
    expect(place.locator(".board-card")).to_contain_text(TITLE)
    expect(page.locator(".board-place")).to_contain_text("165 minuter kvar")
    look(page, "Beredning")


def ask_the_chair(page, meeting):
    page.goto(meeting.url("summons"))
    press(page, "Be om godkännande")
    status(page, "Ordföranden är ombedd")


def approve(page, address):
    page.goto(address)
    look(page, "Ordförandens godkännande")
    press(page, "Godkänn dagordningen")
    status(page, "Dagordningen är godkänd.")


def send_the_summons(page, meeting):
    page.goto(meeting.url("summons"))
    press(page, "Skicka kallelsen")
    status(page, "Kallelsen har gått ut.")


def send_the_substitute(page, address, substitute):
    page.goto(address)
    page.get_by_label(EXCUSED).check()
    press(page, "Lämna svaret")
    expect(page.get_by_role("alert")).to_contain_text("Välj vem som kommer i ditt ställe.")
    page.get_by_label("Ersättare", exact=True).select_option(substitute.name)
    page.get_by_label("Meddelande till kansliet").fill("Är på resa.")
    press(page, "Lämna svaret")
    expect(page.get_by_text(EXCUSED, exact=True)).to_be_visible()


def answer_as_substitute(page, address):
    page.goto(address)
    expect(page.get_by_text("har förhinder och har angett att du kommer i stället")).to_be_visible()
    page.get_by_label("Kommer, på plats").check()
    press(page, "Lämna svaret")


def see_who_comes(page, meeting):
    page.goto(meeting.url("answers"))
    expect(page.get_by_role("row", name=re.compile("Är på resa"))).to_contain_text("min ersättare kommer")
    expect(page.get_by_role("row", name=re.compile("Ersätter"))).to_contain_text("Kommer, på plats")
    page.get_by_role("link", name="Utskick").click()
    expect(page.get_by_role("row").filter(has_text="Till ersättare")).to_contain_text("Skickat")


def accept_without_script(page, meeting):
    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.get_by_role("link", name="Förankra", exact=True).click()
    page.get_by_label("Kan acceptera, avstår något").check()
    page.get_by_label("Organ", exact=True).fill("Kommunstyrelsen")
    page.get_by_label("Dag", exact=True).fill(timezone.localdate().isoformat())
    press(page, "Spara")
    status(page, "är sparad")
    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name=TITLE, exact=True).click()
    expect(page.get_by_text("Kan acceptera, avstår något")).to_be_visible()


def announce_dissent(page, item):
    page.goto(item.url("item_stance"))
    page.get_by_label("Lämnar avvikande synpunkt").check()
    press(page, "Spara")
    expect(page.get_by_role("alert")).to_contain_text("Skriv den avvikande synpunkten")
    page.get_by_label("Avvikande synpunkt", exact=True).fill(DISSENT)
    press(page, "Spara")
    status(page, "väntar på bekräftelse av förtroendevald")
    expect(page.get_by_text(DISSENT)).to_have_count(0)  # not confirmed yet: nothing is on the item


def confirm_dissent(page, item):
    page.goto(item.get_absolute_url())
    page.get_by_role("link", name="Bekräfta den avvikande synpunkten").click()
    look(page, f"{item.number}. {TITLE}")
    press(page, "Bekräfta och lämna synpunkten")
    status(page, "Den avvikande synpunkten är bekräftad")


def see_the_matrix(page, meeting):
    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name="Var organisationerna står inför mötet").click()
    look(page, "Förankring")
    table = page.get_by_role("table")
    stances = {"Timrå": "Avvikande synpunkt", "Härnösand": "Kan acceptera", "Kramfors": "Inte påbörjad"}
    for organisation, status in stances.items():
        expect(table.get_by_role("row").filter(has_text=organisation)).to_contain_text(status)
    tally = table.get_by_role("row").last.get_by_role("cell").first
    expect(tally).to_have_text("1 avstår något, 1 avvikande, 7 saknas")
    only = page.get_by_role("region", name=f"1. {TITLE}")
    expect(only.get_by_text(DISSENT)).to_be_visible()
    expect(only.get_by_text("Saknas:")).to_contain_text("Kramfors kommun, Sollefteå kommun")
    expect(only.get_by_text("Saknas:")).not_to_contain_text("Timrå")


def choose_calendar_and_letters(page):
    page.goto("/mitt/kalender/")
    look(page, "Mötena i min kalender")
    press(page, "Skapa en adress")
    expect(page.get_by_text(re.compile(r"/kalender/\S+\.ics"))).to_be_visible()
    page.goto("/mitt/utskick/")
    look(page, "Utskick till mig")
    page.get_by_label("Samlat en gång om dagen").check()
    press(page, "Spara")
    expect(page.get_by_text("Ditt val är sparat.")).to_be_visible()


def test_from_an_idea_to_what_the_chair_knows_before_the_meeting(
    as_person, postbox, link_to, meeting, official, preparer, secretary, chair, member, elected, substitute
):
    writer, group, office = as_person(official), as_person(preparer), as_person(secretary)
    propose(writer)
    return_with_a_comment(group)
    assert subjects(postbox, official) == ["Förslaget är tillbaka hos dig"]
    assert ASKED in postbox.to(official)[0].get_body(["plain"]).get_content()
    complete(writer, link_to(official))
    take_up_by_keyboard_and_without_script(as_person(preparer, java_script_enabled=False))
    recommend_by_dragging(group)
    give_it_a_place(office, meeting)
    assert subjects(postbox, official)[1:] == ["Förslaget har fått ett möte"]

    ask_the_chair(office, meeting)
    leading = as_person(chair)
    approve(leading, link_to(chair))
    send_the_summons(office, meeting)
    item = AgendaItem.objects.get(title=TITLE)
    assert (item.meeting, item.number, item.economic) == (meeting, 1, "En halv tjänst.")
    assert [subjects(postbox, person)[-1] for person in (member, substitute)] == ["Kallelse", "Underrättelse"]

    sitting = as_person(member)
    send_the_substitute(sitting, link_to(member, "/svar/"), substitute)
    assert subjects(postbox, substitute) == ["Underrättelse", "Du ersätter"]
    answer_as_substitute(as_person(substitute), link_to(substitute, "/svar/"))
    see_who_comes(office, meeting)
    choose_calendar_and_letters(sitting)

    accept_without_script(as_person(member, java_script_enabled=False), meeting)
    announce_dissent(writer, item)
    confirm_dissent(as_person(elected), item)
    see_the_matrix(leading, meeting)

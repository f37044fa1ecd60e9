"""The whole path in the browser: a meeting is planned, stopped by the gate, summoned, held and recorded,
its minutes are approved and published, and the public finds the position with its dissent."""

import io
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from councils.models import Person
from meetings.models import Meeting
from rus_portal.demo.people import person_for
from tests import files
from tests.browser.looking import look
from tests.journeys.conftest import field, press, rich_field

pytestmark = [pytest.mark.usefixtures("committed_region"), pytest.mark.pdf]

DISSENT = "Vi delar inte bedömningen av hur kostnaden ska delas."
SPOKEN = "Vi vill att frågan prövas på nytt om två år."
BACKING = "Samverkansrådet ställer sig bakom en gemensam etableringsfunktion."


@pytest.fixture
def expected_in_console():
    """What the browser logs about a form without its date, and the summons that the gate stopped."""
    return re.compile("status of (422|409)")


def follow(page, name):
    page.get_by_role("link", name=name, exact=True).click()


def station(page, name):
    page.get_by_role("navigation", name="Mötets arbetssidor").get_by_role("link", name=name).click()


def words_of_pdf(page, address):
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def times(page):
    """The timetable as (time, title)."""
    rows = page.locator(".sortable-row").all()
    return [(row.locator("time").inner_text(), row.locator(".agenda-title").inner_text()) for row in rows]


def plan_a_meeting(page, approver):
    page.goto("/kansli/")
    look(page, "Kansli")
    follow(page, "Nytt möte i Regionala samverkansrådet")
    look(page, "Nytt möte")
    press(page, "Planera mötet")
    expect(page.get_by_role("alert")).to_contain_text("Datum: Välj vilken dag mötet är.")
    field(page, "Datum").fill(timezone.localdate().isoformat())
    expect(field(page, "Plats")).to_be_hidden()  # a digital meeting has none
    field(page, "Mötesform").select_option("På plats")
    field(page, "Plats").fill("Stadshuset, Sundsvall")
    page.get_by_text("Välj justerare").click()
    page.get_by_label(str(approver)).check()
    press(page, "Planera mötet")
    look(page, "Dagordning")


def write_the_items(page):
    follow(page, "Lägg till en punkt")
    look(page, "Ny punkt")
    page.get_by_label("Ställningstagande Rådet säger något").check()
    field(page, "Rubrik").fill("Gemensam etableringsfunktion")
    field(page, "Mål i RUS").select_option(
        label="1.2 Kraftsamling för att skapa, attrahera och behålla kompetens och investeringar till länet"
    )
    field(page, "Bakgrund").fill("Rådet har tidigare ställt sig bakom inriktningen.")
    field(page, "Förslag till ställningstagande").fill(f"{BACKING}\nSamverkansrådet följer upp efter ett år.")
    field(page, "Minuter").fill("40")
    field(page, "Föredragande").fill("Näringslivschef, Timrå kommun")
    press(page, "Spara och lägg till en till")
    expect(page.get_by_role("status").first).to_contain_text("Skriv en mening om hur ärendet tjänar målet.")

    page.get_by_label("Information Rådet tar del").check()
    field(page, "Rubrik").fill("Lägesbild av kompetensförsörjningen")
    field(page, "Mål i RUS").select_option(label="3.3 Ett regionalt matchat utbildningsutbud")
    field(page, "Så tjänar ärendet målet").fill("Utbudet kan bara matchas mot ett känt behov.")
    field(page, "Frågor att förbereda").fill("Vilka yrken saknas hos er?")
    press(page, "Spara")
    look(page, "Dagordning")


def drag(page, handle, target):
    """With the mouse, in small steps, to just above the target."""
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] - 8, steps=5)
    page.mouse.move(end["x"] + 8, end["y"] - 30, steps=20)
    page.mouse.up()


LEAVES = "() => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"  # without asking first


def order_the_items(page, as_person, secretary):
    first, second = "Gemensam etableringsfunktion", "Lägesbild av kompetensförsörjningen"
    assert times(page) == [("09.00", first), ("09.40", second)]

    page.get_by_role("button", name=f"Upp {second}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sortable-row").first.locator("time")).to_have_text("09.00")
    expect(page.get_by_role("button", name=f"Ner {second}")).to_be_focused()
    assert times(page) == [("09.00", second), ("09.15", first)]

    for minutes, then in [("20", "09.20"), ("15", "09.15")]:
        page.locator(".sortable-row").first.get_by_role("spinbutton").fill(minutes)
        expect(page.locator(".sortable-row").nth(1).locator("time")).to_have_text(then)  # while one types
        assert not page.evaluate(LEAVES)
        with page.expect_response("**/dagordning/ordning/"):
            page.keyboard.press("Tab")
        page.wait_for_function(LEAVES)
        expect(page.get_by_role("button", name=f"Ner {second}")).to_be_focused()

    with page.expect_response("**/dagordning/ordning/"):
        drag(page, page.locator("#punkt-101 .sortable-handle"), page.locator("#punkt-102 .sortable-handle"))
    expect(page.get_by_text("Dagordningen är sparad.")).to_be_visible()
    expect(page.locator(".sortable-row").first).to_contain_text(f"09.00\n{first}")
    page.reload()
    assert times(page) == [("09.00", first), ("09.40", second)]

    plain = as_person(secretary, java_script_enabled=False)
    plain.goto(page.url)
    press(plain, f"Ner {first}")
    assert times(plain) == [("09.00", second), ("09.15", first)]
    follow(plain, f"Lyft av {second}")
    plain.get_by_label("Utgår").check()
    press(plain, "Lyft av punkten")
    assert [title for time, title in times(plain)] == [first]
    press(plain, "Ångra")
    assert times(plain) == [("09.00", second), ("09.15", first)]
    press(plain, f"Ner {second}")
    page.reload()


def add_a_document(page):
    follow(page, "Handlingar (0) till Gemensam etableringsfunktion")
    look(page, "Handlingar till ”Gemensam etableringsfunktion”")
    field(page, "Filer").set_input_files(
        [
            {"name": "Kalkyl.pdf", "mimeType": "application/pdf", "buffer": files.pdf("Kalkyl")},
            {"name": "Foto.png", "mimeType": "image/png", "buffer": b"<html>"},
        ]
    )
    field(page, "Vem får läsa").select_option("Alla, när protokollet är publicerat")
    press(page, "Lägg till")
    expect(page.get_by_role("status").first).to_contain_text("”Foto.png” innehåller något annat")
    expect(page.get_by_role("link", name="Kalkyl", exact=True)).to_be_visible()
    follow(page, "Till dagordningen")


def be_stopped_by_the_gate(page):
    follow(page, "Skicka kallelse")
    look(page, "Kallelse")
    expect(page.get_by_role("button", name="Skicka kallelsen", exact=True)).to_be_disabled()
    expect(page.locator("#hinder")).to_contain_text("minst en punkt saknar något")
    follow(page, "Skriv en mening om hur ärendet tjänar målet.")
    expect(page).to_have_url(re.compile("/underlag/#id_how$"))
    look(page, "Gemensam etableringsfunktion")
    field(page, "Så tjänar ärendet målet").fill("En väg in kraftsamlar länets arbete för investeringar.")
    press(page, "Spara")
    look(page, "Dagordning")
    station(page, "Kallelse")
    expect(page.get_by_role("heading", name="Allt som ska framgå finns med")).to_be_visible()


def send_what_the_chair_approves(page, chairs_page, meeting):
    expect(page.get_by_role("button", name="Skicka kallelsen", exact=True)).to_be_disabled()
    expect(page.locator("#hinder")).to_contain_text("Be om godkännandet först.")
    press(page, "Be om godkännande")
    expect(page.get_by_role("status").first).to_contain_text("Ordföranden är ombedd")
    chairs_page.goto(meeting.get_absolute_url())
    follow(chairs_page, "Läs och godkänn dagordningen")
    look(chairs_page, "Ordförandens godkännande")
    expect(chairs_page.get_by_text("Lägesbild av kompetensförsörjningen")).to_be_visible()
    press(chairs_page, "Godkänn dagordningen")
    expect(chairs_page.get_by_role("status").first).to_contain_text("Dagordningen är godkänd.")
    page.reload()
    look(page, "Kallelse")
    press(page, "Skicka kallelsen")
    expect(page.get_by_role("status").first).to_contain_text("Kallelsen har gått ut.")


def read_and_dissent(page, meeting):
    page.goto(meeting.get_absolute_url())
    follow(page, "Gemensam etableringsfunktion")
    expect(page.get_by_text(BACKING)).to_be_visible()
    expect(page.get_by_role("link", name="Kalkyl", exact=True)).to_be_visible()
    summons = words_of_pdf(page, meeting.url("summons_pdf"))
    assert "Gemensam etableringsfunktion" in summons
    page.goto(meeting.url("item_dissent", 1))
    look(page, "Avvikande synpunkt")
    field(page, "Avvikande synpunkt").fill(DISSENT)
    press(page, "Lämna synpunkten")
    expect(page.get_by_text(DISSENT)).to_be_visible()


def record_the_meeting(page, meeting, absent, speaker):
    page.goto(meeting.url("attendance"))
    look(page, "Närvaro")
    page.get_by_role("group", name=f"Närvaro: {absent}").get_by_label("Anmält förhinder").check()
    for group in page.get_by_role("group", name="Närvaro: ").all():
        if not group.get_by_role("radio", checked=True).count():
            group.get_by_label("Digitalt").check()
    press(page, "Spara och gå vidare")
    look(page, "Formalia")
    press(page, "Spara och gå vidare")

    look(page, "1. Gemensam etableringsfunktion")
    expect(page.get_by_text(DISSENT)).to_be_visible()
    page.get_by_label("Ställningstagande i samsyn").check()
    field(page, "Lämnas av").select_option(label=f"Kramfors: {speaker}")
    field(page, "Ordagrann text").fill(SPOKEN)
    rich_field(page, "Fortsatt hantering").fill("Varje organisation fattar formellt beslut före sommaren.")
    press(page, "Spara och gå vidare")

    look(page, "2. Lägesbild av kompetensförsörjningen")
    page.get_by_label("Informationen noterad").check()
    press(page, "Spara och gå vidare")
    page.locator("summary", has_text="Avsluta mötet").click()
    if timezone.now() < meeting.starts:
        page.get_by_label("Ja, mötet är ändå slut").check()
    press(page, "Avsluta mötet")
    expect(page.get_by_role("status").first).to_contain_text("Mötet är avslutat")


def approve(page, meeting):
    page.goto(meeting.url("minutes"))
    page.locator("summary", has_text="Justera").first.click()
    press(page, "Ja, jag justerar")
    expect(page.get_by_role("status").first).to_contain_text("Du har justerat protokollet.")


def test_a_matter_goes_from_the_agenda_to_a_public_position_with_its_dissent(as_person):
    secretary, opposition = person_for("secretary"), person_for("opposition")
    approver = Person.objects.get(name="Ledamot, majoritet, Sollefteå")
    office = as_person(secretary)

    plan_a_meeting(office, approver)
    meeting = Meeting.objects.get()
    write_the_items(office)
    order_the_items(office, as_person, secretary)
    add_a_document(office)
    be_stopped_by_the_gate(office)
    send_what_the_chair_approves(office, as_person(person_for("chair")), meeting)

    read_and_dissent(as_person(opposition), meeting)
    record_the_meeting(office, meeting, absent="Kommunchef, Ånge", speaker="Ledamot, opposition, Kramfors")
    heading = office.get_by_role("heading", level=1).inner_text()
    look(office, heading)
    assert "utkast" in words_of_pdf(office, meeting.url("minutes_pdf")).lower()
    office.get_by_role("button", name="Skicka för justering").first.click()  # they stand after the text too

    for person in (approver, person_for("chair")):
        approve(as_person(person), meeting)
    office.reload()
    office.get_by_role("link", name="Granska och publicera").first.click()
    for box in office.get_by_role("checkbox").all():
        box.check()
    press(office, "Publicera")
    expect(office.get_by_role("status").first).to_contain_text("är publicerade")

    public = as_person(None)
    public.goto("/stallningstaganden/?q=etableringsfunktionen")
    public.get_by_role("link", name="Gemensam etableringsfunktion").first.click()
    for said in (BACKING, DISSENT, SPOKEN, "Härnösands kommun", "Kramfors kommun"):
        expect(public.get_by_text(said).first).to_be_visible()
    document = words_of_pdf(public, meeting.url("minutes_pdf"))
    for said in (
        BACKING,
        DISSENT,
        SPOKEN,
        "Avvikande synpunkt",
        "1.2",
        "anmält förhinder",
        "formellt beslut",
    ):
        assert said in document
    assert "utkast" not in document.lower()
    public.goto(meeting.url("minutes"))
    look(public, heading)
    expect(public.get_by_text(DISSENT)).to_be_visible()

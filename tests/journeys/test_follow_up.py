"""A year of a matter, by the three who make it known: an official proposes it, the secretariat leads it
through the meeting and publishes the position; then the official tells what the own organisation decided and
what came of it, the secretariat where the money came from, and the public reads it and fetches the year's
report."""

import io

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from meetings.models import AgendaItem
from rus_portal.demo.people import person_for
from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import field, press

TITLE = "Tåg till kusten"
TAKEN = "Samverkansrådet ställer sig bakom tåg till kusten."
RESULT = "Tågen går varje halvtimme, och resorna blev dubbelt så många."


@pytest.fixture
def meeting(committed_region, regional):
    return acts.plan(regional, days=0)


def an_official_proposes(page):
    page.goto("/forslag/")
    page.get_by_role("link", name="Föreslå en fråga").click()
    page.get_by_label("Regionala samverkansrådet").check()
    field(page, "Rubrik").fill(TITLE)
    press(page, "Börja skriva")
    page.get_by_label("Ställningstagande Rådet säger något").check()
    field(page, "Vilket mål i RUS tjänar frågan?").select_option(index=2)
    field(page, "Hur tjänar frågan målet?").fill("Fler når sina arbeten.")
    field(page, "Bakgrund").fill("Banan ligger där.")
    field(page, "Social hållbarhet").fill("Fler kan pendla.")
    field(page, "Vad föreslår du att rådet säger?").fill(TAKEN)
    press(page, "Skicka in")
    expect(page.locator(".steps [aria-current]")).to_have_text("Inskickat")


def the_secretariat_gives_it_a_place(page, meeting):
    for place in ("in_preparation", "ready", f"mote-{meeting.pk}"):
        page.goto("/beredning/")
        card = page.locator(".board-card", has_text=TITLE)
        card.get_by_label("Flytta till").select_option(place)
        card.get_by_role("button").click()
        expect(page.locator(f"[data-place={place}] .board-card")).to_contain_text(TITLE)


def it_records_what_the_council_said(page, item):
    page.goto(item.url("item_outcome"))
    page.get_by_label("Ställningstagande i samsyn").check()
    press(page, "Spara och gå vidare")


def it_publishes(page, meeting):
    page.goto(meeting.url("minutes"))
    page.get_by_role("link", name="Granska och publicera").first.click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    saved(page, "Publicera")


def a_position_is_taken(meeting, official, office, opposition):
    """Between the pages of the official and the secretariat the others do their part."""
    an_official_proposes(official)
    the_secretariat_gives_it_a_place(office, meeting)
    acts.send(meeting)
    item = AgendaItem.objects.get(title=TITLE)
    acts.dissent(item, opposition)
    it_records_what_the_council_said(office, item)
    acts.approved(acts.close(meeting))
    it_publishes(office, meeting)
    return AgendaItem.objects.get(pk=item.pk).position


def saved(page, button="Spara"):
    press(page, button)
    expect(page.get_by_role("status").first).to_be_visible()


def an_official_tells(page, position, day):
    page.goto(position.get_absolute_url())
    page.get_by_role("link", name="Anteckna formella beslut").click()
    page.get_by_role("link", name="Ändra Timrå kommun").click()
    field(page, "Läge").select_option("Beslutat")
    press(page, "Spara")
    expect(page.get_by_role("alert")).to_contain_text("Ange vilken dag beslutet togs.")
    field(page, "Organ").fill("Kommunstyrelsen")
    field(page, "Beslutsdag").fill(day)
    field(page, "Paragraf").fill("§ 88")
    saved(page)
    page.goto(position.url("position_follow_up"))
    page.get_by_role("link", name="Lägg till resultat").click()
    field(page, "Vad det ledde till").fill(RESULT)
    field(page, "Dag").fill(day)
    photo = acts.photo()
    field(page, "Bild, om ni vill").set_input_files(
        {"name": photo.name, "mimeType": photo.content_type, "buffer": photo.read()}
    )
    field(page, "Vad bilden visar").fill("Ett tåg vid havet.")
    saved(page)


def the_secretariat_tells(page, position, day):
    page.goto(position.url("position_follow_up"))
    page.get_by_role("link", name="Lägg till finansiering").click()
    field(page, "Program eller fond").fill("Fonden för tåg")
    field(page, "Läge").select_option("Beviljat")
    field(page, "Sökt belopp, kronor").fill("3000000")
    field(page, "Beviljat belopp, kronor").fill("2 000 000")
    field(page, "Besked kom").fill(day)
    saved(page)


def rows_behind(page, section, name):
    """The rows of a figure, by the words beside it; back again."""
    page.locator(f"section[aria-labelledby={section}]").get_by_role(
        "link", name=name, exact=True
    ).first.click()
    told = page.get_by_role("main").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    page.go_back()
    return told


def fetched(page, button):
    with page.expect_download() as download:
        press(page, button)
    return download.value.path().read_bytes()


def test_a_matter_is_followed_from_the_proposal_to_what_came_of_it_and_the_years_report(
    meeting, opposition, as_person
):
    official, office = as_person(person_for("official")), as_person(person_for("secretary"))
    position = a_position_is_taken(meeting, official, office, opposition)
    day = position.adopted_on.isoformat()
    an_official_tells(official, position, day)
    the_secretariat_tells(office, position, day)

    anyone = as_person(None)
    anyone.goto("/stallningstaganden/")
    anyone.get_by_role("link", name=TITLE).first.click()
    expect(anyone.get_by_text(TAKEN).first).to_be_visible()
    anyone.goto(f"/uppfoljning/?ar={position.year}")
    look(anyone, "Uppföljning")
    expect(anyone.get_by_role("main")).to_contain_text(RESULT)
    expect(anyone.get_by_role("img", name="Ett tåg vid havet.")).to_be_visible()
    told = rows_behind(anyone, "vad-det-gav", "1")
    assert RESULT in told
    assert "oppositionen i Härnösands kommun" in told
    told = rows_behind(anyone, "vad-det-gav", "2 000 000 kronor")
    assert all(words in told for words in ("Fonden för tåg", "3 000 000", "oppositionen i"))
    told = rows_behind(anyone, "formella-beslut", "1")
    assert all(words in told for words in ("Timrå kommun", "Beslutat", "§ 88"))

    anyone.get_by_role("link", name="Rapport för").click()
    look(anyone, "Rapport")
    written = Document(io.BytesIO(fetched(anyone, "Hämta Word")))
    words = "\n".join(paragraph.text for paragraph in written.paragraphs)
    assert "2 000 000 kronor är beviljade" in words.replace("\N{NO-BREAK SPACE}", " ")
    sheets = load_workbook(io.BytesIO(fetched(anyone, "Hämta Excel")))
    assert [row[3] for row in sheets["Resultat"].values][1:] == [RESULT]
    paper = PdfReader(io.BytesIO(anyone.request.get(f"/uppfoljning/rapport.pdf?ar={position.year}").body()))
    said = " ".join([paper.metadata.get("/Subject", ""), *(page.extract_text() for page in paper.pages)])
    assert "Fonden för tåg" in said

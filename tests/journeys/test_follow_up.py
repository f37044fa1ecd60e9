"""What came of a position, by the three who make it known: an official tells what the own organisation
decided and what came of it, the secretariat where the money came from, and the public reads it and fetches
the year's report."""

import io

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from councils.models import Organisation
from rus_portal.demo.people import person_for
from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import field, press

RESULT = "Tågen går varje halvtimme, och resorna blev dubbelt så många."


@pytest.fixture
def position(committed_region, regional, opposition):
    """Proposed by Timrå, and published with a dissenting opinion."""
    timra = Organisation.objects.get(slug="timra")
    item = {"title": "Tåg till kusten", "proposed_by": timra, "social": "Fler kan pendla."}
    meeting = acts.published(acts.held(regional, item, dissent_by=opposition)).meeting
    return meeting.items.get().position


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


def test_a_position_is_followed_from_what_was_decided_to_what_came_of_it_and_the_years_report(
    position, as_person
):
    day = position.adopted_on.isoformat()
    an_official_tells(as_person(person_for("official")), position, day)
    secretary = as_person(person_for("secretary"))
    the_secretariat_tells(secretary, position, day)

    anyone = as_person(None)
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

"""A consultation (remiss): the secretariat opens it, an official answers for the own organisation with text
and a file, nobody else reads that until it is closed, and then everyone does."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from rus_portal.demo.people import person_for
from tests import files
from tests.browser.looking import look
from tests.journeys.conftest import field, press

TITLE, QUESTION = "Förslag till ny strategi", "Är prioriteringarna de rätta?"
ANSWER = "Vi tillstyrker skogsbilvägen, men inte bron."


@pytest.fixture
def opened(committed_region, as_person):
    """By the secretariat, with text, a file and a last day: the page of it, and its address."""
    page = as_person(person_for("secretary"))
    page.goto("/strategi/framtagande/")
    page.get_by_role("link", name="Öppna en remiss").click()
    look(page, "Öppna en remiss")
    press(page, "Öppna remissen")
    expect(page.get_by_role("alert")).to_contain_text("Skriv vad remissen heter.")
    field(page, "Vad remissen gäller").select_option(label="Remiss")
    field(page, "Rubrik").fill(TITLE)
    field(page, "Vad organisationerna ska svara på").fill(QUESTION)
    last_day = timezone.localdate() + dt.timedelta(days=30)
    field(page, "Sista dag att svara").fill(last_day.isoformat())
    page.get_by_label("TCO", exact=True).uncheck()  # all are asked unless somebody is left out
    field(page, "Lägg till filer").set_input_files(_file("Förslaget.pdf"))
    press(page, "Öppna remissen")
    expect(page.get_by_role("status").first).to_contain_text("Remissen är öppen")
    look(page, TITLE)
    return page


def _file(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": files.pdf()}


def answered(as_person):
    """By an official, from the own page: first as a draft."""
    page = as_person(person_for("official"))
    page.goto("/mitt/")
    page.locator(".todo", has_text=f"Svara på remissen ”{TITLE}”").get_by_role("link").click()
    look(page, f"Svar på {TITLE}")
    press(page, "Skicka svaret")
    expect(page.get_by_role("alert")).to_contain_text("Skriv ett svar eller välj en fil.")
    field(page, "Svar").fill(ANSWER)
    field(page, "Lägg till filer").set_input_files(_file("Yttrande.pdf"))
    press(page, "Spara utkastet")
    expect(page.get_by_role("status").first).to_contain_text("Det är inte skickat än.")
    press(page, "Skicka svaret")
    expect(page.get_by_role("status").first).to_contain_text("Svaret är skickat.")


def test_a_consultation_is_opened_answered_and_told_by_organisation_when_it_closes(opened, as_person):
    anyone = as_person(None)
    anyone.goto("/strategi/framtagande/")
    anyone.get_by_role("link", name=TITLE).click()
    expect(anyone.get_by_role("main")).to_contain_text(QUESTION)
    expect(anyone.get_by_role("link", name="Förslaget.pdf")).to_be_visible()
    answered(as_person)
    anyone.reload()
    expect(anyone.get_by_role("main")).not_to_contain_text(ANSWER)

    opened.reload()
    expect(opened.get_by_role("main")).to_contain_text(ANSWER)
    opened.get_by_role("link", name="Stäng remissen").click()
    press(opened, "Stäng remissen")
    expect(opened.get_by_role("alert")).to_contain_text("Skriv varför remissen stängs nu.")
    field(opened, "Varför").fill("Alla som tänkte svara har svarat.")
    press(opened, "Stäng remissen")
    look(opened, TITLE)

    anyone.reload()
    main = anyone.get_by_role("main")
    expect(main).to_contain_text(ANSWER)
    expect(main).to_contain_text("Har inte svarat: Härnösands kommun, Kramfors kommun")
    expect(main).not_to_contain_text("TCO")
    with anyone.expect_download() as download:
        anyone.get_by_role("link", name="Yttrande.pdf").click()
    assert download.value.path().read_bytes() == files.pdf()

"""A new mandate period in the browser: an Excel file with two faulty rows, corrected, saved, read by date."""

import datetime as dt

import pytest
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import expect

from councils import mandate
from councils.models import Appointment, JournalEntry, Person
from rus_portal.demo.people import person_for
from tests.browser import looking

pytestmark = pytest.mark.usefixtures("committed_region")


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request, browser, base_url):
    """The secretary's browser."""
    context = browser.new_context(base_url=base_url, locale="sv-SE", java_script_enabled=request.param)
    client = Client()
    client.force_login(person_for("secretary"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.has_script = request.param
    yield page
    context.close()


def look(page, heading):
    if page.has_script:
        looking.look(page, heading)
    else:
        expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()


def row_of(sheet, organisation, side):
    """The row of the template where that seat stands."""
    for row in sheet.iter_rows(min_row=2):
        if (row[0].value, row[1].value, row[3].value) == ("Regionala samverkansrådet", organisation, side):
            return row
    raise AssertionError(f"{organisation}, {side}")


def write(row, **cells):
    for column, value in cells.items():
        row["abcdefgh".index(column)].value = value


def plain(text):
    return " ".join(text.split()).replace(" ,", ",")


def send(page, file):
    page.get_by_label("Ifylld fil").set_input_files(file)
    page.get_by_role("button", name="Läs in och granska").click()


def test_the_mandate_changes_from_a_file_with_two_faulty_rows(page, tmp_path):
    first = mandate.usual_first_day()
    eve = first - dt.timedelta(days=1)
    before = (Appointment.objects.count(), Person.objects.count(), JournalEntry.objects.count())

    page.goto("/kansli/platser/")
    look(page, "Platser")
    page.get_by_role("link", name="Ny mandatperiod").click()
    look(page, "Ny mandatperiod")
    expect(page.get_by_label("Första dagen i den nya perioden")).to_have_value(first.isoformat())
    page.get_by_role("button", name="Nästa").click()

    look(page, "Vem som får platserna")
    with page.expect_download() as download:
        page.get_by_role("link", name="Mall för Excel").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    book = load_workbook(file)
    sheet = book.active
    won, lost = (row_of(sheet, "Härnösands kommun", side) for side in ("Majoritet", "Opposition"))
    flipped = [[cell.value for cell in row[5:7]] for row in (lost, won)]
    for row, (name, email), party in zip((won, lost), flipped, ("S", "M"), strict=True):
        write(row, f=name, g=email, h=party)
    write(row_of(sheet, "Timrå kommun", "Majoritet"), f="Ny ledamot, Timrå", g="ny@timra.example", h="C")
    write(row_of(sheet, "Ånge kommun", "Opposition"), f=None, g=None, h=None)
    unknown = row_of(sheet, "Kramfors kommun", "Majoritet")
    misspelt = row_of(sheet, "Sollefteå kommun", "Opposition")
    write(unknown, b="Kramfårs kommun")
    write(misspelt, g="ledamot(at)solleftea.example")
    book.save(file)

    send(page, file)
    look(page, "Granska")
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("heading")).to_have_text("2 rader behöver rättas")
    expect(summary.get_by_role("listitem")).to_have_text(
        [
            f"Rad {unknown[0].row}: Organisationen ”Kramfårs kommun” finns inte. Skriv namnet som i mallen.",
            f"Rad {misspelt[0].row}: ”ledamot(at)solleftea.example” är inte en e-postadress. "
            "Kontrollera stavningen.",
        ]
    )
    expect(page.get_by_role("button", name="Spara mandatperioden")).to_have_count(0)
    assert (Appointment.objects.count(), Person.objects.count(), JournalEntry.objects.count()) == before

    write(unknown, b="Kramfors kommun")
    write(misspelt, g="ledamot@solleftea.example", f="Ny ledamot, Sollefteå")
    book.save(file)
    send(page, file)
    look(page, "Granska")
    expect(page.get_by_text("Ingenting är sparat ännu.")).to_be_visible()
    assert (Appointment.objects.count(), Person.objects.count(), JournalEntry.objects.count()) == before
    page.get_by_role("button", name="Spara mandatperioden").click()

    look(page, "Platser")
    assert page.url.endswith(f"/kansli/platser/?dag={first}")
    council = page.get_by_role("region", name="Regionala samverkansrådet")
    shown = {}
    for day in (eve, first):
        page.goto(f"/kansli/platser/?dag={day}")
        rows = council.get_by_role("row")
        shown[day] = [
            [plain(text) for text in rows.filter(has_text=place).get_by_role("cell").all_inner_texts()[:2]]
            for place in ("Härnösands kommun", "Timrå kommun", "Ånge kommun")
        ]
    assert shown[eve] == [
        [f"Ledamot, {side}, {place} Ledamot, {side}, {place}" for side in ("majoritet", "opposition")]
        for place in ("Härnösand", "Timrå", "Ånge")
    ]
    assert shown[first] == [
        [
            "Ledamot, majoritet, Härnösand Ledamot, opposition, Härnösand (S)",
            "Ledamot, opposition, Härnösand Ledamot, majoritet, Härnösand (M)",
        ],
        [
            "Ledamot, majoritet, Timrå Ny ledamot, Timrå (C)",
            "Ledamot, opposition, Timrå Ledamot, opposition, Timrå",
        ],
        ["Ledamot, majoritet, Ånge Ledamot, majoritet, Ånge", "Ledamot, opposition, Ånge Vakant"],
    ]

    page.goto("/kansli/journal/?vad=change_mandate")
    look(page, "Journal")
    expect(page.get_by_text("Ny mandatperiod i Regionala samverkansrådet")).to_be_visible()

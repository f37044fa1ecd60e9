"""Documents are dropped on the form; each is sent by itself, and a refused one is listed with its reason.
The form also works without JavaScript."""

import pytest
from playwright.sync_api import expect

from rus_portal.demo.people import person_for
from tests import acts, files
from tests.browser.looking import look
from tests.journeys.conftest import field, press

DROP = """([form, sent]) => {
    const carried = new DataTransfer();
    for (const [name, content] of sent) carried.items.add(new File([Uint8Array.from(content)], name));
    for (const type of ["dragover", "drop"]) {
        form.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
    }
}"""


@pytest.fixture
def item(committed_region, regional):
    return acts.add(acts.plan(regional, days=30))


def test_documents_are_dropped_refused_one_by_one_replaced_and_renamed(as_person, item):
    secretary = person_for("secretary")
    page = as_person(secretary)
    page.goto(item.url("item_documents"))
    field(page, "Vem får läsa").select_option("Alla, när protokollet är publicerat")
    form = page.locator("form[data-upload]").element_handle()
    sent = [("Utredning_1.pdf", files.pdf()), ("elak.pdf", b"<html>"), ("Kalkyl.xlsx", files.office("xlsx"))]
    page.evaluate(DROP, [form, [(name, [*content]) for name, content in sent]])
    expect(page.locator(".upload")).to_have_count(3)
    press(page, "Lägg till")
    refused = "”elak.pdf” innehåller något annat än vad namnet säger. Spara filen på nytt i rätt format."
    expect(page.locator(".upload-refused")).to_have_text(refused)
    expect(page.locator(".upload-refused")).to_be_in_viewport()
    told = f"2 handlingar är tillagda. En fil togs inte emot. {refused}"
    expect(page.get_by_role("status").first).to_contain_text(told)
    expect(page.get_by_role("link", name="Utredning 1", exact=True)).to_be_visible()
    expect(field(page, "Vem får läsa")).to_have_value("public")
    look(page, f"Handlingar till ”{item.title}”")
    press(page, "Ta bort elak.pdf")
    expect(page.locator(".upload")).to_have_count(0)
    assert {document.visibility for document in item.documents.all()} == {"public"}

    plain = as_person(secretary, java_script_enabled=False)
    plain.goto(page.url)
    more = [("Bilaga.pdf", files.pdf()), ("tom.pdf", b"")]
    field(plain, "Filer").set_input_files(
        [{"name": name, "mimeType": "application/pdf", "buffer": content} for name, content in more]
    )
    press(plain, "Lägg till")
    expect(plain.get_by_role("main")).to_contain_text("”tom.pdf” är tom.")
    plain.get_by_role("link", name="Ny version av Bilaga", exact=True).click()
    buffer = files.pdf("Rättad")
    field(plain, "Fil").set_input_files({"name": "b.pdf", "mimeType": "application/pdf", "buffer": buffer})
    press(plain, "Lägg till version")
    expect(plain.get_by_role("main")).to_contain_text("Underlag, b.pdf")
    plain.get_by_role("link", name="Ändra uppgifter om Bilaga", exact=True).click()
    field(plain, "Titel").fill("Bilaga om kostnader")
    press(plain, "Spara")
    page.goto(item.get_absolute_url())
    expect(page.get_by_role("link", name="version 1 av Bilaga om kostnader", exact=True)).to_be_visible()

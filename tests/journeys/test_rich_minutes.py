"""The texts of the minutes in their editor: by the keyboard alone, pasted from Word, and without script."""

import io

import pytest
from django.utils.dateformat import format as date
from playwright.sync_api import expect
from pypdf import PdfReader

from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import field, press, rich_field
from tests.test_rich import KEPT, WORD

pytestmark = [pytest.mark.usefixtures("committed_region"), pytest.mark.pdf]
DISSENT = "Vi delar inte bedömningen:\n\n1. ”Kostnaden” – 1 200 kronor\n  a) bärs inte\n- av oss."
PASTE = """(box, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "platt");
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def saved(item):
    item.refresh_from_db()
    return item.discussion


def test_the_secretary_writes_with_the_keyboard_alone_and_leaves_the_table(as_person, regional, secretary):
    item = acts.summoned(regional, days=0).items.get()
    page = as_person(secretary)
    page.goto(item.url("item_outcome"))
    box, keys = rich_field(page, "Samtalet i korthet"), page.keyboard
    look(page, f"1. {item.title}")
    box.focus()
    keys.type("Första stycket.")
    keys.press("Enter")
    keys.press("Escape")
    bar = page.get_by_role("toolbar", name="Formatering: Samtalet i korthet")
    expect(bar.get_by_role("button", name="Fet")).to_be_focused()
    for _ in range(4):
        keys.press("ArrowRight")
    keys.press("Enter")  # a list
    expect(box).to_be_focused()
    keys.type("punkt")
    keys.press("Enter")
    keys.press("Enter")
    keys.press("Escape")
    for _ in range(3):
        keys.press("ArrowRight")
    keys.press("Enter")  # a table
    expect(box).to_be_focused()
    for word in "abcdefghi":
        keys.type(word)
        keys.press("Tab")
    expect(box).not_to_be_focused()
    press(page, "Spara")
    expect(page.get_by_text("Formuläret är sparat.")).to_be_visible()
    head = "".join(f'<th scope="col">{each}</th>' for each in "abc")
    body = "".join(f"<tr>{''.join(f'<td>{each}</td>' for each in row)}</tr>" for row in ("def", "ghi"))
    assert saved(item) == (
        "<p>Första stycket.</p><ul><li>punkt</li></ul>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def test_a_paste_from_word_is_the_same_in_the_editor_and_saved(as_person, regional, secretary):
    item = acts.summoned(regional, days=0).items.get()
    page = as_person(secretary)
    page.goto(item.url("item_outcome"))
    box = rich_field(page, "Samtalet i korthet")
    box.focus()
    box.evaluate(PASTE, WORD)
    expect(box.get_by_role("columnheader", name="Kronor")).to_be_visible()
    look(page, f"1. {item.title}")
    press(page, "Spara")
    expect(page.get_by_text("Formuläret är sparat.")).to_be_visible()
    assert saved(item) == KEPT
    page.goto(item.url("item_outcome"))
    press(page, "Spara")  # untouched
    expect(page.get_by_text("Formuläret är sparat.")).to_be_visible()
    assert saved(item) == KEPT


def test_without_script_plain_text_becomes_paragraphs(as_person, regional, secretary):
    item = acts.summoned(regional, days=0).items.get()
    page = as_person(secretary, java_script_enabled=False)
    page.goto(item.url("item_outcome"))
    field(page, "Samtalet i korthet").fill("Ett.\n\nTvå & tre.")
    press(page, "Spara")
    assert saved(item) == "<p>Ett.</p><p>Två &amp; tre.</p>"
    expect(field(page, "Samtalet i korthet")).to_have_value("Ett.\n\nTvå & tre.")


def test_a_wish_is_answered_and_a_joined_dissent_reads_the_same_everywhere(
    as_person, regional, secretary, chair, member, opposition
):
    meeting = acts.summoned(regional, days=-1)
    item = meeting.items.get()
    acts.dissent(item, opposition, DISSENT)
    page = as_person(chair)
    page.goto(item.url("item_dissent"))
    look(page, "Avvikande synpunkt")
    page.get_by_role("button", name="Instäm för").click()
    expect(page.get_by_text("Instämmer: Region Västernorrland")).to_be_visible()
    look(page, item.title)
    acts.handle(item)
    acts.close(meeting)

    office = as_person(secretary)
    office.goto(meeting.url("minutes"))
    office.get_by_role("button", name="Skicka för justering").first.click()
    page.goto(meeting.url("minutes"))
    page.get_by_text("Be om en ändring").first.click()
    field(page, "Gäller").select_option(index=2)
    field(page, "Önskad ändring").fill("Rätt namn.")
    press(page, "Skicka till kansliet")
    office.reload()
    look(office, f"Protokoll den {date(meeting.date, 'j F Y')}")
    office.get_by_role("link", name="Svara Ordförande").click()
    look(office, "Svara på en önskad ändring")
    office.get_by_label("Görs inte").check()
    field(office, "Svar").fill("Så heter det.")
    press(office, "Svara")
    page.reload()
    expect(page.get_by_text("Så heter det.")).to_be_visible()
    page.locator("summary", has_text="Justera").last.click()
    page.get_by_role("button", name="Ja, jag justerar").last.click()
    expect(page.get_by_text("så det är låst")).to_be_visible()

    record = meeting.minutes.get().record
    [section] = [each for each in record["sections"] if each["is_item"]]
    assert {(each["text"], "joined" in each) for each in section["dissents"]} == {
        (DISSENT, False),
        (DISSENT, True),
    }
    for address in (meeting.url("minutes_pdf"), item.url("extract_pdf")):
        pages = PdfReader(io.BytesIO(page.request.get(address).body())).pages
        words = " ".join(" ".join(each.extract_text() for each in pages).split())
        assert (words.count(" ".join(DISSENT.split())), "Instämmer: Region Västernorrland" in words) == (
            1,
            True,
        )
    page.goto(meeting.url("minutes"))
    assert " ".join(DISSENT.split()) in " ".join(page.locator(".dissent-text").inner_text().split())

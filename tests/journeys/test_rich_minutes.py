"""The texts of the minutes in their editor: by the keyboard alone, pasted from Word, and without script."""

import pytest
from playwright.sync_api import expect

from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import field, press
from tests.test_rich import KEPT, WORD

pytestmark = pytest.mark.usefixtures("committed_region")
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
    box, keys = field(page, "Samtalet i korthet"), page.keyboard
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
    keys.type("punkt")
    keys.press("Enter")
    keys.press("Enter")
    keys.press("Escape")
    for _ in range(3):
        keys.press("ArrowRight")
    keys.press("Enter")  # a table
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
    box = field(page, "Samtalet i korthet")
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

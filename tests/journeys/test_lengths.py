"""While somebody writes, the form says how much of the length is used; what is too long stands there."""

from playwright.sync_api import expect

from tests import acts
from tests.browser.looking import faults
from tests.journeys.conftest import field, press


def test_a_writer_sees_how_long_the_text_is_and_loses_nothing_of_it(
    as_person, committed_region, regional, secretary
):
    item = acts.add(acts.plan(regional, days=30))
    page = as_person(secretary)
    page.goto(item.url("item_texts"))
    summary, spoken = field(page, "Sammanfattning"), page.get_by_role("status").last
    beside = summary.locator("+ .field-length")
    summary.fill("ord " * 10)
    expect(beside).to_have_text("10 av högst 300 ord")
    expect(spoken).to_have_text("")
    summary.fill("ord " * 280)
    expect(spoken).to_have_text("20 ord kvar.")
    summary.fill("ord " * 1200)
    expect(beside).to_have_text("1 200 av högst 300 ord")
    expect(spoken).to_have_text("Texten är för lång: 900 ord för mycket.")
    proposed = field(page, "Förslag till ställningstagande")
    understood = page.get_by_text("Förstås som en punkt.")
    expect(understood).to_be_visible()
    before = proposed.input_value()
    proposed.fill("x" * 15001)
    expect(proposed.locator("+ .field-length")).to_have_text("15 001 av högst 15 000 tecken")
    expect(understood).to_be_hidden()
    proposed.fill(before)
    expect(understood).to_be_visible()
    title = field(page, "Rubrik")
    title.fill("A\u030a" * 150 + "   \t x")  # as they are kept: one letter each, and one space
    expect(title.locator("+ .field-length")).to_have_text("152 av högst 200 tecken")
    title.fill("x" * 250)
    expect(title).to_have_value("x" * 250)
    press(page, "Spara")
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []
    main = page.get_by_role("main")
    expect(main).to_contain_text("Korta texten till 300 ord. Nu är den 1 200 ord.")
    expect(main).to_contain_text("Korta texten till 200 tecken. Nu är den 250 tecken.")
    expect(summary).to_have_value("ord " * 1200)


def test_a_pasted_search_that_is_cut_says_so(as_person, committed_region, member):
    page = as_person(member)
    page.goto("/stallningstaganden/")
    looked_for, said = (
        page.get_by_label("Sök bland ställningstaganden"),
        page.get_by_text("Här ryms högst 300 tecken."),
    )
    looked_for.press_sequentially("lång")
    expect(said).to_have_count(0)
    page.keyboard.insert_text("niobokstäv " * 900)
    expect(said).to_be_visible()
    assert len(looked_for.input_value()) == 300

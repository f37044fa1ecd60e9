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
    title = field(page, "Rubrik")
    title.fill("x" * 250)
    expect(title).to_have_value("x" * 250)
    press(page, "Spara")
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []
    main = page.get_by_role("main")
    expect(main).to_contain_text("Korta texten till 300 ord. Nu är den 1 200 ord.")
    expect(main).to_contain_text("Korta texten till 200 tecken. Nu är den 250 tecken.")
    expect(summary).to_have_value("ord " * 1200)

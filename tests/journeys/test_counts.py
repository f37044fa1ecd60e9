"""The menu says how much waits, once the page is there and without any page being slower for it."""

import re

import pytest
from playwright.sync_api import expect

from tests import acts

pytestmark = pytest.mark.usefixtures("committed_region")


def test_the_menu_says_how_much_waits_and_asks_again_once_something_is_sent(as_person, regional, secretary):
    acts.summoned(regional, days=5)
    page = as_person(secretary, counts=True)
    asked = []
    page.on("request", lambda request: request.url.endswith("/mitt/antal/") and asked.append(request.url))
    menu = page.get_by_role("navigation", name="Huvudmeny")
    page.goto("/om/")
    expect(menu.get_by_role("link", name=re.compile(r"^Kansli\s*2 väntar$"))).to_be_visible()
    page.goto("/kansli/")
    expect(menu.get_by_role("link", name=re.compile("2 väntar"))).to_be_visible()
    assert len(asked) == 1
    page.get_by_role("link", name=re.compile(r"^Påminn.*9 organisationer")).click()
    page.get_by_role("button", name=re.compile("^Skicka")).click()
    expect(page.get_by_text("om förankringen är på väg.")).to_be_visible()
    expect(menu.get_by_role("link", name=re.compile("2 väntar"))).to_be_visible()
    assert len(asked) == 2
    page.wait_for_load_state("networkidle")


PLACES = """() => [...document.querySelectorAll(".site-nav li, main")].map((each) => {
  const { x, y } = each.getBoundingClientRect();
  return [x, y];
})"""


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_moves_when_the_counts_come(as_person, regional, member, width):
    acts.summoned(regional, days=5)
    page = as_person(member, counts=True, viewport={"width": width, "height": 900})
    held = []
    page.route("**/mitt/antal/", lambda route: held.append(route))
    page.goto("/om/")
    if width == 320:
        page.get_by_text("Meny", exact=True).click()
    menu = page.get_by_role("navigation", name="Huvudmeny")
    before = page.evaluate(PLACES)
    held[0].continue_()
    expect(menu.get_by_role("link", name=re.compile(r"^Min sida\s*\d väntar$"))).to_be_visible()
    assert page.evaluate(PLACES) == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width

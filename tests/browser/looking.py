"""Checks of a page: it is the one we meant, it is accessible, and its columns have room."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

WHOLE = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
LOOKED_AT = set()
# Headings, legends and labels with a control on top of their words. What stays while the page scrolls may.
COVERED = """() => {
  const isShown = (each) =>
    each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && each.offsetWidth > 1;
  const stays = (each) =>
    each && (/sticky|fixed/.test(getComputedStyle(each).position) || stays(each.parentElement));
  const controls = [...document.querySelectorAll("main :is(input, select, textarea, button)")]
    .filter((each) => isShown(each) && !stays(each))
    .map((each) => [each, each.getBoundingClientRect()]);
  const isOver = (words, box) =>
    Math.min(words.right, box.right) - Math.max(words.left, box.left) > 2 &&
    Math.min(words.bottom, box.bottom) - Math.max(words.top, box.top) > 2;
  return [...document.querySelectorAll("main :is(h1, h2, h3, h4, legend, label)")].filter((told) => {
    const range = document.createRange();
    range.selectNodeContents(told);
    const words = [...range.getClientRects()];
    return isShown(told) && controls.some(([each, box]) =>
      !told.contains(each) && !each.contains(told) && words.some((line) => isOver(line, box)));
  }).map((told) => told.textContent.trim());
}"""
# A main column beside an aside but no wider than it. On a phone there is none.
SQUEEZED = """() => {
  const isBeside = (own, box) =>
    Math.min(own.bottom, box.bottom) > Math.max(own.top, box.top) &&
    (own.right <= box.left || box.right <= own.left);
  return [...document.querySelectorAll("main aside")].flatMap((aside) => {
    const box = aside.getBoundingClientRect();
    return [...aside.parentElement.children].filter((each) => {
      const own = each.getBoundingClientRect();
      return isBeside(own, box) && own.width <= box.width;
    });
  }).map((each) => each.textContent.trim().slice(0, 60));
}"""


def faults(page, rules=WHOLE):
    """What axe finds, as (rule, what breaks it), text covered by a control and a main column squeezed by its
    aside. What axe passes is not counted, which halves the time."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    told = [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]
    ours = [("covered words", page.evaluate(COVERED)), ("squeezed column", page.evaluate(SQUEEZED))]
    return [*told, *((rule, broken) for rule, broken in ours if broken)]


def look(page, heading):
    """We are on this page, and it is accessible: each kind of page is checked once as it is, and once with an
    error on it."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    kind = re.sub(r"[\d-]+", "0", urlsplit(page.url).path)
    shown = kind, heading, page.get_by_role("alert").count() > 0
    if shown not in LOOKED_AT:
        LOOKED_AT.add(shown)
        assert faults(page) == []

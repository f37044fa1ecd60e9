"""A look at a page: it is the one we meant, and it is accessible."""

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


def faults(page, rules=WHOLE):
    """What axe finds, as (rule, what breaks it), and words that a control covers. What axe passes is not
    counted, which halves the time."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    told = [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]
    covered = page.evaluate(COVERED)
    return [*told, ("covered words", covered)] if covered else told


def look(page, heading):
    """We are on this page, and it is accessible: asked once of the page as it is, and once with something on
    it to put right."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    shown = heading, page.get_by_role("alert").count() > 0
    if shown not in LOOKED_AT:
        LOOKED_AT.add(shown)
        assert faults(page) == []

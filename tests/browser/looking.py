"""A look at a page: it is the one we meant, and it is accessible."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

WHOLE = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
LOOKED_AT = set()


def faults(page, rules=WHOLE):
    """What axe finds, as (rule, what breaks it). The rest is counted no further, which halves the time."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]


def look(page, heading):
    """We are on this page, and it is accessible: asked once of the page as it is, and once with something on
    it to put right."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    shown = heading, page.get_by_role("alert").count() > 0
    if shown not in LOOKED_AT:
        LOOKED_AT.add(shown)
        assert faults(page) == []

"""Checks of a page: it is the one we meant, it is accessible, and everything on it has its place and room."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import expect

from tests.house_rules.reading import only_posted
from tests.test_addresses import EXPECTED

WHOLE = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
LOOKED_AT = set()
# The looks of text (`LOOKS`) in which it was found to have contrast.
READABLE = set()
# What looks different to each reader and at every stage.
CHANGING = {"meeting", "item"}
# What the walk over every page looks at (`test_every_page.py`), but for those and what tells the ways in.
WALKED = {name for (name, _), answers in EXPECTED.items() if 200 in answers} - CHANGING
WALKED -= {"sign_in", "account"}
# Headings, legends and labels with a control on top of their words. What stays while the page scrolls may.
# What decides whether a text has contrast: its colour, whether it is large, and what it lies on.
LOOKS = """() => {
  const seen = new Map([[null, ["", ""]]]);
  const behind = (each) => {
    if (!seen.has(each)) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(each);
      const [ground, veils] = behind(each.parentElement);
      const own = backgroundImage === "none" ? backgroundColor : `${backgroundColor} ${backgroundImage}`;
      const nearest = own === "rgba(0, 0, 0, 0)" ? ground : own.startsWith("rgb(") ? own : `${own} ${ground}`;
      seen.set(each, [nearest, opacity + filter === "1none" ? veils : `${opacity} ${filter} ${veils}`]);
    }
    return seen.get(each);
  };
  const looks = new Set();
  const texts = new Set(document.querySelectorAll("input, select, textarea"));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.data.trim()) texts.add(node.parentElement);
  }
  for (const own of texts) {
    if (!own.checkVisibility()) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(own);
    const isLarge = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
    looks.add([color, isLarge, textShadow, ...behind(own)].join());
  }
  return [...looks];
}"""
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
    const parts = [told, ...told.querySelectorAll("*")].filter(isShown).map((each) => [...each.childNodes]);
    const words = parts.flat().filter((each) => each.nodeType === 3).flatMap((each) => {
      range.selectNode(each);
      return [...range.getClientRects()];
    });
    return isShown(told) && controls.some(([each, box]) =>
      !told.contains(each) && !each.contains(told) && words.some((line) => isOver(line, box)));
  }).map((told) => told.textContent.trim());
}"""
# What is to be pressed, chosen or filled in; but what was answered in a round is read from its button.
ON_PAPER = """() => [...document.querySelectorAll(
    "main :is(input, select, textarea, button, .btn, .btn-link)")]
  .filter((each) => each.checkVisibility() && each.offsetWidth > 1)
  .filter((each) => !each.matches('.say[aria-pressed="true"], .seat'))
  .filter((each) => each.matches("button, .btn, .btn-link") || getComputedStyle(each).borderTopWidth !== "0px"
    || getComputedStyle(each).appearance !== "none").map((each) => each.outerHTML.slice(0, 120))"""
# What leads on, and a heading above nothing.
ON_FROM_PAPER = """() => {
  const isShown = (each) => each.checkVisibility() && each.offsetWidth > 1;
  const words = /^(Ladda ned|Anteckna|Ändra|Begär ut|Läs hela|Se förankringen|Förankra)/;
  const leading = [...document.querySelectorAll("main a")]
    .filter((each) => isShown(each) && words.test(each.innerText.trim()));
  const bare = [...document.querySelectorAll("main section:not(.gate)")].filter(isShown).filter((each) => {
    const heading = each.querySelector(":scope > :is(h2, h3):first-child");
    return heading && isShown(heading) && each.innerText.trim() === heading.innerText.trim()
      && !each.querySelector("svg, img, canvas, form, .prose");
  });
  return [...leading, ...bare].map((each) => each.outerHTML.replace(/\\s+/g, " ").slice(0, 120));
}"""
# Pictures without the table that says the same.
UNTOLD = """() => [...document.querySelectorAll("main svg[role=img]")]
  .filter((each) => each.checkVisibility())
  .filter((each) => !each.closest("section").querySelector("table")?.checkVisibility())
  .map((each) => each.closest("section").textContent.trim().slice(0, 60))"""
LAYOUT = Path(__file__).with_name("layout.js").read_text()


def faults(page, rules=WHOLE):
    """What axe finds, as (rule, what breaks it), text covered by a control and what is wrong with the layout.
    What axe passes is not counted, which halves the time; so does it that contrast, which is half of the
    rest, is judged only where some text looks as none did before."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    looks = {*page.evaluate(LOOKS)}
    contrast = {"color-contrast": {"enabled": not looks <= READABLE}}
    options = {"runOnly": rules, "resultTypes": ["violations"], "rules": contrast}
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    told = [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]
    if rules is WHOLE and "color-contrast" not in dict(told):
        READABLE.update(looks)
    covered = page.evaluate(COVERED)
    return [*told, *([("covered words", covered)] if covered else []), *out_of_place(page)]


def on_paper(page):
    """What the page would show on paper that is of no use there, and pictures whose table is not there."""
    page.emulate_media(media="print")
    told = {
        "control on paper": page.evaluate(ON_PAPER),
        "leads on from paper": page.evaluate(ON_FROM_PAPER),
        "no table on paper": page.evaluate(UNTOLD),
    }
    page.emulate_media(media="screen")
    return [(wrong, found) for wrong, found in told.items() if found]


def out_of_place(page):
    """What is wrong with the layout at the page's width, and links that would open an address which only
    takes what a form sends, as (rule, what breaks it). Links to a place on the page itself open none."""
    away = "(each) => each.href.split('#')[0] !== location.href.split('#')[0]"
    hrefs = page.evaluate(f"[...new Set([...document.links].filter({away}).map((each) => each.href))]")
    found = {(rule, broken) for rule, broken in page.evaluate(LAYOUT)}
    own = urlsplit(page.url).netloc
    return [
        *sorted(found),
        *(
            ("link to a form's address", href)
            for href in hrefs
            if urlsplit(href).netloc == own and _route(urlsplit(href).path) in only_posted()
        ),
    ]


@cache
def _route(path):
    try:
        return resolve(unquote(path)).url_name
    except Resolver404:
        return None


BAR = "(place) => { for (const bar of document.querySelectorAll('.turn-bottom')) bar.style.position = place }"


def look(page, heading):
    """We are on this page, and it is accessible: each kind of page is checked once as it is, unless the walk
    over every page does so, and once with an error on it."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    path = urlsplit(page.url).path
    is_alert = page.get_by_role("alert").count() > 0
    shown = re.sub(r"[\d-]+", "0", path), heading, is_alert
    if shown not in LOOKED_AT and (is_alert or _route(path) not in WALKED):
        LOOKED_AT.add(shown)
        # Where it belongs, and not over whatever happens to stand at the foot of the screen.
        page.evaluate(BAR, "static")
        found = faults(page)
        page.evaluate(BAR, "")
        assert found == [], f"{found}"

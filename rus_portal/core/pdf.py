"""PDF: what is printed, by this process or another, and what of a text our fonts can draw."""

import hashlib
import unicodedata
from contextvars import ContextVar
from functools import cache, lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import json_script

from rus_portal.core import papers
from rus_portal.core.designations import unparted
from rus_portal.core.press import LONG, STATIC, edition, length, press
from rus_portal.core.text import nfc

# Set in a request that leaves what is longer to the worker (rus_portal.core.printing).
left_to_worker = ContextVar("left_to_worker", default=False)


class Long(Exception):
    """The texts are too long for a request, and nobody has printed them yet."""

    def __init__(self, htmls):
        super().__init__("Left to the worker")
        self.htmls = htmls


def document(template, enclosed=(), **context):
    [content] = documents([told(template, enclosed, **context)])
    return content


def documents(htmls):
    """Each printed. Together they may be too long for a request, though none is alone."""
    if not left_to_worker.get() or sum(map(length, htmls)) <= LONG:
        return [printed_long(html) if length(html) > LONG else _printed(html) for html in htmls]
    found = {html: papers.found(f"{key_of(html)}.pdf") for html in htmls}
    if missing := [html for html, paper in found.items() if paper is None]:
        raise Long(missing)
    return [found[html] for html in htmls]


def printed_long(html, tell=lambda page: None):
    """Kept in the folder alone, for a process has no room for many. `tell` is called for each page that is
    set. One is printed at a time, and no short text waits for it."""
    return papers.kept(key_of(html), lambda: press().print(html, tell=tell), turn="long")


def told(template, enclosed=(), **context):
    """What will be printed, as HTML. All that a demo prints says that it is one, unless the context knows
    that this is real. What is `enclosed` in the file is told in it too: each is a dict with `name`,
    `description`, `relationship`, and the `text` itself or where it is `stored`. It keeps letters that no
    font has."""
    html = printable(render_to_string(template, {"is_demo": settings.DEMO} | context))
    head, begins, body = html.partition("<body")
    html = head + begins + unparted(body)
    return html.replace("</head>", f"{json_script(enclosed, 'enclosed')}</head>", 1) if enclosed else html


@lru_cache(maxsize=8)
def _printed(html):
    """Printing takes a second or more and the same text gives the same document, so the latest are kept, here
    and for the other processes."""
    return papers.kept(key_of(html), lambda: press().print(html))


def key_of(html):
    return hashlib.sha256(edition() + html.encode()).hexdigest()


def printable(text):
    """The text without what would break the archive copy: control and private characters, and characters
    that none of our fonts has. A removed letter is replaced by `�`, so that its loss is seen."""
    text = nfc(text)
    return text.translate({ord(each): _replacement(each) for each in set(text) - _characters()})


def _replacement(character):
    category = unicodedata.category(character)
    if category[0] == "Z" or character.isspace():  # a tab between two numbers keeps them apart
        return " "
    return None if category[0] in "CM" else "\N{REPLACEMENT CHARACTER}"


@cache
def _characters():
    """Every character that may stand in a document: those our fonts draw, but no controls, none private."""
    from fontTools.ttLib import TTFont  # local: takes long to load, and few processes print

    drawn = set()
    for file in (STATIC / "fonts").iterdir():
        if file.suffix in {".woff2", ".ttf"}:
            with TTFont(file, lazy=True) as font:
                drawn |= set(map(chr, font.getBestCmap()))
    kept = {each for each in drawn if unicodedata.category(each)[0] != "C"}
    return (kept - {"\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"}) | {"\n", "\N{SOFT HYPHEN}"}

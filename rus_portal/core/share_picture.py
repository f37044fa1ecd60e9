"""The picture that is shown where an address of ours is shared: words on paper, in the portal's own fonts.

A letter that a font lacks is taken from the next one, as in a browser. What has no room is shortened by
words, and says so with an ellipsis.
"""

import io
import threading
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
# As in static/css/tokens.css, where each council has its accent.
PAPER, INK, SOFT, DISSENT = "#fbfaf7", "#1b2124", "#4c565b", "#8a4306"
ACCENTS = {
    **{"lake": "#1f4e79", "pine": "#0d5c4c", "plum": "#6f2c5c"},
    **{"ochre": "#7a5000", "rose": "#9a2d44", "slate": "#3f4f5a"},
}
COLOURS = 32
SERIF = ("source-serif-4-latin-600-normal.woff2", "source-serif-4-latin-ext-600-normal.woff2")
SANS = ("source-sans-3-latin-600-normal.woff2", "source-sans-3-latin-ext-600-normal.woff2")
ALL_LETTERS = "dejavu-sans.ttf"
MISSING = "\uffff"
TITLE_SIZES = (64, 56, 48, 42)
TITLE_ROOM = 270  # pixels of height
_one_at_a_time = threading.Lock()  # a font is no two threads' at once


@dataclass(frozen=True)
class Words:
    """What stands on it. `note` is set off in the colour of dissent where `is_dissent`."""

    kicker: str
    title: str
    note: str
    is_dissent: bool
    foot: str
    accent: str = "lake"


def drawn(words):
    """The bytes of the picture (PNG)."""
    with _one_at_a_time:
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        draw, accent = ImageDraw.Draw(image), ACCENTS.get(words.accent, ACCENTS["lake"])
        draw.rectangle((0, 0, WIDTH, 14), fill=accent)
        _write(draw, (MARGIN, 58), shortened(words.kicker, SANS, 32, 1), SANS, 32, accent)
        size, lines = _title(words.title)
        _write(draw, (MARGIN, 116), lines, SERIF, size, INK)
        note = shortened(words.note, SANS, 34, 3, narrower=36)
        top = HEIGHT - 110 - len(note) * _height(34)
        if words.is_dissent:
            draw.rectangle((MARGIN, top + 4, MARGIN + 8, top + len(note) * _height(34)), fill=DISSENT)
        left = MARGIN + 36 if words.is_dissent else MARGIN
        _write(draw, (left, top), note, SANS, 34, DISSENT if words.is_dissent else accent)
        _write(draw, (MARGIN, HEIGHT - 78), shortened(words.foot, SANS, 28, 1), SANS, 28, SOFT)
        out = io.BytesIO()
        image.quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _title(text):
    """The largest letters in which it has room."""
    for size in TITLE_SIZES:
        lines = wrapped(text, SERIF, size)
        if len(lines) * _height(size) <= TITLE_ROOM:
            return size, lines
    return size, shortened(text, SERIF, size, TITLE_ROOM // _height(size))


def wrapped(text, fonts, size, narrower=0):
    """In lines that have room; a word that is too long for one is parted."""
    lines, room = [""], WIDTH - 2 * MARGIN - narrower
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _length(longer, fonts, size) <= room:
            lines[-1] = longer
            continue
        lines += [""] if lines[-1] else []
        for letter in word:
            if _length(lines[-1] + letter, fonts, size) > room:
                lines.append("")
            lines[-1] += letter
    return lines


def shortened(text, fonts, size, most, narrower=0):
    """In at most so many lines; where words are left out the last ends in an ellipsis."""
    words = text.split()
    lines = wrapped(text, fonts, size, narrower)
    while len(lines) > most and words:
        words.pop()
        lines = wrapped(" ".join(words) + " …", fonts, size, narrower)
    return lines


def _write(draw, place, lines, fonts, size, colour):
    left, top = place
    for number, line in enumerate(lines):
        x = left
        for run, font in _runs(line, fonts, size):
            baseline = top + number * _height(size) + size
            draw.text((x, baseline), run, font=font, fill=colour, anchor="ls")
            x += font.getlength(run)


def _height(size):
    return round(size * 1.2)


def _length(text, fonts, size):
    return sum(font.getlength(run) for run, font in _runs(text, fonts, size))


def _runs(text, fonts, size):
    """The text in pieces, each with the first of the fonts that has its letters."""
    runs: list = []
    for letter in text:
        font = _font_for(letter, fonts, size)
        if runs and runs[-1][1] is font:
            runs[-1][0] += letter
        else:
            runs.append([letter, font])
    return runs


@lru_cache(maxsize=5000)
def _font_for(letter, fonts, size):
    names = (*fonts, ALL_LETTERS)
    return next((_font(name, size) for name in names if _has(name, letter)), _font(ALL_LETTERS, size))


@lru_cache(maxsize=5000)
def _has(name, letter):
    font = _font(name, 20)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask(MISSING))


@cache
def _font(name, size):
    return ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / name, size)

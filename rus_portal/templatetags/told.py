"""Sums, sorts and periods in words, in a template."""

from django import template

from meetings.models.position import dissenting as of_position
from rus_portal.core.changes import ADDED, REMOVED
from rus_portal.core.limits import grouped
from rus_portal.core.retention import BY_KEY
from rus_portal.core.words import listed

register = template.Library()


@register.filter
def kronor(amount):
    """ "1 200 000 kronor"; a dash where it is not known."""
    return "–" if amount is None else f"{grouped(amount)}\N{NO-BREAK SPACE}kronor"


@register.filter
def is_number(cell):
    return isinstance(cell, int)


@register.filter
def in_digits(cell):
    """A number as it is read, "1 200 000"; all else as it is."""
    return grouped(cell) if isinstance(cell, int) else cell


@register.filter
def parted(pieces):
    """Of how one text became another: each piece, and whether a space is to part what is struck from what
    comes in its place."""
    pieces = [piece if isinstance(piece, dict) else piece._asdict() for piece in pieces]
    for piece, after in zip(pieces, [*pieces[1:], {}], strict=True):
        is_replaced = piece["kind"] == REMOVED and after.get("kind") == ADDED
        yield piece, is_replaced and not piece["text"][-1:].isspace()


@register.simple_tag
def kept_for(key):
    """ "30 dagar": as long as the retention table keeps what has that key."""
    return BY_KEY[key].in_days


@register.filter
def dissenting(position):
    """Who dissents, as a list in words."""
    return listed(of_position(position))


LONGEST_WORD = 30  # letters: those of our trade, as trafikförsörjningsprogrammet, are shorter


@register.filter
def has_long_word(cell):
    """An address, or letters without an end: no ordinary word."""
    return any(len(word) > LONGEST_WORD for word in str(cell).split())

"""What is masked in the version of the minutes that everyone reads. Positions and the dissent against them
are open to all, and so are the texts of an item; what stands there cannot be masked."""

import re
from html import escape, unescape
from urllib.parse import unquote

from rus_portal.core.rich import as_plain, is_rich

MASK = "[maskerat]"
INLINE = re.compile(r"</?(?:strong|em|a)\b")
OPEN = ("position", "dissents")  # of a section
# Not words, but what the record is read by.
STRUCTURE = {"anchor", "type", "accent", "date", "end_date", "outcome", "corrects", "corrected_by"}


def pattern(phrases):
    """Each phrase whatever its case and however its words are parted, and the rest of its last word."""
    words = sorted({" ".join(phrase.split()) for phrase in phrases}, key=len, reverse=True)
    found = (r"\s+".join(map(re.escape, each.split())) + r"\w*" for each in words)
    return re.compile("|".join(found), re.IGNORECASE)


def masked(record, phrases):
    """The record with the phrases masked wherever they stand, and a note that they are."""
    found = pattern(phrases)

    def mask(value, name=""):
        if isinstance(value, dict):
            return {key: each if key in OPEN else mask(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [mask(each, name) for each in value]
        if not isinstance(value, str) or name in STRUCTURE:
            return value
        return masked_html(value, found) if is_rich(value) else found.sub(MASK, value)

    return mask(record) | {"masked": True}


def masked_html(text, found):
    """The same in a rich text, where the words of a phrase may stand in several tags. Where a link leads is
    masked with it."""
    pieces, at, plain = re.split(r"(<[^>]*>)", text), [], ""
    for nth, piece in enumerate(pieces):
        if nth % 2:
            if piece.startswith("<a ") and found.search(unquote(unescape(piece))):
                pieces[nth] = "<a>"
            if not INLINE.match(piece):
                plain, at = f"{plain}\n", [*at, None]
        else:
            pieces[nth] = list(unescape(piece))
            plain, at = plain + unescape(piece), [*at, *((nth, place) for place in range(len(pieces[nth])))]
    for match in found.finditer(plain):
        held = [each for each in at[match.start() : match.end()] if each]
        for nth, place in held:
            pieces[nth][place] = ""
        if held:
            pieces[held[0][0]][held[0][1]] = MASK
    return "".join(each if isinstance(each, str) else escape("".join(each), quote=False) for each in pieces)


def holds(thing, phrase):
    """Whether the phrase stands anywhere in what is plain data."""
    return bool(pattern([phrase]).search(" ".join(_texts(thing))))


def _texts(thing):
    if isinstance(thing, dict | list):
        for each in thing.values() if isinstance(thing, dict) else thing:
            yield from _texts(each)
    elif isinstance(thing, str):
        yield as_plain(thing)

"""What is masked in the version of the minutes that everyone reads. Positions and the dissent against them
are open to all, and so are the texts of an item; what stands there cannot be masked."""

import re
from html import escape, unescape
from urllib.parse import unquote

from rus_portal.core.rich import as_plain, is_rich

MASK = "[maskerat]"
MASKED = re.compile(rf"{re.escape(MASK)}(?:\s*{re.escape(MASK)})*")
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


def masks_of(record, opened):
    """What is masked in the `opened` record, as it stands in the whole one: it is kept nowhere else."""
    found = []
    for whole, told in zip(_texts(record), _texts(opened), strict=True):
        if whole != told:
            found += _between(" ".join(whole.split()), MASKED.split(" ".join(told.split())))
    kept = []
    for phrase in sorted(dict.fromkeys(found), key=len):
        if phrase != MASK and not (kept and pattern(kept).fullmatch(phrase)):
            kept.append(phrase)
    return kept


def _between(whole, parts):
    """What stands in the text between its `parts`; all of it where they are not found in it."""
    found, at = [], len(parts[0])
    for nth, part in enumerate(parts[1:], 2):
        end = whole.find(part, at + 1) if nth < len(parts) else len(whole) - len(part)
        if end <= at:
            return [whole]
        found.append(whole[at:end].strip())
        at = end + len(part)
    return found


def _texts(thing):
    if isinstance(thing, dict | list):
        for each in thing.values() if isinstance(thing, dict) else thing:
            yield from _texts(each)
    elif isinstance(thing, str):
        yield as_plain(thing)

"""Text as it is kept and asked for: each letter written in one way (NFC), line breaks only where lines are
meant, and a list as its points."""

import re
import unicodedata

from django.http import QueryDict

BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # as other systems and Word write a line break
SPACES = re.compile(r"[ \t\n\x1f]+")
MARK = re.compile(  # of a point; "-5 procent" and "1.5" begin with none
    r"(?:\d{1,3}\.(?=\s|$|[^\W\d_])|(?:\d{1,3}|[a-zåäö])\)|[•·▪●◦‣\uf0b7\uf0a7]|[-–—*](?=\s|$))\s*",
    re.IGNORECASE,
)
BEGINS_POINT = re.compile(r"(att|dels)\b")  # however the line before it ends: "att ställa sig bakom planen"
ENDS_SENTENCE = (".", "?", "!", ":", ";")
WRAPPED = 40  # letters; a shorter line was ended by its writer


def nfc(text):
    """ "a" with a ring over it, as a Mac may send it, becomes "å"."""
    return unicodedata.normalize("NFC", text)


def in_nfc(data):
    """What a browser sent, with all of its text in NFC."""
    if not isinstance(data, QueryDict):
        return {name: nfc(value) if isinstance(value, str) else value for name, value in data.items()}
    if all(unicodedata.is_normalized("NFC", each) for _, values in data.lists() for each in values):
        return data
    changed = data.copy()
    for name, values in data.lists():
        changed.setlist(name, [nfc(each) for each in values])
    return changed


def lines(text):
    """With the same line breaks whatever system they come from."""
    return BREAKS.sub("\n", text)


def one_line(text):
    """Line breaks and tabs become spaces; a space that must not be broken at stays what it is."""
    return SPACES.sub(" ", lines(text)).strip()


def points(text):
    """The points of a list as somebody typed or pasted it, without their own numbers, dashes or dots.

    A line that goes on from the one before belongs to it. Where the list has marks, every line without one
    goes on, unless after an empty line. Where it has none, each line is a point, but for one that begins with
    a small letter after a long line that does not end a sentence.
    """
    found: list[str] = []
    rows = [one_line(row) for row in lines(text).split("\n")]
    is_marked = any(MARK.match(row) for row in rows)
    for before, row in zip(["", *rows], rows, strict=False):
        if not row:
            continue
        mark = MARK.match(row)
        goes_on = before and not mark and (is_marked or _goes_on(before, row))
        if goes_on and found:
            found[-1] += f" {row}"
        else:
            found.append(row[mark.end() :] if mark else row)
    kept = [point.strip() for point in found if point.strip()]
    return kept or ([one_line(text)] if text.strip() else [])  # nothing but marks is still what was written


def _goes_on(before, row):
    is_open = len(before) >= WRAPPED and not before.rstrip('”"').endswith(ENDS_SENTENCE)
    return is_open and row[0].islower() and not BEGINS_POINT.match(row)


def stored_in_nfc(execute, sql, params, many, context):
    """Around every question to the database: what is stored or looked for is in NFC, whoever asks."""
    return execute(sql, _normalized(params), many, context)


def _normalized(params):
    if isinstance(params, str):
        return params if params.isascii() else nfc(params)
    if isinstance(params, dict):
        return {name: _normalized(value) for name, value in params.items()}
    if isinstance(params, list | tuple):
        return type(params)(map(_normalized, params))
    return params


def watch(connection, **kwargs):
    """Whenever a connection is opened."""
    if stored_in_nfc not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, stored_in_nfc)  # whoever adds one takes the last away

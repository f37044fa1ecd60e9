"""Text as it is kept and asked for: each letter written in one way (NFC), line breaks only where lines are
meant, and a list as its points."""

import re
import unicodedata
from itertools import groupby

from django.http import QueryDict

BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # as other systems and Word write a line break
UNSEEN = r"[\s\u200b-\u200d\u2060\ufeff]+"
AROUND = re.compile(f"^{UNSEEN}|{UNSEEN}$")  # a line: also what Word and the web leave there
# Has no width and shows nothing (Default_Ignorable_Code_Point, and an empty sign of braille): it comes along
# when something is pasted from a document or a chat.
NO_WIDTH = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
NOTHING_SEEN = re.compile(rf"\s*[{NO_WIDTH}][\s{NO_WIDTH}]*")
SPACES = re.compile(r"[ \t\n\x1f]+")
NUMBER, LETTER, ROMAN = r"\d{1,3}", "[a-zåäö]", "[ivx]{1,5}"
MARK = re.compile(  # of a point; "-5 procent", "1.5" and "14:30" begin with none
    rf"(?:{NUMBER}\.(?=\s|$|[^\W\d_])|{NUMBER}:(?=\s|$)|\(?(?:{NUMBER}\.?|{LETTER}|{ROMAN})\)"
    r"|[•·∙▪●◦‣⁃⦁○■□◼◻❑❖♦►▶➢➤⮚➔→⇒✓✔☐☑☒\uf020-\uf0ff]"  # the last are of Word's own fonts of signs
    r"|[-‐‑‒–—―−](?=\s|$|(?-i:[A-ZÅÄÖ]))|\*(?=\s|$)|o\t)\s*",
    re.IGNORECASE,
)
# Marks only where they follow one another: alone they are an initial or an amount. A capital and a full stop
# are an initial also then, and a number and a space an amount unless a sentence begins after it.
BEGINS_SENTENCE = r"(?=att\b|dels\b|(?!m?d?kr\b|tkr\b|m?sek\b|milj)(?-i:[A-ZÅÄÖ](?:[a-zåäö]|\s)))"
SENTENCE = re.compile(BEGINS_SENTENCE, re.IGNORECASE)
IN_TURN = re.compile(
    rf"((?-i:{LETTER})|{ROMAN})\.\s+|({NUMBER})\.({NUMBER})\.?\s+"
    rf"|({NUMBER})(?:[ ]?\t\s*|[ ]+{BEGINS_SENTENCE})",
    re.IGNORECASE,
)
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyzåäö")
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
BEGINS_POINT = re.compile(r"(att|dels)\b")  # however the line before it ends: "att ställa sig bakom planen"
ENDS_SENTENCE = (".", "?", "!", ":", ";")
WRAPPED = 40  # letters; a shorter line was ended by its writer


def nfc(text):
    """ "a" with a ring over it, as a Mac may send it, becomes "å"."""
    return unicodedata.normalize("NFC", text)


def is_simple(text):
    """Of nothing but letters, figures and signs that are seen, each kept as it is: most of a long file."""
    return text.isascii() and text.isprintable()


def kept(text):
    """In NFC, and nothing where nothing is to be seen in it: no rule of ours takes that for a text."""
    return "" if NOTHING_SEEN.fullmatch(text) else nfc(text)


def all_kept(data):
    """What a browser sent, with all of its text as it is kept."""
    if not isinstance(data, QueryDict):
        return {name: kept(value) if isinstance(value, str) else value for name, value in data.items()}
    if all(kept(each) == each for _, values in data.lists() for each in values):
        return data
    changed = data.copy()
    for name, values in data.lists():
        changed.setlist(name, [kept(each) for each in values])
    return changed


def lines(text):
    """With the same line breaks whatever system they come from."""
    return BREAKS.sub("\n", text)


def plain(data):
    """What is kept as JSON, each text in it as texts are kept: in NFC, with one kind of line break, and
    without the NUL that PostgreSQL keeps nowhere."""
    if isinstance(data, str):
        return data if is_simple(data) else lines(kept(data)).replace("\0", "")
    if isinstance(data, dict):
        return {plain(key): plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain(each) for each in data]
    return data


def one_line(text):
    """Line breaks and tabs become spaces; a space that must not be broken at stays what it is."""
    return SPACES.sub(" ", lines(text)).strip()


def points(text):
    """The points of a list as somebody typed or pasted it, without their own numbers, dashes or dots.

    A line that goes on from the one before belongs to it. In a list with marks (on its first line, or on
    most) a line without one goes on from a point that has one, unless after an empty line. Elsewhere each
    line is a point, but for one that is set in below a point with a mark, and one that begins with a small
    letter after a long line that ends no sentence, or where there are no marks at all, after any such line of
    a point that begins with a capital.
    """
    found: list[str] = []
    typed = lines(text).split("\n")
    raw = [AROUND.sub("", row) for row in typed]
    rows, ends = [one_line(row) for row in raw], _marks(raw)
    marked = [end > 0 for row, end in zip(rows, ends, strict=True) if row]
    is_list, has_mark = bool(marked) and (marked[0] or 2 * sum(marked) > len(marked)), False
    for before, row, written, end, given in zip(["", *rows], rows, raw, ends, typed, strict=False):
        if not row:
            continue
        begun = "" if any(marked) else "".join(found[-1:])
        is_below = has_mark and (is_list or given[:1] in " \t")
        if before and not end and found and (is_below or _goes_on(before, row, begun)):
            found[-1] += f" {row}"
        else:
            found.append(one_line(written[end:]))
            has_mark = end > 0
    kept = [point.strip() for point in found if point.strip()]
    return kept or ([one_line(text)] if text.strip() else [])  # nothing but marks is still what was written


def introduction(found):
    """The first of the points, where it rather introduces the others; else empty. It is a point all the same:
    nothing that was written is left out."""
    first, *others = found or [""]
    introduces = first.endswith(":") or all(map(BEGINS_POINT.match, others))
    return first if others and introduces and not BEGINS_POINT.match(first) else ""


def _marks(rows):
    """Where the mark of each row ends; 0 where it has none."""
    ends = [found.end() if (found := MARK.match(row)) else 0 for row in rows]
    turns = [(place, found) for place, row in enumerate(rows) if (found := IN_TURN.match(row))]
    numbers = {found[0] for row in rows if (found := re.match(rf"{NUMBER}(?=\.\s)", row))}
    for series in (_LETTERS, ROMANS):
        own = [(place, found) for place, found in turns if (found[1] or "").lower() in series]
        if [found[1].lower() for _, found in own] == list(series[: len(own)]) and len(own) > 1:
            for place, found in own:
                ends[place] = found.end()
    for number in {found[2] for _, found in turns if found[2]}:  # "1.1" and "1.2" under "1.", or of sentences
        own = [(place, found) for place, found in turns if found[2] == number]
        if number not in numbers:
            own = [(place, found) for place, found in own if SENTENCE.match(rows[place], found.end())]
        if [int(found[3]) for _, found in own] == list(range(1, len(own) + 1)):
            for place, found in own:
                ends[place] = found.end()
    own = [(place, found) for place, found in turns if found[4] or (found[2] and ends[place])]
    turn = [number for number, _ in groupby(int(found[4] or found[2]) for _, found in own)]
    if turn == list(range(1, len(turn) + 1)) and len(own) > 1:
        for place, found in own:  # "1" and a tab, as from a table, or a space; or "2" after "1.1" and "1.2"
            ends[place] = found.end()
    return ends


def _goes_on(before, row, begun):
    is_wrapped = len(before) >= WRAPPED or begun[:1].isupper()
    is_open = is_wrapped and not before.rstrip('”"').endswith(ENDS_SENTENCE)
    return is_open and row[0].islower() and not BEGINS_POINT.match(row)


def stored_in_nfc(execute, sql, params, many, context):
    """Around every question to the database: what is stored or looked for is as it is kept, whoever asks."""
    return execute(sql, _normalized(params), many, context)


def _normalized(params):
    if isinstance(params, str):
        return params if params.isascii() else kept(params)
    if isinstance(params, dict):
        return {name: _normalized(value) for name, value in params.items()}
    if isinstance(params, list | tuple):
        return type(params)([each if type(each) is int else _normalized(each) for each in params])
    return params


def watch(connection, **kwargs):
    """Whenever a connection is opened."""
    if stored_in_nfc not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, stored_in_nfc)  # whoever adds one takes the last away

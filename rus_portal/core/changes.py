"""How one text became another, word by word, so that people can read it: lines first, then the words in the
lines that differ. Compared by letters nobody could read it; by words alone a long text takes seconds."""

import re
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

SAME, REMOVED, ADDED = "same", "removed", "added"
# A number with its groups (1 200 000) is one word, and so is one with a hyphen, a colon or an apostrophe
# within; each has the space after it.
WORD = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)\s*|\w+(?:[-:’']\w+)*\s*|[^\w\s]\s*|\s+")
# Where a sentence ends, and where a line of a printed page does not go on in the next.
ENDS = re.compile(r"(?<=[.!?:])[^\S\n]+(?=[^\W\d_a-zåäö])|\s*\n\s*+(?![a-zåäö(])")
MOST_PAIRS = 9_000_000  # of words, or of lines, that are compared with each other
LEAST_SHARED = 1 / 3  # of the shorter text: where both have less in common each is told whole


class Piece(NamedTuple):
    kind: str
    text: str


def changes(before, after):
    """The pieces that the two texts are made of, in the order in which they are read."""
    found: list = []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for way, a, b, c, d in _steps([line.strip() for line in old], [line.strip() for line in new]):
        if way == "equal":
            found.append(Piece(SAME, "".join(new[c:d])))
        else:
            found += _in_words("".join(old[a:b]), "".join(new[c:d]))
    return _joined(found)


def by_sentence(text):
    """The same with a line for each sentence: in a text that was set in pages a word more moves all line ends
    after it."""
    return "\n".join(filter(None, (" ".join(each.split()) for each in ENDS.split(text))))


def near(pieces):
    """The same, of what is unchanged only a line or two around each change: "…" stands for the others."""
    last = len(pieces) - 1
    for place, (kind, text) in enumerate(pieces):
        rows = text.split("\n")
        begin, end = (place > 0) * 2, len(rows) - (place < last) * 2
        if kind == SAME and len([*filter(None, rows[begin:end])]) > 1:
            text = "\n".join([*rows[:begin], "…", *rows[end:]])
        yield Piece(kind, text)


def _steps(old, new):
    """Of very long lists what stands in many places does not tell where anything has moved."""
    return SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > MOST_PAIRS).get_opcodes()


def _in_words(old, new):
    was, now = WORD.findall(old), WORD.findall(new)
    is_long = len(was) * len(now) > MOST_PAIRS
    steps = [] if is_long else _steps([word.strip() for word in was], [word.strip() for word in now])
    shared = sum(len("".join(was[a:b])) for way, a, b, *_ in steps if way == "equal")
    if is_long or shared < LEAST_SHARED * min(len(old), len(new)):
        steps = [("replace", 0, len(was), 0, len(now))]
    for way, a, b, c, d in steps:
        if way == "equal":
            yield Piece(SAME, "".join(now[c:d]))
        else:
            yield Piece(REMOVED, "".join(was[a:b]))
            yield Piece(ADDED, "".join(now[c:d]))


def _joined(pieces):
    """Neighbours of a kind as one, also where only a space parts them; what was removed stands before what
    was added in its place."""
    made: list = []
    gone = come = ""
    for piece in [*pieces, Piece(SAME, "")]:
        if piece.kind == REMOVED:
            gone += piece.text
        elif piece.kind == ADDED:
            come += piece.text
        elif piece.text and not piece.text.strip() and (gone or come):
            gone, come = gone + piece.text, come + piece.text
        else:
            made += [Piece(REMOVED, gone), Piece(ADDED, come), piece]
            gone = come = ""
    of_kinds = groupby([piece for piece in made if piece.text], attrgetter("kind"))
    return [Piece(kind, "".join(piece.text for piece in own)) for kind, own in of_kinds]

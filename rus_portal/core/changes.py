"""What has changed between two texts, word by word."""

import re
from difflib import SequenceMatcher

# A number with its spaces, a word with what is within it, or a sign; each with the space after it.
WORD = re.compile(r"(?:\d+(?:[ \u00a0]\d{3})+(?!\d)|[\w]+(?:[-:’'][\w]+)*|[^\w\s])\s*|\s+")
SAME, GONE, NEW = "same", "gone", "new"


def changes(before, after):
    """(kind, words) in order: line by line first, and word by word where lines differ. Changes that only a
    space parts are one."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found = []
    for kind, i, j, k, m in _compared(old, new):
        if kind == "equal":
            found.append((SAME, "".join(old[i:j])))
        else:
            found += _words("".join(old[i:j]), "".join(new[k:m]))
    return _joined(found)


def _words(before, after):
    old, new = WORD.findall(before), WORD.findall(after)
    for kind, i, j, k, m in _compared(old, new):
        if kind == "equal":
            yield SAME, "".join(old[i:j])
        else:
            yield GONE, "".join(old[i:j])
            yield NEW, "".join(new[k:m])


def _compared(old, new):
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _joined(found):
    """What is gone and what is new between two places that stay, each in one piece."""
    gone = new = ""
    for kind, words in [*found, (SAME, "")]:
        if kind == GONE:
            gone += words
        elif kind == NEW:
            new += words
        elif words.strip() or not words:
            yield from [(kind_of, piece) for kind_of, piece in ((GONE, gone), (NEW, new)) if piece]
            gone = new = ""
            if words:
                yield SAME, words
        elif gone or new:
            gone, new = gone and gone + words, new and new + words
        else:
            yield SAME, words

"""Where in a text, as of a position or a paper, the words stand that somebody asked for."""

import re
from functools import lru_cache
from urllib.parse import quote

from rus_portal.core.inflection import WORD, answers, as_read, stems
from rus_portal.core.words import MORE

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
LONGEST, BEFORE = 300, 100  # letters of what is shown, and of them before the first of the words


def passage(position, words):
    """The first sentence that holds the most of the words, in pieces: (text, whether it is one of them). None
    where they all stand elsewhere, as in the title. `words` are as `sought` makes them."""
    return passage_in(prose_of(position), words)


def passage_in(prose, words):
    """The same in any texts, each with whose it is."""
    return _found(tuple(prose), tuple(map(tuple, words))) if words else ()


def read_at(url, passage):
    """Where a paper is read, opened at what was found in it: the words as they stand there, from the first to
    the last of those that were asked for. They are said to the browser alone, for the paper need not be open
    to everyone who reads a log."""
    marked = [place for place, (_, is_sought) in enumerate(passage) if is_sought]
    if not marked:
        return url
    words = "".join(text for text, _ in passage[marked[0] : marked[-1] + 1])
    return f"{url}#ord={quote(words)}"


@lru_cache(maxsize=300)  # many ask for the same, and each page has twenty
def _found(prose, words):
    best, most = "", 0
    for whose, text in prose:
        text = as_read(text)
        if not (answering := _answering(whose + text, words)):
            continue
        has_any = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, answering))})(?![^\W_])").search
        for sentence in SENTENCE.split(text):
            sentence = whose + sentence
            if not has_any(sentence):
                continue
            own = set(stems(sentence))
            held = sum(answers(own, word) for word in words)
            if held > most:
                best, most = sentence, held
            if most == len(words):
                return _pieces(best, words)
    return _pieces(best, words) if best else ()


def _answering(text, words):
    """Which of the text's own words answer to any of those: in a long text each is looked at once, and only
    the sentences with one of them more closely."""
    any_word = [each for word in words for each in word]
    return sorted(own for own in set(WORD.findall(text)) if answers(set(stems(own)), any_word))


def prose_of(position):
    """What it says in sentences, what the council says first; whose an objection is, and what it serves that
    the list does not tell."""
    item = position.item
    own = [("", text) for text in (position.text, item.summary, item.how)]
    own += [(f"Avvikande synpunkt från {dissent.whose}: ", dissent.text) for dissent in position.dissents]
    others = [goal for goal in position.goals if not goal["primary"]]
    return own + [("Tjänar också målet ", f"{goal['code']} {goal['title']}") for goal in others]


def said_by(whose, text):
    """Somebody's own words within another text: each sentence says whose, whichever of them is shown."""
    return "\n".join(f"{whose}: {sentence}" for sentence in SENTENCE.split(text) if sentence)


def _pieces(sentence, words):
    any_word = [each for word in words for each in word]
    places = [found.span() for found in WORD.finditer(sentence) if answers(set(stems(found[0])), any_word)]
    begin, end = _around(sentence, places[0][0])
    pieces, at = [("… ", False)] if begin else [], begin
    for start, stop in places:
        if stop <= end:
            pieces += [(sentence[at:start], False), (sentence[start:stop], True)]
            at = stop
    pieces.append((sentence[at:end] + (MORE if end < len(sentence) else ""), False))
    return tuple(piece for piece in pieces if piece[0])


def _around(sentence, first):
    """Where what is shown of a long sentence begins and ends: between words."""
    if len(sentence) <= LONGEST:
        return 0, len(sentence)
    begin = sentence.find(" ", max(first - BEFORE, 0), first) + 1 if first > BEFORE else 0
    end = len(sentence) if begin + LONGEST >= len(sentence) else sentence.rfind(" ", first, begin + LONGEST)
    return begin, end if end > first else len(sentence)

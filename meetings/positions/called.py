"""What people call the organisations, in what somebody asks for: *vad tyckte Ö-vik om tågen*."""

from dataclasses import dataclass, replace

from rus_portal.core.inflection import UNASKED, answers, stem, stems, words_in


@dataclass(frozen=True)
class Called:
    """From which of the words to which. `homes` are the organisations of that name, several where they share
    it and nothing else asked for tells which."""

    begin: int
    end: int
    name: str
    homes: tuple

    @property
    def is_clear(self):
        return len(self.homes) == 1


def called(words, homes):
    """The names among words as they are `sought`, whole, short or everyday. Of those that begin alike the
    longest is meant. In *Ö-viks kommun* the second tells no more than the first."""
    words = [[each for each in word if each[-1] != "*"] for word in words]
    found, at = [], 0
    while at < len(words):
        fits = [(name, home) for home in homes for name in home.names if _begin(words[at:], name.parts)]
        longest = max((len(name.parts) for name, _ in fits), default=0)
        if longest:
            fits = [(name, home) for name, home in fits if len(name.parts) == longest]
            of_it = tuple(dict.fromkeys(home for _, home in fits))
            found.append(Called(at, at + longest, fits[0][0].text, of_it))
        at += longest or 1
    clear = {each.homes[0] for each in found if each.is_clear}
    return [replace(each, homes=tuple(h for h in each.homes if h in clear) or each.homes) for each in found]


def _begin(words, name):
    return len(words) >= len(name) and all(map(answers, name, words))


@dataclass(frozen=True)
class Name:
    text: str
    parts: tuple  # the stems of each word


def names_of(title, short, everyday):
    texts = [title, short, *map(str.strip, everyday.split(","))]
    names = [Name(text, tuple(frozenset(stems(word)) for word in _words(text))) for text in texts]
    return tuple(name for name in names if name.parts)


def _words(text):
    return [word for word in words_in(text) if word.lower() not in UNASKED]


def means(home, homes):
    """The words of its name that are its own, as (word, its stems): of Sundsvalls kommun the first, where
    others too are called *kommunen*."""
    shared = [name.parts for each in homes if each != home for name in each.names]
    own = [(word, frozenset(stems(word))) for word in _words(home.title)]
    return [part for part in own if (part[1],) not in shared] or own


def widened(words, wide, homes):
    """What answers to the words, where each name of one organisation may also be another of its names, and
    those names in words. (a and b) or (x and y) is (a or x) and (a or y) and (b or x) and (b or y)."""
    wide, told = list(wide), []
    for each in reversed(called(words, homes)):
        if not each.is_clear:
            continue
        [home] = each.homes
        meant = means(home, homes)
        if all(any(answers(part, word) for _, part in meant) for word in words[each.begin : each.end]):
            continue
        own = wide[each.begin : each.end]
        wide[each.begin : each.end] = [[*word, stem(part.lower())] for word in own for part, _ in meant]
        told.append(home.code if len(meant) == len(_words(home.code)) else home.title)
    return wide, list(dict.fromkeys(reversed(told)))

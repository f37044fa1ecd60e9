"""Words that differ in a letter from what somebody asks for: "menade du"."""

from collections import defaultdict
from itertools import takewhile
from typing import NamedTuple

from meetings.models import Spelling
from rus_portal.core.inflection import WORD, as_read, stem, undotted

SHORTEST, LONGEST = 4, 20  # letters of a stem that has other spellings: to a shorter one too many are near


def spellings_of(texts):
    """What the words of these texts may be misspelt as: of each stem by its shortest word."""
    words: dict = {}
    for text in texts:
        for word in WORD.findall(as_read(text)):
            small = word.lower()
            own = stem(small)
            if SHORTEST <= len(own) <= LONGEST and small.isalpha():
                words[own] = min(
                    words.get(own, word), word, key=lambda each: (len(each), each[0].isupper(), each)
                )
    return [
        Spelling(variant=variant, stem=own, word=word)
        for own, word in words.items()
        for variant in variants(undotted(own))
    ]


def variants(word):
    """The word, and it with any one letter left out."""
    return sorted({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


class Near(NamedTuple):
    distance: tuple
    stem: str
    word: str


def nearest(words):
    """For each word those that differ least from it, the nearest first; whoever asks must ask for each
    whether the reader may know of it. One query."""
    own = {word: undotted(stem(word.lower())) for word in words}
    asked = {word: variants(each) for word, each in own.items() if SHORTEST <= len(each) <= LONGEST + 1}
    told = defaultdict(dict)
    among = {variant for each in asked.values() for variant in each}
    rows = Spelling.objects.filter(variant__in=among).order_by("pk")
    for variant, found, word in rows.values_list("variant", "stem", "word"):
        told[variant][found] = word
    return {word: _in_order(own[word], [told[each] for each in asked.get(word, ())]) for word in words}


def _in_order(own, told):
    found = {key: word for each in told for key, word in each.items()}
    near = (Near(_distance(own, undotted(key)), key, word) for key, word in found.items())
    return sorted(near, key=lambda each: (each.distance, len(each.word), each.word))


def _distance(one, other):
    """Whether the first letter is another, and how many there are between what both begin and end with."""
    begin = _alike(one, other)
    end = _alike(*(each[begin:][::-1] for each in (one, other)))
    return begin == 0, max(len(one), len(other)) - begin - end


def _alike(one, other):
    """How many letters they both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

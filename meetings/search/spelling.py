"""Words that differ in a letter from what somebody asks for: "menade du"."""

from collections import defaultdict

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


def nearest(words):
    """For each word (stem, word) of those that differ least from it, the nearest first; whoever asks must ask
    for each whether the reader may know of it. One query."""
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
    return sorted(found.items(), key=lambda each: (_distance(own, undotted(each[0])), len(each[1]), each[1]))


def _distance(one, other):
    """By how many letters, and whether the first is another."""
    same = sum(a == b for a, b in zip(one, other, strict=False))
    same_from_end = sum(a == b for a, b in zip(reversed(one), reversed(other), strict=False))
    return one[:1] != other[:1], max(len(one), len(other)) - max(same, same_from_end)

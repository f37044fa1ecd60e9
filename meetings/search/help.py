"""Help where nothing is found, of what the reader may know of and nothing else."""

from dataclasses import dataclass

from meetings.models import Findable
from meetings.positions.elsewhere import elsewhere
from meetings.search.asking import Index
from meetings.search.spelling import nearest
from rus_portal.core.inflection import UNASKED, stem, words_in

MOST_WORDS, MOST_OF_EACH, MOST_NEAR = 5, 8, 5


@dataclass(frozen=True)
class Help:
    """What the words may have been, those of them that are found by themselves, words that differ from them
    in a letter or two, and pages that may be of it."""

    meant: str = ""
    alone: tuple = ()
    near: tuple = ()
    pages: tuple = ()


def help_in_register(found, person):
    """The same of positions alone; None where any are found, and where a filter may be what hides them."""
    if found.rows or found.facets.chosen or not found.sought:
        return None
    index = Index(person, found.facets.organisations, Findable.Kind.POSITION)
    return help_with(index, found.words, found.sought, found.facets)


def help_with(index, text, words, facets):
    """As many queries however many words are asked for."""
    asked = [word for word in dict.fromkeys(words_in(text)) if word.lower() not in UNASKED]
    near = nearest([word for word in asked[:MOST_WORDS] if word.isalpha()])
    near = {word: found[:MOST_OF_EACH] for word, found in near.items()}
    answering = {word: _answering(word, words) for word in asked}
    stems = {each.stem for found in near.values() for each in found}.union(*answering.values())
    there = index.how_often(sorted(stems))
    alone = tuple(word for word in asked if answering[word] & there.keys())
    near = {word: _likeliest(found, there) for word, found in near.items()}
    meant = {word: found[0] for word, found in near.items() if found and word not in alone}
    others = [each for word, found in near.items() for each in found if each not in {word, meant.get(word)}]
    corrected = " ".join(meant.get(word, word) for word in words_in(text)) if meant else ""
    correct = index.understand(corrected).all if corrected else []
    is_there = bool(correct) and index.holding([correct])[0]
    if corrected and not is_there:
        others = [*meant.values(), *others]
    return Help(
        meant=corrected if is_there else "",
        alone=alone if len(asked) > 1 and not is_there else (),
        near=tuple(dict.fromkeys(others))[:MOST_NEAR],
        pages=tuple(elsewhere(words, facets)),
    )


def _likeliest(found, there):
    """The words that are there: the nearest first, and of those that are as near the more common."""
    known = [each for each in found if each.stem in there]
    return [each.word for each in sorted(known, key=lambda each: (each.distance, -there[each.stem]))]


def _answering(word, words):
    """The stems that answer to one of the words asked for, with what else means the same."""
    own = stem(word.lower())
    found = next((each for each in words if own in each), [own])
    return {each for each in found if not each.endswith("*")}

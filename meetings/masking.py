"""What is masked in the version of the minutes that everyone reads. Positions and the dissent against them
are open to all, and so are the texts of an item; what stands there cannot be masked."""

import re

MASK = "[maskerat]"
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
        return found.sub(MASK, value) if isinstance(value, str) and name not in STRUCTURE else value

    return mask(record) | {"masked": True}


def holds(thing, phrase):
    """Whether the phrase stands anywhere in what is plain data."""
    return bool(pattern([phrase]).search(" ".join(_texts(thing))))


def _texts(thing):
    if isinstance(thing, dict | list):
        for each in thing.values() if isinstance(thing, dict) else thing:
            yield from _texts(each)
    elif isinstance(thing, str):
        yield thing

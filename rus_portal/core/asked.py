"""What somebody asks for in a field of search, within what a database can look for."""

import re

from rus_portal.core.inflection import words_in

CONTROL = re.compile(r"[\x00-\x1f\x7f]")  # of no word, and no file of XML holds them
MOST_WORDS, LONGEST = 20, 300
TOO_MANY = f"Det är för mycket att söka efter. Skriv högst {MOST_WORDS} ord."
TOO_LONG = (
    f"Det är för mycket att söka efter. Skriv högst {MOST_WORDS} ord. Det du skrev är kortat till de första "
    f"{LONGEST} tecknen."
)
UNREADABLE = "Det du söker efter innehåller tecken som inte går att läsa. Skriv det igen."
ONLY_SIGNS = "Skriv ett ord eller ett nummer att söka efter."


def in_any_case(word):
    """A pattern for what says the word, in large letters or small: SQLite's own comparison knows those of
    English alone."""
    return re.escape(word)


def words_asked(query, name="q"):
    """The text, the words in it to look for, and what is wrong with it. A text too long to look for stands
    shortened in its field, and looks for nothing; so do signs alone."""
    text = " ".join(CONTROL.sub(" ", query.get(name, "")).split())
    if "\ufffd" in text:
        return text.replace("\ufffd", "").strip()[:LONGEST], [], UNREADABLE
    words = text.split()
    if len(text) > LONGEST:
        return text[:LONGEST], [], TOO_LONG
    if len(words) > MOST_WORDS:
        return text, [], TOO_MANY
    if words and not any(each.isalpha() or each.isdecimal() for each in "".join(words_in(text))):
        return text, [], ONLY_SIGNS
    return text, words, ""

"""What somebody asks for in a field of search, within what a database can look for."""

MOST_WORDS, LONGEST = 20, 300
TOO_LONG = f"Det är för mycket att söka efter. Skriv högst {MOST_WORDS} ord. Här visas allt."


def words_asked(query, name="q"):
    """The text, the words in it to look for, and what is wrong with it. A text too long to look for stands
    shortened in its field, and looks for nothing."""
    text = query.get(name, "").strip()
    words = text.split()
    if len(words) > MOST_WORDS or len(text) > LONGEST:
        return text[:LONGEST], [], TOO_LONG
    return text, words, ""

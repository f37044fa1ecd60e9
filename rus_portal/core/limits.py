"""How long each text may be, and how far off a day: as long as the papers of councils are, and generously so.
What is longer was pasted by mistake; a day that no council will meet on is a slip of the pen, and has no days
around it to count deadlines with."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
DAYS = [  # of each date that is kept; also held by a trigger
    MinValueValidator(FIRST_DAY, f"Välj en dag från och med år {FIRST_DAY.year}."),
    MaxValueValidator(LAST_DAY, f"Välj en dag till och med år {LAST_DAY.year}."),
]
FAR_DAY = f"Välj en dag från och med år {FIRST_DAY.year} till och med år {LAST_DAY.year}."
AHEAD = 10  # years: what is planned or promised further off is a slip of the pen
WORDS = {
    "background": 5000,
    "dissent": 3000,  # stands word for word in the minutes
    "discussion": 2000,
    "position": 1000,
    "note": 1000,  # of one's own, and into the minutes
    "comment": 1000,
    "change": 1000,  # what an approver or a chair wants
    "questions": 500,
    "handling": 500,
    "formality": 500,
    "notice": 500,  # in a summons
    "summary": 300,
    "reason": 300,
    "remark": 300,
    "result": 500,  # in plain words
    "dimension": 200,  # of sustainability
    "how": 100,  # a sentence
    "basics": 5000,  # what an office writes about its own councils and strategies
}
MOST_KRONOR = 10**12  # of one sum
LETTERS_A_WORD = 15  # at most on average: a text without spaces is long too
LINE = 200  # characters, of a field that does not say otherwise
ADDRESS = 254  # of e-mail (RFC 5321)
LINK = 1000  # a video meeting's carries its keys


def too_long(text, words):
    """Why the text is too long, as a sentence that says what to shorten it to; empty when it is not."""
    written = len(text.split())
    if written > words:
        return f"Korta texten till {grouped(words)} ord. Nu är den {grouped(written)} ord."
    if len(text) > words * LETTERS_A_WORD:
        most = grouped(words * LETTERS_A_WORD)
        return f"Korta texten till {most} tecken. Nu är den {grouped(len(text))} tecken."
    return ""


def refuse_ahead(thing, name, sentence):
    """What has happened has no day that has not been."""
    day = getattr(thing, name)
    if day and day > timezone.localdate():
        raise ValidationError({name: sentence})


def require_within_reach(day):
    """Of what is still to be done."""
    last = timezone.localdate().year + AHEAD
    if day.year > last:
        raise ValidationError(f"Välj en dag till och med år {last}.")


def years_within_reach(after):
    """The first and the last that something new may be of: the year that was, but one after that of what it
    is made from, and ten years from now."""
    this = timezone.localdate().year
    return max(this - 1, (after or 0) + 1), this + AHEAD


def far_year(first, last):
    return f"Välj ett år från och med {first} till och med {last}."


def refuse_far_year(thing, name):
    first, last = years_within_reach(getattr(thing.made_from, name))
    if not first <= (getattr(thing, name) or first) <= last:
        raise ValidationError({name: far_year(first, last)})


def grouped(number):
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")

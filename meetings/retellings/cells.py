"""What single cells mean, or why nobody can know."""

import datetime as dt
import re

from django.utils import timezone

from rus_portal.core.limits import FIRST_DAY

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d{2})(\d{2})")
IN_WORDS = re.compile(r"(\d{1,2})\.? ([a-zå]+)\.? (\d{4})", re.IGNORECASE)
IN_PARTS = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})[ /.-]\s?(\d{4})")
NUMBER = re.compile(
    r"(?:(?P<of>[A-ZÅÄÖ0-9]{2,10})\s+)?(?:nr\s*)?0*(?P<number>[1-9]\d{0,3})(?:\s?/\s?(?P<year>\d{4}))?"
)
BROKEN = re.compile(r"=.*|#[A-ZÅÄÖ/0-9]+[!?]?", re.DOTALL)  # a formula, or what Excel shows of one that fails
SHORTENED = re.compile(r"\d+(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
HOW = "Skriv dagen som 2019-05-03."


class Unclear(Exception):
    """Why, as a sentence that says what to write."""


def day_in(text):
    """A day of the past. Where day and month may have changed places nobody guesses."""
    if found := ISO.fullmatch(text):
        year, month, date = filter(None, found.groups())
    elif found := IN_WORDS.fullmatch(text):
        date, name, year = found.groups()
        month = next((nth for nth, each in enumerate(MONTHS, 1) if name.lower().startswith(each)), 0)
    elif found := IN_PARTS.fullmatch(text):
        date, month, year = found.groups()
        if int(date) != int(month) and int(date) <= 12:
            raise Unclear(f"”{text}” kan vara två olika dagar. {HOW}")
    else:
        raise Unclear(f"”{text}” är ingen dag som går att förstå. {HOW}")
    try:
        told = dt.date(int(year), int(month), int(date))
    except ValueError:
        raise Unclear(f"”{text}” är ingen dag i kalendern. {HOW}") from None
    if not FIRST_DAY <= told <= timezone.localdate():
        raise Unclear(f"”{text}” är ingen dag i rådets historia. {HOW}")
    return told


def number_in(text):
    """(number, year or None, abbreviation or "")."""
    if found := NUMBER.fullmatch(text):
        return int(found["number"]), found["year"] and int(found["year"]), found["of"] or ""
    hint = " Excel kan ha gjort om det till ett datum." if ISO.fullmatch(text) else ""
    raise Unclear(f"”{text}” är inget nummer.{hint} Skriv det som 3 eller 3/2019, i en cell med text.")


def registry_number_in(text):
    """As it is written: it may begin with zeros, and hold anything but what Excel has made of it."""
    if ISO.fullmatch(text) and "-" in text:
        raise Unclear(f"”{text}” är ett datum. Excel kan ha gjort om numret: skriv det i en cell med text.")
    if SHORTENED.fullmatch(text):
        raise Unclear(f"”{text}” är avkortat av Excel. Skriv hela numret i en cell med text.")
    if "\n" in text or len(text) > 60:
        raise Unclear("Ett diarienummer står på en rad och har högst 60 tecken.")
    return text


def is_broken(text):
    return bool(BROKEN.fullmatch(text))

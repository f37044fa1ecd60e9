"""Hints for those who come to a page for the first time: a sentence, and where the help says more. One at a
time, until whoever reads it closes it for good."""

from typing import NamedTuple

from councils.capacity import OFFICIALS
from rus_portal.core.standing import standing_of

MEMBER, OFFICIAL, OFFICE = "ledamot", "tjansteperson", "kansli"  # their pages of the help
READERS = {
    MEMBER: "Ledamot och ersättare",
    "gast": "Gäst som föredrar",
    OFFICIAL: "Tjänsteperson",
    OFFICE: "Kansli och sekreterare",
}


class Hint(NamedTuple):
    """`help` is the page of the help of those whom it is for."""

    key: str
    page: str  # the name of the address
    help: str
    text: str


HINTS = (
    Hint(
        "mine",
        "mine",
        MEMBER,
        "Här står det som väntar på dig: kallelser att svara på, handlingar att läsa och protokoll "
        "att justera.",
    ),
    Hint(
        "meeting",
        "meeting",
        MEMBER,
        "Öppna en punkt för att läsa underlaget. Sidan minns vad du har läst, och det ser bara du.",
    ),
    Hint(
        "item",
        "item",
        MEMBER,
        "Under en punkt för ställningstagande antecknar du var din organisation står. Där lämnar du "
        "också en avvikande synpunkt, som ersättare när du tjänstgör.",
    ),
    Hint(
        "mine-official",
        "mine",
        OFFICIAL,
        "Här står det som väntar på dig, och det som din organisation ska svara på efter mötena.",
    ),
    Hint(
        "item-official",
        "item",
        OFFICIAL,
        "Du kan anteckna var din organisation står före mötet, men tar inte ställning och lämnar "
        "ingen avvikande synpunkt.",
    ),
    Hint(
        "proposals",
        "proposals",
        OFFICIAL,
        "Ett förslag är ditt tills du lämnar in det. Sedan ser du här hur det bereds.",
    ),
    Hint(
        "office",
        "office",
        OFFICE,
        "Listan läses ut ur mötena. Det som är gjort försvinner av sig självt, och det som är "
        "försenat är märkt.",
    ),
    Hint(
        "agenda",
        "agenda",
        OFFICE,
        "Kallelsen kan skickas när varje punkt har typ, mål och bakgrund eller frågor. Det som saknas "
        "står vid punkten.",
    ),
    Hint(
        "sitting",
        "sitting",
        OFFICE,
        "Sidan följer mötet: ropa upp, ta upp en punkt i taget och läs upp utfallet. Texten sparas "
        "medan du skriver.",
    ),
)
KEYS = frozenset(hint.key for hint in HINTS)


def hint_for(person, page):
    """The first for the page that the person has not closed, or None."""
    if not person.is_authenticated:
        return None
    fit = _kinds(person)
    return next(
        (
            hint
            for hint in HINTS
            if hint.page == page and hint.help in fit and hint.key not in person.closed_hints
        ),
        None,
    )


def _kinds(person):
    """For whom the help is written that fits the person, by the seats of today."""
    standing = standing_of(person)
    seats = [held.seat for held in standing.appointments]
    kinds = {OFFICE} if standing.is_secretariat else set()
    kinds |= {MEMBER} if any(seat.takes_position for seat in seats) else set()
    return kinds or ({OFFICIAL} if any(seat.capacity in OFFICIALS for seat in seats) else set())


def help_of(person):
    """The page of the help that is the person's own, or none."""
    kinds = _kinds(person) if person.is_authenticated else set()
    return next((kind for kind in (OFFICE, MEMBER, OFFICIAL) if kind in kinds), "")

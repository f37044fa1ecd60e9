"""What the parts of a draft have in common, whether areas of the plan or goals of a strategy."""

from django.db.models import F

from rus_portal.core.refusal import Refused
from rus_portal.core.words import listed

MOST = 12  # parts: more are not told apart when each is followed up


def split_into(titles):
    """Those of what a part is split into, in words; each is its own."""
    if len(titles) < 2:
        raise Refused("Skriv minst två titlar, en på varje rad.")
    if len(titles) > MOST:
        raise Refused(f"Dela i högst {MOST} delar. Fler går inte att hålla isär när de ska följas upp.")
    if len({title.casefold() for title in titles}) < len(titles):
        raise Refused("Två titlar är lika. Ge varje del en egen titel.")
    return listed([f"”{title}”" for title in titles])


def places_after(part, several):
    """In the order of its edition: those of the others that it is split in, with those that stood there moved
    on. By their codes 1.10 would stand before 1.2."""
    edition = getattr(part, part.WHOLE)
    edition.parts.filter(order__gt=part.order).update(order=F("order") + several)
    return range(part.order + 1, part.order + 1 + several)


def require_answered(whole):
    """What is asked about is not settled before the answers are in."""
    if asked := whole.open_consultations.first():
        raise Refused(f"Remissen ”{asked}” är öppen. Stäng den först.")

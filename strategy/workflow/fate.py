"""What the parts of a draft have in common, whether areas of the plan or goals of a strategy."""

from rus_portal.core.refusal import Refused
from rus_portal.core.words import listed

MOST = 12  # parts: more are not told apart when each is followed up


def split_into(titles, among):
    """Those of what a part is split into, in words; each is its own, and none stands `among` the parts of the
    draft already, as when the same is sent once more."""
    if len(titles) < 2:
        raise Refused("Skriv minst två titlar, en på varje rad.")
    if len(titles) > MOST:
        raise Refused(f"Dela i högst {MOST} delar. Fler går inte att hålla isär när de ska följas upp.")
    if len({title.casefold() for title in titles}) < len(titles):
        raise Refused("Två titlar är lika. Ge varje del en egen titel.")
    if stands := among.filter(title__in=titles[1:]).first():
        raise Refused(f"”{stands.title}” finns redan i utkastet. Ge varje ny del en egen titel.")
    return listed([f"”{title}”" for title in titles])


def places_after(parts, several):
    """In the order of their edition: those of the others that it is split in, after the part and those under
    it. What stands after them is moved on; where several have one place each gets its own. By their codes
    1.10 would stand before 1.2."""
    edition = getattr(parts[0], parts[0].WHOLE)
    stand = list(edition.parts.order_by("order", "code", "pk"))
    last = max(stand.index(part) for part in parts)
    for place, each in enumerate(stand):
        each.order = place + 1 + several * (place > last)
    edition.parts.bulk_update(stand, ["order"])
    return range(last + 2, last + 2 + several)


def require_answered(whole):
    """What is asked about is not settled before the answers are in."""
    if asked := whole.open_consultations.first():
        raise Refused(f"Remissen ”{asked}” är öppen. Stäng den först.")

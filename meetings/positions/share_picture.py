"""What the share picture of a published position says, always with its dissent, and how it says the same in
words. It is drawn once for as long as it says the same, and kept with the papers."""

import hashlib

from meetings.models.position import dissenting
from rus_portal.core import papers
from rus_portal.core.address import whole
from rus_portal.core.share_picture import Words, drawn
from rus_portal.core.words import day, listed

NAMED = 3  # of those who dissent; of the others the number
DESIGN = "1"  # another where the picture is to look otherwise


def words_of(position):
    """The rest of what is known stands on the page."""
    names = dissenting(position)
    shown = names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} till"]
    return Words(
        kicker=f"{position.council_name} · Rådgivande ställningstagande {position.designation}",
        title=position.item.title,
        note=f"Med avvikande synpunkt från {listed(shown)}" if names else "Antaget i samsyn",
        is_dissent=bool(names),
        foot=f"{day(position.adopted_on)} · Samverkansportalen",
        accent=position.council.accent,
    )


def told_of(position):
    """The picture in words, for those who do not see it."""
    words = words_of(position)
    return f"{words.kicker}: {words.title}. {words.note}. {words.foot}."


def share_of(position):
    """What the page says of itself where its address is shared."""
    note = words_of(position).note
    return {
        "address": whole(position.url("position_picture")),
        "told": told_of(position),
        "description": " ".join([*position.points[:1], f"{note}."]),
    }


def picture_of(position):
    words = words_of(position)
    key = hashlib.sha256(repr((DESIGN, words)).encode()).hexdigest()
    return papers.kept(key, lambda: drawn(words), ending="png")

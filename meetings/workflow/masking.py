"""What may be masked in the version of the minutes that everyone reads."""

from meetings.masking import holds, masked
from meetings.sealed import record_of
from rus_portal.core.refusal import Refused

# What everyone reads on the page of an item, whatever the minutes say.
UNDERLAG = (
    *("title", "summary", "background", "questions", "proposed_position", "how", "presenters"),
    *("registry_number", "social", "ecological", "economic"),
)


def open_record(minutes, masks):
    """What everyone will read. What is open to all elsewhere is not masked: positions with their dissent, the
    texts of the items and the titles of public documents."""
    record = record_of(minutes)
    sections = record["sections"]
    stands = [(each.get("position"), each.get("dissents")) for each in sections]
    items = minutes.meeting.items.on_the_agenda()
    underlag = list(items.values_list(*UNDERLAG))
    titles = list(minutes.meeting.documents.filter(visibility="public").values_list("title", flat=True))
    for phrase in masks:
        if holds([[*each] for each in stands], phrase):
            raise Refused(
                f"”{phrase}” står i ett ställningstagande eller en avvikande synpunkt. De är alltid öppna, "
                "så det går inte att maskera."
            )
        if holds([[*each] for each in underlag] + titles, phrase):
            raise Refused(
                f"”{phrase}” står i en punkts underlag eller i namnet på en offentlig handling, som alla kan "
                "läsa. Det hjälper inte att maskera det i protokollet."
            )
        if not holds(record, phrase):
            raise Refused(f"”{phrase}” står inte i protokollet. Skriv orden som de står där.")
    return masked(record, masks)

"""What may be masked in the version of the minutes that everyone reads."""

from meetings.masking import holds, masked, masks_of
from meetings.minutes.record import as_sealed
from meetings.sealed import open_kept_of, record_of
from rus_portal.core.refusal import Refused
from rus_portal.core.words import listed

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


def masked_before(minutes):
    """What is masked in the version that was published before this one."""
    published = minutes.meeting.minutes.whole().filter(published_at__isnull=False)
    before = published.filter(version__lt=minutes.version).first()
    if before is None or not before.is_masked:
        return []
    open_kept_of(before)
    return masks_of(record_of(before), as_sealed(before.open_record))


def opened_again(minutes, masks=()):
    """What of it everyone would read in this one, with those masks."""
    record = record_of(minutes)
    opened = masked(record, masks) if masks else record | {"masked": True}
    return [phrase for phrase in masked_before(minutes) if masked(opened, [phrase]) != opened]


def require_masked(minutes, masks):
    if opened := opened_again(minutes, masks):
        told = listed([f"”{phrase}”" for phrase in opened])
        raise Refused(
            f"{told} är maskerat i den version som är publicerad. Låt det stå kvar under Maskera, eller "
            "kryssa i att det ska bli öppet."
        )

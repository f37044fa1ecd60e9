"""What came of a meeting, in short: what was adopted, who dissents and why, which organisations were there.
Of what the reader sees on the meeting's page, and of nothing else."""

from dataclasses import dataclass, field
from typing import NamedTuple

from meetings.models import AgendaItem, Minutes
from meetings.models.position import with_dissent
from meetings.sealed import Forged, open_record_of, reads_whole, record_of
from meetings.triggers.generation import kept_for_all

OTHERWISE = (
    AgendaItem.Outcome.NO_CONSENSUS,
    AgendaItem.Outcome.REFERRED_BACK,
    AgendaItem.Stage.POSTPONED,
)


class Adopted(NamedTuple):
    url: str
    title: str
    designation: str
    point: str  # the first
    dissents: tuple  # (from whom, the first line of why)
    is_public: bool


@dataclass
class Digest:
    adopted: list
    otherwise: list  # (item, outcome) of what came out in another way
    there: list = field(default_factory=list)  # organisations
    away: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.adopted or self.otherwise or self.there)


def digest_of(meeting, rows, minutes, person, *, is_within):
    """Of a meeting that has been held. `is_within` says that the reader sees positions before they are
    published. Who was there stands in minutes that are approved. Two queries, and
    three more once for all until something is written."""
    if not meeting.held_at:
        return None
    found = [position for row in rows if (position := getattr(row.item, "position", None))]
    positions = with_dissent([each for each in found if each.published_at or is_within])
    adopted = [
        Adopted(
            position.get_absolute_url() if position.published_at else position.item.get_absolute_url(),
            position.item.title,
            position.designation,
            next(iter(position.points), ""),
            position.told_dissents(),
            bool(position.published_at),
        )
        for position in positions
    ]
    otherwise = [(row.item, row.outcome) for row in rows if row.outcome in OTHERWISE]
    told = Digest(adopted, otherwise)
    if minutes and minutes.is_sealed:
        told.there, told.away = _who_was_there(minutes, person)
    return told


def _who_was_there(minutes, person):
    try:
        return _organisations_in(minutes.pk, reads_whole(minutes, person))
    except Forged:
        return [], []  # nobody is given it; the page has more to tell


@kept_for_all
def _organisations_in(minutes, is_whole):
    """The record is as long as the minutes, and is found to be what was sealed whenever it is read."""
    minutes = Minutes.objects.get(pk=minutes)
    record = record_of(minutes) if is_whole else open_record_of(minutes)
    return _organisations(record["attendance"])


def _organisations(groups):
    """Those of which somebody was there, and the others, in the order of the minutes."""
    present: dict = {}
    for group in groups:
        for each in group["people"]:
            name = each["organisation"]
            present[name] = present.get(name, False) or each["present"]
    return [name for name, was in present.items() if was], [name for name, was in present.items() if not was]

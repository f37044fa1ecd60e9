"""All that the report of a period is made of, as everyone may read it."""

from dataclasses import dataclass
from typing import Any

from meetings.follow_up.asked import Asked
from meetings.follow_up.counts import (
    Counted,
    decisions_by_organisation,
    items_by_year,
    proposals_by_organisation,
)
from meetings.follow_up.lists import STANCES
from meetings.follow_up.paper import MIDDLING, NARROW, Section, Table, counted
from meetings.follow_up.participation import Part, participation
from meetings.models import Position
from meetings.models.position import with_dissent


@dataclass(frozen=True)
class Facts:
    asked: Asked
    parts: list[Part]
    positions: list[Position]
    decisions: list[Counted]
    proposals: list[Counted]
    items: dict[str, int]

    @property
    def meetings(self):
        return {part.meeting for part in self.parts}


def facts_of(asked):
    """What they say is of one home organisation where `asked` has it, for its meetings."""
    positions = with_dissent(_positions(asked))
    summed = _summed(items_by_year(asked))
    decisions, proposals = decisions_by_organisation(asked), proposals_by_organisation(asked)
    return Facts(asked, participation(asked), positions, decisions, proposals, summed)


def _positions(asked):
    found = Position.objects.filter(asked.positions).select_related("item__meeting", "council")
    return found.prefetch_related("decisions__organisation").order_by(
        "adopted_on", "year", "council", "number", "pk"
    )


def _summed(by_year):
    summed: dict[str, Any] = {}
    for told in by_year.values():
        for name, number in told.items():
            summed[name] = summed.get(name, 0) + number
    return summed


def thought(asked):
    """What the organisations have published of how they thought, and whose dissent the position has."""
    headings = (
        ("Beteckning", NARROW),
        ("Ställningstagande", ""),
        ("Organisation", MIDDLING),
        ("Läge", MIDDLING),
        ("Så tänkte vi", ""),
    )
    rows = []
    for designation, title, dissent, whose, state, *_, words in STANCES.tell(list(STANCES.ask(asked))):
        told = f"{title}. Avvikande synpunkt från {dissent}." if dissent else str(title)
        rows.append((designation, told, whose, state, words))
    title = "Så tänkte organisationerna"
    return (
        Section(title, ["Det som de själva har publicerat."], [Table(title, headings, rows)])
        if rows
        else None
    )


def decisions_in_words(told, where="i organisationerna"):
    if not told.get("behovs"):
        return "Inga formella beslut är antecknade som behövliga efter ställningstagandena."
    return (
        f"Efter ställningstagandena behövs {counted(told['behovs'], 'formellt beslut', 'formella beslut')} "
        f"{where}. {told['fattat']} är beslutade, {told['planerat']} är planerade, "
        f"{told['avslaget']} är avslagna, {told['sent']} är försenade och "
        f"{told['obesvarat']} är inte besvarade."
    )

"""The gate: what an item must contain before it is on a sent agenda.

Source: strategiska planen, "Det ska framgå från handlingar om". The database holds the same three rules as
check constraints on `AgendaItem`; this module puts them into sentences for whoever can correct the item. A
position item without a proposed position may go out, but whoever reads of it is told that it is missing.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
    """What an item should carry. `field` is the form field to go to; where it is not met, it may be one that
    `stops` the summons."""

    label: str
    met: bool
    sentence: str
    field: str
    stops: bool = True


def requirements(item):
    """The three of the plan, met or not, in its order; of a position item also that something is proposed."""
    says_how = bool(item.primary_goal_id and item.how.strip())
    found = [
        Requirement(
            "Information eller ställningstagande",
            bool(item.type),
            "Välj om punkten avser information eller ställningstagande.",
            "type",
        ),
        Requirement(
            "Mål i RUS och hur ärendet tjänar det",
            says_how,
            "Skriv en mening om hur ärendet tjänar målet."
            if item.primary_goal_id
            else "Välj det mål i RUS som ärendet tjänar, och skriv en mening om hur.",
            "how" if item.primary_goal_id else "primary_goal",
        ),
        Requirement(
            "Bakgrund eller frågor att förbereda",
            bool(item.background.strip() or item.questions.strip()),
            "Skriv en bakgrund eller de frågor som ska förberedas.",
            "background",
        ),
    ]
    if item.is_position:
        proposed = "Skriv ett förslag till ställningstagande."
        met = not item.lacks_proposal
        found.append(
            Requirement("Förslag till ställningstagande", met, proposed, "proposed_position", stops=False)
        )
    return found


def lacking(item):
    """All that is not met, in order."""
    return [requirement for requirement in requirements(item) if not requirement.met]


def missing(item):
    """What stops the item, in order; empty when it passes."""
    return [requirement for requirement in lacking(item) if requirement.stops]


def passes(item):
    return not missing(item)


def mend(item):
    """The address of the field where what stops the item first is written; its texts where nothing does."""
    stopped = missing(item)
    return f"{item.url('item_texts')}#id_{stopped[0].field}" if stopped else item.url("item_texts")


def heading(items):
    """What a whole agenda lacks, as the heading above `lacking_of`."""
    if not all(map(passes, items)):
        return "Det här fattas före kallelsen"
    return "Det här fattas, men hindrar inte kallelsen" if any(map(lacking, items)) else ALL_THERE


ALL_THERE = "Allt som ska framgå finns med"


def checks(item, texts_url):
    """What components/gate.html shows of one item: each requirement, with a link to its field."""
    return [
        {
            "met": need.met,
            "stops": need.stops,
            "label": need.label,
            "problem": need.sentence,
            "url": f"{texts_url}#id_{need.field}",
        }
        for need in requirements(item)
    ]


def lacking_of(items):
    """Of a whole agenda each item that lacks something, with what, as `checks` has it."""
    found = [(item, checks(item, item.url("item_texts"))) for item in items if lacking(item)]
    return [(item, [check for check in needs if not check["met"]]) for item, needs in found]


def next_lacking(items, after):
    """The item that whoever has mended one (None: a new one, the last) mends next: the next in order that is
    stopped, from the beginning again after the last. None where none is."""
    place = items.index(after) + 1 if after in items else 0
    return next((item for item in [*items[place:], *items[:place]] if missing(item)), None)

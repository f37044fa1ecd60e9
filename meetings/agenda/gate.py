"""The gate: what an item must contain before it is on a sent agenda.

Source: strategiska planen, "Det ska framgå från handlingar om". The database holds the same three rules as
check constraints on `AgendaItem`; this module puts them into sentences for whoever can correct the item.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
    """One of the three demands on an item. `field` is the form field to go to."""

    label: str
    met: bool
    sentence: str
    field: str


def requirements(item):
    """All three, met or not, in the plan's order."""
    says_how = bool(item.primary_goal_id and item.how.strip())
    return [
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


def missing(item):
    """What stops the item, in order; empty when it passes."""
    return [requirement for requirement in requirements(item) if not requirement.met]


def passes(item):
    return not missing(item)


def checks(item, texts_url):
    """What components/gate.html shows of one item: each requirement, with a link to its field."""
    return [
        {
            "met": need.met,
            "label": need.label,
            "problem": need.sentence,
            "url": f"{texts_url}#id_{need.field}",
        }
        for need in requirements(item)
    ]


def checks_of_all(items):
    """The same of a whole agenda: each item, passed or with what it lacks and a link to the field."""
    for item in items:
        lacks = [check for check in checks(item, item.url("item_texts")) if not check["met"]]
        yield from ({**check, "label": item.title} for check in lacks)
        if not lacks:
            yield {"met": True, "label": item.title}

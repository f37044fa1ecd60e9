"""A draft of the plan or the strategy in its words of a day, for whoever keeps what was shown: its texts, its
parts with the goals they serve, and what is other than before. Nothing but text: so it reads for ever."""

from strategy.editions import fates, label_of, perspective_fates, word_changes
from strategy.models import FocusArea, Strategy

OF_PART = ("statement_2030", "objective", "goals_note", "text")  # its title stands above


def as_it_stands(whole):
    """Equal for drafts that say the same. Few queries, however many parts."""
    told = {
        "title": str(whole),
        "before": str(whole.made_from),
        "texts": _texts(whole, [name for name in whole.WORDS if name != "title"]),
        "changed": _pieces(word_changes(whole.made_from, whole)),
        "parts_heading": "Mål" if isinstance(whole, Strategy) else "Fokusområden",
        "parts": [_of_fate(fate) for fate in fates(whole)],
        "perspectives": [],
    }
    if isinstance(whole, Strategy):
        told["perspectives"] = [_of_fate(fate) for fate in perspective_fates(whole)]
    return told


def _of_fate(fate):
    return {
        "kind": fate.kind,
        "told": fate.told,
        "before": [str(part) for part in fate.before],
        "after": [_of_part(part) for part in fate.after],
        "changed": _pieces(fate.words) if fate.before else [],  # what is new stands whole in `after`
        "goals_left": fate.goals_left if fate.goals_changed else [],
        "goals_added": fate.goals_added if fate.goals_changed else [],
    }


def _of_part(part):
    links = part.goal_links.all() if isinstance(part, FocusArea) else ()
    return {
        "title": str(part),
        "texts": _texts(part, [name for name in part.WORDS if name in OF_PART]),
        "goals": sorted([str(link.goal), bool(link.confirmed_on)] for link in links),
    }


def _texts(thing, names):
    """(label, text) of those that say something."""
    return [[label_of(thing, name), text] for name in names if (text := getattr(thing, name))]


def _pieces(changed):
    return [[label, [piece._asdict() for piece in pieces]] for label, pieces in changed]

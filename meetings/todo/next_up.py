"""What waits for a person at one meeting: where one is led when a task is done."""

from meetings.planning.invitees import own_lines
from meetings.todo.awaited import answers, stances


def next_at(meeting, person, just=None):
    """The address of the first item that the person has still to state a stance on, or else of the answer to
    the summons; empty where nothing waits. `just` is the one, as (item, organisation), just stated: where it
    is only under way it still waits, and what comes after it is next. Five queries."""
    lines = list(own_lines(person, [meeting]))
    left = [(item, awaited.subject) for awaited in stances(lines) for item in awaited.items]
    for item, organisation in left[left.index(just) + 1 :] if just in left else left:
        return f"{item.url('item_stance')}?organisation={organisation.slug}"
    return next((awaited.url for awaited in answers(lines)), "")

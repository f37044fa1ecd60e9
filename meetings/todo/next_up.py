"""What waits for a person at one meeting: where one is led when a task is done."""

from meetings.planning.invitees import own_lines
from meetings.todo.awaited import answers, stances


def next_at(meeting, person):
    """The address of the first item that the person has still to state a stance on, or else of the answer to
    the summons; empty where nothing waits. Five queries."""
    lines = list(own_lines(person, [meeting]))
    for awaited in stances(lines):
        return f"{awaited.items[0].url('item_stance')}?organisation={awaited.subject.slug}"
    return next((awaited.url for awaited in answers(lines)), "")

"""What waits for a person at one meeting: where one is led when a task is done."""

from meetings.todo.awaited import Kind, before, most_urgent_first, stance_place


def next_at(meeting, person, just=None):
    """The address of the first that one's own page lists before the meeting; empty where nothing waits.
    `just` is the one, as (item, organisation), just stated: where it is only under way it still waits, and
    what comes after it is next."""
    waiting = [each for each in before(person, [meeting]) if each.meeting == meeting]
    places = [place for each in most_urgent_first(waiting) for place in _places(each)]
    done = stance_place(*just) if just else ""
    left = places[places.index(done) + 1 :] if done in places else places
    return left[0] if left else ""


def _places(awaited):
    """One for each item to state a stance on, though they are listed together."""
    if awaited.kind is Kind.STANCE:
        return [stance_place(item, awaited.subject) for item in awaited.items]
    return [awaited.url]

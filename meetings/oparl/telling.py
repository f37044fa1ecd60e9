"""All objects of a whole, as everyone may read them now."""

from meetings.oparl.meeting import of_meeting
from meetings.oparl.people import of_body, of_council, of_organisation, of_person


def objects_of(whole):
    """By their names; none where it is gone, or nobody may know of it."""
    kind, key = whole.split("-")
    told = WHOLES[kind](int(key)) if kind in WHOLES else ()
    return {each.name: each for each in told}


WHOLES = {
    "body": of_body,
    "council": of_council,
    "organisation": of_organisation,
    "person": of_person,
    "meeting": of_meeting,
}

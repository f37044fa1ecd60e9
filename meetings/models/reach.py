"""Whose meeting it is: the conditions from which every `visible_to` in this app is built.

Each takes the lookup path to the meeting, so that one wording serves items, papers, positions and minutes.
"""

from django.db.models import Q

from councils.standing import standing_of
from meetings.models.meeting import Meeting


def kept_by(person, path="meeting"):
    """The person belongs to the secretariat of the inviting council."""
    return Q(**{f"{path}__council__office__in": standing_of(person).keeps})


def prepared_by(person, path="meeting"):
    """The person sits in the group that prepares the inviting council's agenda."""
    return Q(**{f"{path}__council__prepared_by__in": standing_of(person).prepares})


def read_by(person, path="meeting"):
    """The person holds a seat in a council that meets."""
    reads = standing_of(person).reads
    joint = Meeting.joint_with.through.objects.filter(council__in=reads).values("meeting")
    return Q(**{f"{path}__council__in": reads}) | Q(**{f"{path}__in": joint})


def published(path="meeting"):
    """The minutes of the meeting are published."""
    done = Meeting.objects.filter(minutes__published_at__isnull=False).values("pk")
    return Q(**{f"{path}__in": done})


def proposed_to(person):
    """A proposal not yet on a meeting, to a council the person keeps or prepares."""
    standing = standing_of(person)
    to = Q(council__office__in=standing.keeps) | Q(council__prepared_by__in=standing.prepares)
    return Q(meeting=None) & to


def proposed_by(person):
    """The person wrote the proposal (every item of the secretariat's has a meeting from the start)."""
    return Q(added_by=person, council__isnull=False) if person.is_authenticated else Q(pk__in=[])

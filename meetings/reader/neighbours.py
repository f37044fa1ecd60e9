"""What a person who sits in other regions' councils too sees of them: only what that person has chosen."""

from django.db.models import Prefetch
from django.utils import timezone

from meetings.models import NeighbourCouncil, NeighbourMeeting, NeighbourSystem

MOST = 10


def neighbour_meetings(person):
    """The next ones, each with those of its councils that the person follows. No more than one query where
    the portal reads no other system."""
    if not NeighbourSystem.objects.exists():
        return None
    own = Prefetch("councils", NeighbourCouncil.objects.filter(followers=person).order_by("name", "pk"))
    followed = NeighbourMeeting.objects.filter(councils__followers=person, starts__gte=timezone.now())
    coming = followed.select_related("system").prefetch_related(own).distinct()
    return list(coming.order_by("starts", "pk")[:MOST])

"""What a person who sits in other regions' councils too sees of them: only what that person has chosen."""

from django.db.models import Prefetch, Q
from django.utils import timezone

from meetings.models import NeighbourCouncil, NeighbourMeeting, NeighbourSystem
from rus_portal.core.workdays import midnight

MOST = 10


def neighbour_meetings(person):
    """The next ones, each with those of its councils that the person follows; one without a clock all its
    day. No more than one query where the portal reads no other system."""
    if not NeighbourSystem.objects.exists():
        return None
    begins = Q(starts__gte=timezone.now()) | Q(has_clock=False, starts__gte=midnight(timezone.localdate()))
    own = Prefetch("councils", NeighbourCouncil.objects.filter(followers=person).order_by("name", "pk"))
    followed = NeighbourMeeting.objects.filter(begins, councils__followers=person)
    coming = followed.select_related("system").prefetch_related(own).distinct()
    return list(coming.order_by("starts", "pk")[:MOST])

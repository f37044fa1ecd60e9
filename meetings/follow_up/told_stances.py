"""How the organisations thought, beyond dissent: what each has published of its own stance, and what its own
people may publish."""

from dataclasses import dataclass

from django.db.models import Q

from meetings.models import Stance
from rus_portal.core.permissions import may_publish_stance
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import seats_that_read


@dataclass(frozen=True)
class ToldStances:
    position: object
    published: list
    own: list  # those that the reader may publish, or has published, for an organisation


def told_stances(person, position):
    """One query, and for a reader with a seat what is asked of it anyway."""
    item = position.item
    seats = seats_that_read(person, item.meeting) if person.is_authenticated else []
    own = sorted({seat.organisation_id for seat in seats})
    told = Q(published_at__isnull=False)
    if own:
        told |= Q(organisation__in=own)
    found = _stances(Stance.objects.shown_to(person, item.meeting) & told, item)
    for stance in found:
        stance.item = item
    published = [each for each in found if each.published_at]
    return ToldStances(position, published, [each for each in found if may_publish_stance(person, each)])


@prepared
def _stances(shown, item):
    return Stance.objects.filter(shown, item=item).select_related("organisation")

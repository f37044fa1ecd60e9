"""The organisations that are asked what they decided after a position, and who may record it."""

from django.db.models import Q

from councils.capacity import TAKES_POSITION
from councils.models import Organisation, Seat
from rus_portal.core.permissions import may_keep, may_record_decision
from rus_portal.core.standing import homes_looked_after


def asked(position):
    """Those whose seats take part in the council's positions, and those with a decision recorded."""
    seated = Seat.objects.filter(council__in=position.item.meeting.councils, capacity__in=TAKES_POSITION)
    either = Q(pk__in=seated.values("organisation")) | Q(decisions__position=position)
    return Organisation.objects.filter(either).distinct().order_by("order", "short_name", "pk")


def recorded_by(person, position):
    """Those of them that the person may record for."""
    if may_keep(person, position.council):
        return list(asked(position))
    own = homes_looked_after(person, position.item.meeting)
    homes = asked(position).filter(pk__in=own) if own else []
    return [each for each in homes if may_record_decision(person, position, each)]

"""The organisations that are asked what they decided after a position, and who may record it."""

from django.db.models import Count, Q

from councils.capacity import TAKES_POSITION
from councils.models import Organisation, Seat
from meetings.models import FormalDecision
from rus_portal.core.permissions import may_keep, may_record_decision
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import homes_looked_after
from rus_portal.core.words import listed

Status = FormalDecision.Status


def asked(position, also=()):
    """Those whose seats take part in the council's positions, those with a decision recorded, and those of
    these keys."""
    seated = Seat.objects.filter(council__in=position.item.meeting.councils, capacity__in=TAKES_POSITION)
    either = Q(pk__in=seated.values("organisation")) | Q(decisions__position=position) | Q(pk__in=also)
    return Organisation.objects.filter(either).distinct().order_by("order", "short_name", "pk")


def recorded_by(person, position):
    """Those of them that the person may record for."""
    if may_keep(person, position.council):
        return list(asked(position))
    own = homes_looked_after(person, position.item.meeting)
    homes = asked(position).filter(pk__in=own) if own else []
    return [each for each in homes if may_record_decision(person, position, each)]


# In the order of the sentence: how it ends of one organisation, and of several.
SENTENCES = {
    Status.DECLINED.label: ("har sagt nej",) * 2,
    Status.PLANNED.label: ("planerar formellt beslut",) * 2,
    FormalDecision.LATE: ("är försenad", "är försenade"),
    Status.NOT_ANSWERED.label: ("har inte svarat",) * 2,
}


def summary_of(decisions):
    """How far the organisations have come, as a sentence for each kind of answer: how many of those that
    are to take a formal decision have, and by name who has not."""
    needed = [each for each in decisions if each.status != Status.NOT_NEEDED]
    if not needed:
        return "Ingen av organisationerna behöver fatta formellt beslut." if decisions else ""
    taken = [each for each in needed if each.status == Status.DECIDED]
    told = [f"{len(taken)} av {len(needed)} har fattat formellt beslut."]
    for status, (of_one, of_many) in SENTENCES.items():
        if names := [each.organisation_name for each in needed if each.told_status == status]:
            told.append(f"{listed(names)} {of_one if len(names) == 1 else of_many}.")
    return " ".join(told)


def taken_so_far(positions):
    """Of each of the positions how many organisations have taken a formal decision, and of how many that are
    to; by id, and only where any are."""
    rows = _counted([position.pk for position in positions]) if positions else []
    return {position: (taken, needed) for position, taken, needed in rows}


@prepared
def _counted(positions):
    needed = (
        FormalDecision.objects.filter(position__in=positions).exclude(status=Status.NOT_NEEDED).order_by()
    )
    taken = Count("pk", filter=Q(status=Status.DECIDED))
    return (
        needed.values("position")
        .annotate(taken=taken, needed=Count("pk"))
        .values_list("position", "taken", "needed")
    )

"""The organisations that are asked what they decided after a position, and who may record it."""

from collections import Counter
from itertools import chain

from django.db.models import Count, Q

from councils.capacity import TAKES_POSITION
from councils.models import Organisation, Seat
from meetings.models import FormalDecision, Minutes, Position
from meetings.positions.expected import expected_on
from meetings.triggers.generation import kept_for_all
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


def untold(positions):
    """Of each of the positions, by its id, the organisations that were asked what they decide and of which
    nothing is recorded, not even that no formal decision is needed: those that are reminded. Every one that
    was expected to take the position is asked, once the minutes are approved (`workflow.feedback`); of what
    is retold from before the portal nobody was."""
    return _untold(*_keys(positions)) if positions else {}


def untold_by_organisation(positions):
    """Of how many of the positions each has told nothing, by its (order, short name, slug)."""
    return _untold_counted(*_keys(positions)) if positions else Counter()


def _keys(positions):
    return sorted(position.pk for position in positions)


@kept_for_all
def _untold_counted(*keys):
    homes = chain.from_iterable(_untold(*keys).values())
    return Counter((home.order, home.short_name, home.slug) for home in homes)


@kept_for_all
def _untold(*keys):
    positions = list(_asked_about(list(keys)))
    expected, recorded = expected_on(positions) if positions else {}, set(_recorded(list(keys)))
    return {
        each.pk: [home for home in expected[each.item.meeting_id] if (each.pk, home.pk) not in recorded]
        for each in positions
    }


@prepared
def _asked_about(positions):
    minuted = Minutes.objects.whole().filter(approved_at__isnull=False).order_by().values("meeting")
    asked = Position.objects.filter(pk__in=positions, item__meeting__source="", item__meeting__in=minuted)
    return asked.select_related("item").order_by("pk")


@prepared
def _recorded(positions):
    found = FormalDecision.objects.filter(position__in=positions).order_by()
    return found.values_list("position", "organisation")


# In the order of the sentence: how it ends of one organisation, and of several.
SENTENCES = {
    Status.DECLINED.label: ("har sagt nej",) * 2,
    Status.PLANNED.label: ("planerar formellt beslut",) * 2,
    FormalDecision.LATE: ("är försenad", "är försenade"),
    Status.NOT_ANSWERED.label: ("har inte svarat",) * 2,
}


NAMED = 3  # at most, of those of which nothing is recorded


def summary_of(decisions, silent=()):
    """How far the organisations have come, as a sentence for each kind of answer: how many of those that
    are to take a formal decision have, and by name who has not. `silent` are those of `untold`."""
    if not decisions:
        return ""
    names = [each.name for each in silent]
    who = listed(names) if len(names) <= NAMED else f"{len(names)} organisationer"
    unknown = [f"För {who} är det inte antecknat om något formellt beslut behövs."] if names else []
    needed = [each for each in decisions if each.status != Status.NOT_NEEDED]
    if not needed:
        whose = "som har svarat" if names else "av organisationerna"
        return " ".join([f"Ingen {whose} behöver fatta formellt beslut.", *unknown])
    taken = [each for each in needed if each.status == Status.DECIDED]
    told = [f"{len(taken)} av {len(needed)} har fattat formellt beslut."]
    for status, (of_one, of_many) in SENTENCES.items():
        if names := [each.organisation_name for each in needed if each.told_status == status]:
            told.append(f"{listed(names)} {of_one if len(names) == 1 else of_many}.")
    return " ".join(told + unknown)


def taken_so_far(positions):
    """Of each of the positions how many organisations have taken a formal decision, of how many that are to,
    and of how many nothing is recorded; by id, and only where any are to."""
    rows = list(_counted([position.pk for position in positions])) if positions else []
    told = {position for position, *_ in rows}
    silent = untold([position for position in positions if position.pk in told])
    return {position: (taken, needed, len(silent.get(position, ()))) for position, taken, needed in rows}


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

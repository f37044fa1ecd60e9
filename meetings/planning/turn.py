"""The meetings that do not get their numbers in the order of their days."""

from django.db.models import Exists, OuterRef, Q

from councils.models import Council
from meetings.models import AgendaItem, GivenNumbers, Meeting
from rus_portal.core.words import day

Stage = Meeting.Stage


def out_of_turn(meeting):
    """The later ones that have their numbers already, and the earlier ones that wait for theirs, by day.
    Empty for a meeting that has its own since it was closed before. One query."""
    given = GivenNumbers.objects.filter(meeting=OuterRef("pk"))
    has_numbers = Q(stage=Stage.HELD) | Exists(given)
    later = Q(date__gt=meeting.date) & has_numbers
    earlier = Q(date__lt=meeting.date, stage=Stage.CONVENED) & ~Exists(given)
    own = GivenNumbers.objects.filter(meeting=meeting.pk)
    others = Meeting.objects.numbered_with(meeting).filter(~Exists(own), later | earlier)
    if meeting.council.numbering == Council.Numbering.PER_MEETING:  # then only positions run on
        ours = AgendaItem.objects.filter(meeting=meeting.pk, position__isnull=False)
        theirs = AgendaItem.objects.filter(meeting=OuterRef("pk"), type=AgendaItem.Type.POSITION)
        others = others.filter(Exists(ours), Exists(theirs))
    return list(others.order_by("date", "pk"))


def told(meeting, others):
    """What it means to close the meeting now, a sentence for each that `out_of_turn` found."""
    return [(_ahead if each.date > meeting.date else _behind)(meeting, each) for each in others]


def _ahead(meeting, other):
    stands = "är redan avslutat" if other.stage == Stage.HELD else "är öppet igen och behåller sina nummer"
    return (
        f"Mötet den {day(other.date)} {stands}. Mötet den {day(meeting.date)} får därför paragrafer "
        "och nummer efter det mötets, fast det hölls före."
    )


def _behind(meeting, other):
    return (
        f"Mötet den {day(other.date)} är inte avslutat. Avslutas mötet den {day(meeting.date)} först, får "
        "det tidigare mötet paragrafer och nummer efter det senares."
    )

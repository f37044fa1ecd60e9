"""The meetings that do not get their numbers in the order of their days."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from councils.models import Council
from meetings.models import AgendaItem, GivenNumbers, Meeting
from rus_portal.core.prepared import prepared
from rus_portal.core.words import day

Stage = Meeting.Stage


def out_of_turn(meeting):
    """The later ones that have their numbers already, and the earlier ones that wait for theirs, by day.
    Empty for a meeting that has its own since it was closed before. One query."""
    year = meeting.date.year
    only_positions = meeting.council.numbering == Council.Numbering.PER_MEETING  # run on
    series = meeting.council_id, dt.date(year, 1, 1), dt.date(year, 12, 31)
    return _out_of_turn(meeting, meeting.date, only_positions, *series)


@prepared
def _out_of_turn(meeting, date, only_positions, *series):
    given = GivenNumbers.objects.filter(meeting=OuterRef("pk"))
    has_numbers = Q(stage=Stage.HELD) | Exists(given)
    later = Q(date__gt=date) & has_numbers
    earlier = Q(date__lt=date, stage=Stage.CONVENED) & ~Exists(given)
    own = GivenNumbers.objects.filter(meeting=meeting)
    others = Meeting.objects.numbered_in(*series).exclude(pk=meeting).filter(~Exists(own), later | earlier)
    if only_positions:
        ours = AgendaItem.objects.filter(meeting=meeting, position__isnull=False)
        theirs = AgendaItem.objects.filter(meeting=OuterRef("pk"), type=AgendaItem.Type.POSITION)
        others = others.filter(Exists(ours), Exists(theirs))
    return others.order_by("date", "pk")


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

"""Which organisations took part: a person counts for an organisation only while holding a seat of its."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from councils.capacity import READS_DOCUMENTS
from councils.models import Appointment, Organisation
from meetings.follow_up.counts import Counted
from meetings.models import Attendance, Meeting, Minutes
from meetings.models.meeting import with_councils
from rus_portal.core.prepared import prepared


@dataclass(frozen=True)
class Part:
    """An organisation with somebody in a seat on the day of a meeting: how many of its were there."""

    meeting: Meeting
    organisation: Organisation
    present: int


def participation(asked):
    """The newest meetings first, of those whose minutes the reader may read."""
    chosen, period = asked.chosen, asked.period
    known = Minutes.objects.whole().filter(Minutes.objects.shown_to(asked.person), approved_at__isnull=False)
    noted = Attendance.objects.filter(meeting=OuterRef("pk"))  # of a meeting that is retold it may not be
    meetings = Meeting.objects.filter(
        period.holds("date"), Exists(noted), pk__in=known.order_by().values("meeting")
    )
    if "rad" in chosen:
        meetings = meetings.filter(council__slug=chosen["rad"])
    meetings = with_councils(meetings.select_related("council").order_by("-date", "-pk"))
    if not meetings:
        return []
    present = {(meeting, organisation): number for meeting, organisation, number in _present(meetings)}
    seated = _seated(meetings)
    return [
        Part(meeting, organisation, present.get((meeting.pk, organisation.pk), 0))
        for meeting in meetings
        for organisation in seated[meeting.pk]
        if chosen.get("org", organisation.slug) == organisation.slug
    ]


def _seated(meetings):
    """The organisations with somebody in a seat on each meeting's day, by its id."""
    councils = {council.pk for meeting in meetings for council in meeting.councils}
    held = defaultdict(list)
    for appointment in _appointments(councils, meetings[-1].date, meetings[0].date):
        held[appointment.seat.council_id].append(appointment)
    found = {}
    for meeting in meetings:
        own = [each for council in meeting.councils for each in held[council.pk]]
        there = {each.seat.organisation for each in own if each.is_in_force_on(meeting.date)}
        found[meeting.pk] = sorted(there, key=lambda each: (each.order, each.short_name))
    return found


def _appointments(councils, first, last):
    held = Appointment.objects.between(first, last).select_related("seat__organisation")
    return held.filter(seat__council__in=councils, seat__capacity__in=READS_DOCUMENTS).order_by("pk")


@prepared
def _present(meetings):
    in_force = Q(ends=None) | Q(ends__gte=OuterRef("meeting__date"))
    held = Appointment.objects.filter(
        in_force,
        begins__lte=OuterRef("meeting__date"),
        person=OuterRef("person"),
        seat__organisation=OuterRef("organisation"),
        seat__capacity__in=READS_DOCUMENTS,
    ).filter(
        Q(seat__council=OuterRef("meeting__council")) | Q(seat__council__joint_meetings=OuterRef("meeting"))
    )
    there = Attendance.objects.filter(Exists(held), meeting__in=meetings, status__in=Attendance.THERE)
    return (
        there.order_by()
        .values("meeting", "organisation")
        .annotate(Count("pk"))
        .values_list("meeting", "organisation", "pk__count")
    )


def by_organisation(parts):
    """At how many of the meetings at which each organisation had a seat somebody of its was there."""
    counted: dict = {}
    for part in parts:
        numbers = counted.setdefault(part.organisation, {"seated": 0, "present": 0})
        numbers["seated"] += 1
        numbers["present"] += bool(part.present)
    in_order = sorted(counted, key=lambda each: (each.order, each.short_name))
    return [(each.get_kind_display(), Counted(each.slug, each.name, counted[each])) for each in in_order]

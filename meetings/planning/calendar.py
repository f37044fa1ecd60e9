"""Meetings as entries in people's own calendars: the invitations that go with letters, and the feeds.

An entry has the same UID wherever it stands. Its SEQUENCE rises with every change that a letter tells of
(RFC 5546), so that a calendar knows which is the newest.
"""

import datetime as dt
from collections import defaultdict
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import IntegerField, Max, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from meetings.models import AgendaItem, Letter, Meeting
from rus_portal.core.permissions import may_take_part

PRODUCT = "-//Samverkansportalen//Samverkansportalen//SV"
KEPT = dt.timedelta(days=365)
REFRESH = dt.timedelta(hours=6)


def host():
    return urlsplit(settings.PORTAL_URL).hostname


def uid(meeting):
    return f"mote-{meeting.pk}@{host()}"


def sequence_of(meeting):
    """The number of the last letter that told of the meeting, 0 before the first change."""
    return Letter.objects.filter(meeting=meeting).aggregate(last=Max("sequence"))["last"] or 0


def invitation(letter):
    """The calendar part of a letter that calls its receiver to the meeting or cancels it (iTIP)."""
    is_told = letter.guest or may_take_part(letter.person, letter.meeting)
    link = letter.meeting.link if is_told else ""
    event = entry(letter.meeting, sequence=letter.sequence, stamp=letter.written_at, link=link)
    if letter.kind == Letter.Kind.RELEASE:
        del event["status"]  # the meeting takes place, without this receiver (RFC 5546, 3.2.5)
    if letter.kind == Letter.Kind.CANCELLATION:
        event["status"] = "CANCELLED"  # also where it was taken back before the letter went
    organiser = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organiser.params["CN"] = vText("Samverkansportalen")
    event.add("organizer", organiser)
    called = vCalAddress(f"mailto:{letter.address}")
    # Invitees answer in the portal, where they can name a substitute: nobody reads replies from a calendar.
    called.params |= {"CN": vText(letter.receiver.name), "RSVP": vText("FALSE")}
    event.add("attendee", called)
    return _calendar([event], method=method_of(letter))


def method_of(letter):
    return "CANCEL" if letter.kind in (Letter.Kind.CANCELLATION, Letter.Kind.RELEASE) else "REQUEST"


def public_feed():
    """All councils' meetings, as the public sees them: neither agenda nor link."""
    meetings = _listed(Meeting.objects.all())
    events = [entry(meeting, sequence=meeting.sequence, stamp=_changed(meeting)) for meeting in meetings]
    return _calendar(events, name="Samverkansrådens möten")


def feed_of(person):
    """The meetings of the person's own councils, with what the person may see of them. As many queries for
    one meeting as for forty."""
    meetings = list(_listed(Meeting.objects.visible_to(person).concerning(person)))
    agendas = defaultdict(list)
    items = AgendaItem.objects.visible_to(person).on_the_agenda().filter(meeting__in=meetings)
    for item in items.order_by("meeting", "order", "pk").only("meeting", "number", "title"):
        agendas[item.meeting_id].append(f"{item.number}. {item.title}")
    events = [
        entry(
            meeting,
            sequence=meeting.sequence,
            stamp=_changed(meeting),
            agenda=agendas[meeting.pk],
            link=meeting.link if may_take_part(person, meeting) else "",
        )
        for meeting in meetings
    ]
    return _calendar(events, name="Mina samverkansråd")


def _listed(meetings):
    since = timezone.localdate() - KEPT
    last = Coalesce(Max("letters__sequence"), Value(0), output_field=IntegerField())
    return (
        meetings.filter(end_date__gte=since)
        .select_related("council")
        .prefetch_related("joint_with")
        .annotate(sequence=last, told_at=Max("letters__written_at"))
        .order_by("date", "start_time", "pk")
    )


def _changed(meeting):
    """When the meeting was last planned, convened, cancelled or told to have changed."""
    return max(filter(None, (meeting.planned_at, meeting.convened_at, meeting.cancelled_at, meeting.told_at)))


def entry(meeting, *, sequence, stamp, agenda=(), link=""):
    address = settings.PORTAL_URL + meeting.get_absolute_url()
    told = [f"Anslut till mötet: {link}"] if link else []
    told += ["Dagordning:", *agenda] if agenda else []
    event = Event()
    event.add("uid", uid(meeting))
    event.add("sequence", sequence)
    event.add("dtstamp", stamp)
    event.add("summary", meeting.title)
    if meeting.source:  # of what is retold no clock and no format is known
        event.add("dtstart", meeting.date)
        event.add("dtend", meeting.end_date + dt.timedelta(days=1))
    else:
        event.add("dtstart", meeting.starts)
        event.add("dtend", meeting.ends)
        event.add("location", meeting.place or meeting.get_format_display())
    event.add("description", "\n".join([*told, f"Mer om mötet: {address}"]))
    event.add("url", address)
    event.add("status", _status(meeting))
    return event


def _day(start):
    return start.date() if isinstance(start, dt.datetime) else start


def _status(meeting):
    if meeting.cancelled_at:
        return "CANCELLED"
    return "CONFIRMED" if meeting.convened_at else "TENTATIVE"


def _calendar(events, *, method="", name=""):
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    # From the first event on: calendars need no earlier daylight-saving rules.
    first = min((_day(event.start) for event in events), default=timezone.localdate())
    calendar.add_missing_timezones(
        first.replace(month=1, day=1), first.replace(year=first.year + 3, month=1, day=1)
    )
    return calendar.to_ical()

"""Meetings as entries in people's own calendars: the invitations that go with letters, and the feeds.

An entry has the same UID wherever it stands. Its SEQUENCE rises with every change of when, where and whether
the meeting takes place, and with every letter that tells of one (RFC 5546), so that a calendar knows which is
the newest.
"""

import datetime as dt
from collections import defaultdict
from email.utils import parseaddr

from django.conf import settings
from django.db.models import IntegerField, Max, Q, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from meetings.agenda.ahead import with_titles
from meetings.models import AgendaItem, Letter, Meeting
from meetings.planning.invitees import own_lines
from rus_portal.core.address import host, whole
from rus_portal.core.permissions import may_take_part

PRODUCT = "-//Samverkansportalen//Samverkansportalen//SV"
KEPT = dt.timedelta(days=365)
FOR_INFORMATION = "För kännedom, ersättare"
REFRESH = dt.timedelta(hours=6)


def uid(meeting):
    return f"mote-{meeting.pk}@{host()}"


def sequence_of(meeting):
    """The number of the last change of the meeting, 0 before the first."""
    told = Letter.objects.filter(meeting=meeting).aggregate(last=Max("sequence"))["last"] or 0
    return max(told, meeting.sequence)


def raise_sequence(meeting, *, at):
    """The meeting (not saved) is called off, takes place after all, or has another time or place."""
    meeting.sequence, meeting.sequence_at = sequence_of(meeting) + 1, at


def with_last_change(meetings):
    """With the number of the last change, and when a letter was written last."""
    told = Coalesce(Max("letters__sequence"), Value(0), output_field=IntegerField())
    return meetings.annotate(changes=Greatest("sequence", told), told_at=Max("letters__written_at"))


def invitation(letter, *, url=None):
    """The calendar part of a letter that calls its receiver to the meeting or cancels it (iTIP). `url` leads
    to a page of the receiver's own; empty where there is none that they may open."""
    is_told = letter.guest or may_take_part(letter.person, letter.meeting)
    link = letter.meeting.link if is_told else ""
    event = entry(letter.meeting, sequence=letter.sequence, stamp=timezone.now(), link=link, url=url)
    if letter.person and told_only(letter.person, [letter.meeting]):
        _retitle(event, FOR_INFORMATION)
    if letter.kind == Letter.Kind.RELEASE:
        del event["status"]  # the meeting takes place, without this receiver (RFC 5546, 3.2.5)
        _retitle(event, "Du är inte längre kallad")  # without a status, khal (0.14) shows it as any meeting
    if letter.kind == Letter.Kind.CANCELLATION:
        event["status"] = "CANCELLED"  # also where it was taken back before the letter went
        _retitle(event, "Inställt")
    organiser = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organiser.params["CN"] = vText("Samverkansportalen")
    event.add("organizer", organiser)
    called = vCalAddress(f"mailto:{letter.receiver.email}")
    # Invitees answer in the portal, where they can name a substitute: nobody reads replies from a calendar.
    called.params |= {"CN": vText(letter.receiver.name), "RSVP": vText("FALSE")}
    event.add("attendee", called)
    return calendar_of([event], method=method_of(letter))


def told_only(person, meetings):
    """Those of the meetings that the person is told of, not called to: a substitute whom nobody has asked to
    come."""
    own = defaultdict(list)
    for meeting, line in own_lines(person, meetings):
        own[meeting].append(line.is_asked)
    return {meeting for meeting, asked in own.items() if not any(asked)}


def _retitle(event, told):
    event["summary"] = vText(f"{told}: {event['summary']}")


def method_of(letter):
    return "CANCEL" if letter.kind in (Letter.Kind.CANCELLATION, Letter.Kind.RELEASE) else "REQUEST"


def public_feed(council=None):
    """All councils' meetings, or one's and those it has with others, as the public sees them: without link,
    and of the agenda the titles that a council tells ahead."""
    of_council = Q(council=council) | Q(joint_with=council) if council else Q()
    events = []
    for meeting in with_titles(_listed(Meeting.objects.filter(of_council).distinct())):
        agenda, stamp = [f"{number}. {title}" for number, title in meeting.told_ahead], changed_at(meeting)
        events.append(entry(meeting, sequence=meeting.changes, stamp=stamp, agenda=agenda))
    return calendar_of(events, name=f"{council.name}s möten" if council else "Samverkansrådens möten")


def feed_of(person):
    """The meetings of the person's own councils, with what the person may see of them. As many queries for
    one meeting as for forty."""
    meetings = list(_listed(Meeting.objects.visible_to(person).concerning(person)))
    agendas = defaultdict(list)
    items = AgendaItem.objects.visible_to(person).on_the_agenda().filter(meeting__in=meetings)
    for item in items.order_by("meeting", "order", "pk").only("meeting", "number", "title"):
        agendas[item.meeting_id].append(f"{item.number}. {item.title}")
    informed, events = told_only(person, meetings), []
    for meeting in meetings:
        link = meeting.link if may_take_part(person, meeting) else ""
        agenda, stamp = agendas[meeting.pk], changed_at(meeting)
        event = entry(meeting, sequence=meeting.changes, stamp=stamp, agenda=agenda, link=link)
        if meeting in informed:
            _retitle(event, FOR_INFORMATION)
        events.append(event)
    return calendar_of(events, name="Mina samverkansråd")


def _listed(meetings):
    since = timezone.localdate() - KEPT
    return (
        with_last_change(meetings.filter(end_date__gte=since))
        .select_related("council")
        .prefetch_related("joint_with")
        .order_by("date", "start_time", "pk")
    )


def changed_at(meeting):
    """When the meeting was last planned, convened, changed or told of."""
    last = meeting.convened_at, meeting.cancelled_at, meeting.sequence_at, meeting.told_at
    return max(filter(None, (meeting.planned_at, *last)))


def entry(meeting, *, sequence, stamp, agenda=(), link="", url=None):
    url = whole(meeting.get_absolute_url()) if url is None else url
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
    told += [f"Mer om mötet: {url}"] if url else []
    if told:
        event.add("description", "\n".join(told))
    if url:
        event.add("url", url)
    event.add("status", _status(meeting))
    return event


def _status(meeting):
    if meeting.cancelled_at:
        return "CANCELLED"
    return "CONFIRMED" if meeting.convened_at else "TENTATIVE"


def calendar_of(events, *, method="", name="", year=None):
    """A feed has a `name`, and is never empty."""
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
    if name and not events:
        calendar.add_component(nothing(year or timezone.localdate().year))
    add_timezone(calendar)
    return calendar.to_ical()


def nothing(year):
    """What stands in a feed that would else be empty: vdirsyncer (0.21) takes that for a mistake, and keeps
    the last meetings for good."""
    begins = dt.date(year, 1, 1)
    event = Event()
    event.add("uid", f"inga-moten@{host()}")
    event.add("dtstamp", dt.datetime.combine(begins, dt.time(), dt.UTC))
    event.add("dtstart", begins)
    event.add("summary", "Inga möten i samverkansråden just nu")
    event.add("transp", "TRANSPARENT")
    return event


def add_timezone(calendar):
    """From the year of the first entry to the year after that of the last: icalendar (7.3) writes out the
    changes of the clock one by one and no rule, so a strict reader goes on with the last of them."""
    days = [event.start for event in calendar.events]
    years = [day.year for day in days] or [timezone.localdate().year]
    calendar.add_missing_timezones(dt.date(min(years), 1, 1), dt.date(max(years) + 2, 1, 1))

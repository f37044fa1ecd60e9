"""Who is to be reminded, and of what. A reminder has a key, so that it is sent once for each occasion."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from councils.models import Person
from meetings.models import Meeting
from meetings.todo.awaited import answers, approvals, called_to, stances
from rus_portal.core.words import day

DAYS = dt.timedelta(days=5)  # before the last day; for minutes approval from the first


@dataclass(frozen=True)
class Reminder:
    """`sentence` says what is awaited and `url` where to do it."""

    key: str
    person: Person
    subject: str
    sentence: str
    url: str
    meeting: Meeting


def reminders(today):
    """All that are due, whether sent before or not."""
    until = today + DAYS
    convened = Meeting.objects.filter(stage=Meeting.Stage.CONVENED, date__gt=today)
    in_order = convened.select_related("council").prefetch_related("joint_with").order_by("date", "pk")
    # The last day for stances is the earliest.
    lines = called_to([meeting for meeting in in_order if meeting.stances_due <= until])
    yield from (_of_answer(each) for each in answers(lines) if each.due <= until)
    own = defaultdict(list)
    for each in stances(lines):
        own[each.meeting, each.person].append(each)
    yield from map(_of_stances, own.values())
    yield from map(_of_minutes, approvals())


def _of_answer(awaited):
    meeting, person = awaited.meeting, awaited.person
    return Reminder(
        f"remind-answer:{meeting.pk}:{person.pk}",
        person,
        f"Svara på kallelsen till mötet {day(meeting.date)}",
        f"Du har inte svarat på kallelsen till mötet med {meeting.title} den {day(meeting.date)}.",
        awaited.url,
        meeting,
    )


def _of_stances(own):
    """One letter, also to someone who sits for several organisations. It only counts the items."""
    meeting, person, last = own[0].meeting, own[0].person, own[0].due
    left = [
        f"{each.subject} har {'en punkt' if len(each.items) == 1 else f'{len(each.items)} punkter'}"
        for each in own
    ]
    return Reminder(
        f"remind-stance:{meeting.pk}:{person.pk}",
        person,
        f"Förankra inför mötet {day(meeting.date)}",
        f"{' och '.join(left)} kvar att förankra till mötet med {meeting.title}, senast den {day(last)}.",
        meeting.url("stances"),
        meeting,
    )


def _of_minutes(awaited):
    meeting = awaited.meeting
    return Reminder(
        f"remind-minutes:{awaited.subject.pk}",
        awaited.person,
        f"Justera protokollet från mötet {day(meeting.date)}",
        f"Protokollet från mötet med {meeting.council} den {day(meeting.date)} väntar på att du "
        f"justerar det, senast den {day(awaited.due)}.",
        awaited.url,
        meeting,
    )

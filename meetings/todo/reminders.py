"""Who is to be reminded of what today. A reminder has a key, so that each occasion is told once.

What is missing is asked of the functions that hold the rules, so nobody is reminded of what is done.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from councils.models import Person
from meetings.models import Meeting, MinutesApproval
from meetings.planning.invitees import lines_of
from meetings.stances import due, missing_stances
from rus_portal.core.permissions import home_seats, may_answer_summons, may_approve_minutes, may_record_stance
from rus_portal.core.words import day

ANSWER_DAYS, STANCE_DAYS = 5, 5


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
    """All that are due, whether told before or not."""
    convened = Meeting.objects.filter(stage=Meeting.Stage.CONVENED, date__gt=today)
    for meeting in convened.select_related("council").prefetch_related("joint_with").order_by("date", "pk"):
        if meeting.date <= today + dt.timedelta(days=ANSWER_DAYS):
            yield from _of_answers(meeting)
        if due(meeting) <= today + dt.timedelta(days=STANCE_DAYS):
            yield from _of_stances(meeting)
    yield from _of_approvals()


def _of_answers(meeting):
    for line in lines_of(meeting):
        person = line.appointment.person
        if line.is_awaited and may_answer_summons(person, meeting):
            yield Reminder(
                f"remind-answer:{meeting.pk}:{person.pk}",
                person,
                f"Svara på kallelsen till mötet {day(meeting.date)}",
                f"Du har inte svarat på kallelsen till mötet med {meeting.title} den {day(meeting.date)}.",
                meeting.url("answer"),
                meeting,
            )


def _of_stances(meeting):
    """To everyone who is to say where an organisation stands: one letter, also to whoever sits for several.
    How many items is enough for a letter."""
    waiting = defaultdict(list)
    for item, organisations in missing_stances(meeting):
        item.meeting = meeting
        for organisation in organisations:
            waiting[organisation].append(item)
    for line in lines_of(meeting):
        if not line.is_asked:
            continue
        person, left = line.appointment.person, []
        for organisation, items in waiting.items():
            own = organisation.pk in {seat.organisation_id for seat in home_seats(person, meeting)}
            count = sum(own and bool(may_record_stance(person, item, organisation)) for item in items)
            if count:
                left.append(f"{organisation} har {'en punkt' if count == 1 else f'{count} punkter'}")
        if left:
            yield Reminder(
                f"remind-stance:{meeting.pk}:{person.pk}",
                person,
                f"Förankra inför mötet {day(meeting.date)}",
                f"{' och '.join(left)} kvar att förankra till mötet med {meeting.title}, "
                f"senast den {day(due(meeting))}.",
                meeting.url("stances"),
                meeting,
            )


def _of_approvals():
    awaited = MinutesApproval.objects.awaited().select_related("person", "minutes__meeting__council")
    for approval in awaited.order_by("pk"):
        meeting = approval.minutes.meeting
        if may_approve_minutes(approval.person, approval.minutes):
            yield Reminder(
                f"remind-approval:{approval.pk}",
                approval.person,
                f"Justera protokollet från mötet {day(meeting.date)}",
                f"Protokollet från mötet med {meeting.council} den {day(meeting.date)} väntar på att du "
                f"justerar det, senast den {day(meeting.minutes_due)}.",
                meeting.url("minutes"),
                meeting,
            )

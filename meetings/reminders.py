"""Who is to be reminded of what today. A reminder has a key, so that each occasion is told once.

What is missing is asked of the functions that hold the rules, so nobody is reminded of what is done.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from councils.models import Person
from meetings.called import called_to, lines_of
from meetings.letters import farewell_address
from meetings.models import Approval, Letter, MailChoice, Meeting, Minutes
from meetings.preparation import due, missing_preparation
from rus_portal.permissions import may_answer_summons, may_approve_minutes, may_prepare

ANSWER_DAYS, PREPARATION_DAYS = 5, 5


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
        if due(meeting) <= today + dt.timedelta(days=PREPARATION_DAYS):
            yield from _of_preparation(meeting)
    yield from _of_approvals()


def _of_answers(meeting):
    for line in lines_of(meeting):
        person = line.appointment.person
        if line.is_awaited and may_answer_summons(person, meeting):
            yield Reminder(
                f"remind-answer:{meeting.pk}:{person.pk}",
                person,
                f"Svara på kallelsen till mötet {_day(meeting.date)}",
                f"Du har inte svarat på kallelsen till mötet med {meeting.title} den {_day(meeting.date)}.",
                meeting.url("answer"),
                meeting,
            )


def _of_preparation(meeting):
    """To everyone who may say where the organisation stands. How many items is enough for a letter."""
    missing = missing_preparation(meeting)
    waiting = defaultdict(list)
    for item, organisations in missing:
        item.meeting = meeting
        for organisation in organisations:
            waiting[organisation.pk].append(item)
    for held in called_to(meeting):
        organisation = held.seat.organisation
        items = [item for item in waiting[organisation.pk] if may_prepare(held.person, item, organisation)]
        if items:
            count = "en punkt" if len(items) == 1 else f"{len(items)} punkter"
            yield Reminder(
                f"remind-preparation:{meeting.pk}:{held.person_id}",
                held.person,
                f"Förankra inför mötet {_day(meeting.date)}",
                f"{organisation} har {count} kvar att förankra till mötet med {meeting.title}, "
                f"senast den {_day(due(meeting))}.",
                meeting.url("preparation"),
                meeting,
            )


def _of_approvals():
    awaited = Approval.objects.filter(
        minutes__stage=Minutes.Stage.SENT, approved_at=None, change_wanted=""
    ).select_related("person", "minutes__meeting__council")
    for approval in awaited.order_by("pk"):
        meeting = approval.minutes.meeting
        if may_approve_minutes(approval.person, approval.minutes):
            yield Reminder(
                f"remind-approval:{approval.pk}",
                approval.person,
                f"Justera protokollet från mötet {_day(meeting.date)}",
                f"Protokollet från mötet med {meeting.council} den {_day(meeting.date)} väntar på att du "
                f"justerar det, senast den {_day(meeting.minutes_due)}.",
                meeting.url("minutes"),
                meeting,
            )


def letters_of(due_today, *, at):
    """One letter for each new reminder, or one with all of them for whoever wants mail once a day; none to
    those who want none."""
    due_today = list(due_today)
    told = set(Letter.objects.filter(key__startswith="remind-").values_list("key", flat=True))
    choices = dict(MailChoice.objects.values_list("person", "often"))
    daily = defaultdict(list)
    for reminder in due_today:
        often = choices.get(reminder.person.pk, MailChoice.Often.AT_ONCE)
        if reminder.key in told or often == MailChoice.Often.NONE:
            continue
        told.add(reminder.key)
        letter = _letter(reminder.key, Letter.Kind.REMINDER, reminder.person, [reminder], at=at)
        letter.meeting = reminder.meeting
        if often == MailChoice.Often.DAILY:
            letter.claimed_at = letter.sent_at = at  # goes with the day's letter
            daily[reminder.person].append(reminder)
        yield letter
    for person, told_today in daily.items():
        key = f"digest:{person.pk}:{timezone.localdate(at)}:{told_today[0].key}"
        yield _letter(key, Letter.Kind.DIGEST, person, told_today, at=at)


def _letter(key, kind, person, told, *, at):
    context = {
        "reminders": [(each.sentence, settings.PORTAL_URL + each.url) for each in told],
        "farewell_url": farewell_address(person),
    }
    subject = told[0].subject if kind == Letter.Kind.REMINDER else "Dagens påminnelser"
    return Letter(
        key=key,
        kind=kind,
        person=person,
        address=person.email or "",
        subject=subject,
        text=render_to_string("meetings/email/reminder.txt", context).strip(),
        written_at=at,
    )


def _day(date):
    return date_format(date, "j F Y")

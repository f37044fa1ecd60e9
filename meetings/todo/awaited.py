"""What each person is expected to do around a meeting, by the functions that hold each rule.

The person's own page, the reminders and the secretariat's work list are all made from it, so that nobody is
told to do what is done or what somebody else should do, nor reminded of anything that is not on the own page.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.db.models import Q

from councils.models import Person, read_standings
from meetings.agenda.approval import approval_of
from meetings.models import AgendaApproval, DissentingOpinion, Meeting, MinutesApproval, Stance
from meetings.planning.invitees import lines_in
from meetings.reader.notes import organisations_at
from meetings.stances import due, missing_in
from rus_portal.core.permissions import (
    may_answer_summons,
    may_confirm_dissent,
    may_record_stance,
    may_take_over_dissent,
    may_take_over_stance,
)
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import chairs


class Kind(Enum):
    AGENDA = auto()
    ANSWER = auto()
    STANCE = auto()
    CONFIRMATION = auto()
    TAKEOVER = auto()
    MINUTES = auto()


@dataclass(frozen=True)
class Awaited:
    """One thing that one person is to do: where, and by which day.

    `subject` is what it is about: for a stance the organisation, with the `items` it has none on; for a
    confirmation the announced stance; for a takeover the dissent or the stance that another left; for minutes
    their approval; for an answer the person who asked for a substitute, or None."""

    kind: Kind
    person: Person
    meeting: Meeting
    url: str
    due: dt.date
    subject: Any = None
    items: tuple = ()


def called_to(meetings):
    """The lines of all who are called, for `answers` and `stances`. Three queries, however many meetings."""
    lines = lines_in(meetings)
    read_standings([line.appointment.person for _, line in lines])
    return lines


def agendas(person, meetings):
    """The agenda approvals that the person is asked for. Further queries only for those that wait."""
    led = [each for each in meetings if each.stage == Meeting.Stage.PLANNED and chairs(person, each)]
    asked = set(_asked_of(led)) if led else set()
    for meeting in led:
        if meeting.pk in asked and approval_of(meeting).is_awaited:
            yield Awaited(
                Kind.AGENDA, person, meeting, meeting.url("agenda_approval"), due=meeting.summons_due
            )


@prepared
def _asked_of(meetings):
    return AgendaApproval.objects.awaited().filter(meeting__in=meetings).values_list("meeting", flat=True)


def answers(lines):
    """The answers to the summons; `lines` are pairs of a meeting and an `Invitee`."""
    for meeting, line in lines:
        person = line.appointment.person
        if line.is_awaited and may_answer_summons(person, meeting):
            asker = line.stands_in_for and line.stands_in_for.person
            yield Awaited(
                Kind.ANSWER, person, meeting, meeting.url("answer"), due=meeting.date, subject=asker
            )


def stances(lines):
    """The stances, from everyone who is asked to come and speaks for an organisation: one for each of these.
    Three queries, however many meetings."""
    asked = [(meeting, line.appointment.person) for meeting, line in lines if line.is_asked]
    missing = missing_in([meeting for meeting, _ in asked])
    for meeting, person in asked:
        for organisation in organisations_at(person, meeting):
            items = tuple(
                item
                for item, organisations in missing[meeting.pk]
                if organisation in organisations and may_record_stance(person, item, organisation)
            )
            if items:
                url = _place(items[0], organisation) if len(items) == 1 else meeting.url("stances")
                yield Awaited(Kind.STANCE, person, meeting, url, due(meeting), organisation, items)


def confirmations(person, meetings):
    """The announced dissent that the person may confirm."""
    by_id = {meeting.pk: meeting for meeting in meetings}
    for stance in _announced(_shown(Stance, person, meetings)) if meetings else []:
        stance.item.meeting = meeting = by_id[stance.item.meeting_id]
        if not stance.is_left and may_confirm_dissent(person, stance):
            url = _place(stance.item, stance.organisation)
            yield Awaited(Kind.CONFIRMATION, person, meeting, url, due(meeting), subject=stance)


def takeovers(person, meetings):
    """What was lodged and stated by those who have no seat on the day of the meeting. Two queries."""
    by_id = {meeting.pk: meeting for meeting in meetings}
    if not meetings:
        return
    lodged = _dissent_left(_shown(DissentingOpinion, person, meetings))
    stated = _stances_left(_shown(Stance, person, meetings))
    for left, may_take_over in ((lodged, may_take_over_dissent), (stated, may_take_over_stance)):
        for each in left:
            each.item.meeting = meeting = by_id[each.item.meeting_id]
            if may_take_over(person, each):
                url = f"{each.item.get_absolute_url()}#overtagande"
                yield Awaited(Kind.TAKEOVER, person, meeting, url, due(meeting), subject=each)


def _shown(model, person, meetings):
    return model.objects.shown_to(person) & Q(item__meeting__in=[each.pk for each in meetings])


@prepared
def _approvals(whose):
    awaited = MinutesApproval.objects.awaited().filter(whose)
    return awaited.select_related("person", "minutes__meeting__council").order_by("pk")


@prepared
def _announced(shown):
    announced = Stance.objects.filter(shown, status=Stance.Status.WILL_DISSENT, confirmed_at=None)
    return announced.with_recorder().select_related("item").order_by("item__order", "pk")


@prepared
def _dissent_left(shown):
    left = DissentingOpinion.objects.filter(shown).standing().with_author().filter(is_left=True)
    return left.select_related("item").order_by("item__order", "pk")


@prepared
def _stances_left(shown):
    left = Stance.objects.filter(shown).with_recorder().filter(is_left=True)
    return left.select_related("item").order_by("item__order", "pk")


def _place(item, organisation):
    """The address where the organisation states its stance on the item."""
    return f"{item.url('item_stance')}?organisation={organisation.slug}"


def approvals(**whose):
    """The minutes approvals, of all approvers or only those that `whose` filters. `awaited` is the rule of
    `may_approve_minutes`."""
    for approval in _approvals(Q(**whose)):
        meeting = approval.minutes.meeting
        yield Awaited(
            Kind.MINUTES, approval.person, meeting, meeting.url("minutes"), meeting.minutes_due, approval
        )

"""What each person is expected to do around a meeting, by the functions that hold each rule.

The person's own page, the reminders and the secretariat's work list are all made from it, so that nobody is
told to do what is done or what somebody else should do, nor reminded of anything that is not on the own page.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from councils.models import Appointment, Person, read_standings
from meetings.agenda.approval import approval_of
from meetings.models import (
    AgendaApproval,
    AgendaItem,
    DissentingOpinion,
    Evaluator,
    Feedback,
    FormalDecision,
    Meeting,
    Minutes,
    MinutesApproval,
    Stance,
)
from meetings.models.visibility import EVERYTHING
from meetings.planning.invitees import lines_in, own_lines
from meetings.stances import missing_in
from meetings.triggers.generation import kept_for_all
from rus_portal.core.address import address
from rus_portal.core.permissions import (
    may_answer_summons,
    may_confirm_dissent,
    may_receive_feedback,
    may_record_stance,
    may_take_over_dissent,
    may_take_over_stance,
)
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import chairs, homes_looked_after, homes_of, standing_at, standing_of


class Kind(Enum):
    AGENDA = auto()
    ANSWER = auto()
    STANCE = auto()
    CONFIRMATION = auto()
    TAKEOVER = auto()
    MINUTES = auto()
    EVALUATION = auto()
    RECEIPT = auto()
    DECISION = auto()
    UNDERTAKING = auto()
    FUNDING = auto()
    REVIEW = auto()
    CONSULTATION = auto()


@dataclass(frozen=True)
class Awaited:
    """One thing that one person is to do: where, and by which day.

    `subject` is what it is about: for a stance the organisation, with the `items` it has none on; for a
    confirmation the announced stance; for a takeover the dissent or the stance that another left; for minutes
    their approval; for an evaluation the row that asks; for a receipt and a decision what the organisation
    takes home; for a commitment, financing and a review what is followed up; for a consultation the
    answer that is left to send, which is of no meeting; for an answer the person who
    asked for a substitute, or None. `organisation` is the one that is answered for, where the person comes
    for several, `declined` the substitute who will not come."""

    kind: Kind
    person: Person
    meeting: Any
    url: str
    due: dt.date
    subject: Any = None
    items: tuple = ()
    organisation: Any = None
    declined: Any = None


def most_urgent_first(things):
    return sorted(things, key=lambda each: each.due or dt.date.max)


def before(person, meetings):
    """What waits for the person before the meetings; of the same day it is listed in this order. The same
    number of queries however many meetings, but for each agenda that waits to be approved."""
    coming = [each for each in meetings if each.stage == Meeting.Stage.CONVENED and not each.has_begun]
    lines = list(own_lines(person, coming))
    return [
        *agendas(person, meetings),
        *answers(lines),
        *stances(lines),
        *confirmations(person, coming),
        *takeovers(person),
    ]


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
            asked = line.stands_in_for
            asker = asked.person if asked and not asked.is_alone else None
            url, home = meeting.url("answer"), line.organisation if line.is_one_of_several else None
            url += f"?organisation={home.slug}" if home else ""
            gone = line.answer and line.answer.substitute
            told = {"organisation": home, "declined": gone}
            yield Awaited(Kind.ANSWER, person, meeting, url, meeting.date, asker, **told)


def stances(lines):
    """The stances, from everyone who is asked to come for an organisation: one for each of these. Three
    queries, however many meetings."""
    asked = [(meeting, line) for meeting, line in lines if line.is_asked]
    missing = missing_in([meeting for meeting, _ in asked])
    for meeting, line in asked:
        person, organisation = line.appointment.person, line.organisation
        items = tuple(
            item
            for item, organisations in missing[meeting.pk]
            if organisation in organisations and may_record_stance(person, item, organisation)
        )
        if items:
            url = stance_place(items[0], organisation) if len(items) == 1 else meeting.url("stances")
            yield Awaited(Kind.STANCE, person, meeting, url, meeting.stances_due, organisation, items)


def confirmations(person, meetings):
    """The announced dissent that the person may confirm."""
    by_id = {meeting.pk: meeting for meeting in meetings}
    there = Q(item__meeting__in=list(by_id))
    for stance in _announced(Stance.objects.shown_to(person) & there) if meetings else []:
        stance.item.meeting = meeting = by_id[stance.item.meeting_id]
        if not stance.is_left and may_confirm_dissent(person, stance):
            url = stance_place(stance.item, stance.organisation)
            yield Awaited(Kind.CONFIRMATION, person, meeting, url, meeting.stances_due, subject=stance)


@prepared
def _announced(shown):
    announced = Stance.objects.filter(shown, status=Stance.Status.WILL_DISSENT, confirmed_at=None)
    return announced.with_recorder().select_related("item").order_by("item__order", "pk")


def takeovers(person, there=EVERYTHING):
    """What was lodged and stated by those who do not speak for the organisation at the meeting: dissent until
    its minutes are approved, a stance until the item is handled. One query where nothing is left of what the
    person's organisations have said."""
    homes = {held.seat.organisation_id for held in person.held}
    lodged, stated = ([key for key, its in left.items() if its.home in homes] for left in _left_by_all())
    if lodged:
        lodged = _dissent_left(DissentingOpinion.objects.shown_to(person) & there & Q(pk__in=lodged))
    if stated:
        stated = _stances_left(Stance.objects.shown_to(person) & there & Q(pk__in=stated))
    for left, may_take_over in ((lodged, may_take_over_dissent), (stated, may_take_over_stance)):
        for each in left:
            meeting = each.item.meeting
            if may_take_over(person, each) and (left is lodged or _speaks(person, each)):
                until_minutes = left is lodged and meeting.has_begun
                last = meeting.minutes_due if until_minutes else meeting.stances_due
                url = f"{each.item.get_absolute_url()}#overtagande"
                yield Awaited(Kind.TAKEOVER, person, meeting, url, last, subject=each)


def _speaks(person, stance):
    """A substitute is asked only where that one serves."""
    meeting, its = stance.item.meeting, stance.organisation_id
    held = [each for each in standing_at(person, meeting).appointments if each.seat.organisation_id == its]
    return any(not each.seat.is_substitute for each in held) or bool(meeting.taking_position(held))


def left_by(person):
    """The person's own dissent that stands, and waits for another to take it over or let it fall. One query
    where there is none."""
    lodged, _ = _left_by_all()
    own = [key for key, its in lodged.items() if its.author == person.pk]
    return _dissent_left(Q(pk__in=own)) if own else []


@prepared
def _dissent_left(shown):
    return _left(DissentingOpinion.objects.filter(shown).standing().with_author())


@prepared
def _stances_left(shown):
    return _left(Stance.objects.filter(shown, item__stage=AgendaItem.Stage.ON_AGENDA).with_recorder())


@kept_for_all
def _left_by_all():
    """What is left of dissent and of stances, as {id: `Left`}."""
    lodged, stated = _dissent_left(EVERYTHING), _stances_left(EVERYTHING)
    return (
        {each.pk: Left(each.item.meeting_id, each.seat.organisation_id, each.person_id) for each in lodged},
        {each.pk: Left(each.item.meeting_id, each.organisation_id, each.recorded_by_id) for each in stated},
    )


class Left(NamedTuple):
    """Keys of what somebody said who is not there to stand by it."""

    meeting: int
    home: int
    author: int


def _left(rows):
    minuted = Minutes.objects.filter(approved_at__isnull=False)
    waiting = Meeting.objects.filter(stage__in=(Meeting.Stage.CONVENED, Meeting.Stage.HELD))
    waiting = waiting.exclude(pk__in=minuted.whole().values("meeting"))
    left = rows.filter(is_left=True, item__meeting__in=waiting)  # few among those of all years
    left = left.exclude(item__in=minuted.sheets().values("item"))
    left = left.order_by("item__meeting", "item__order", "pk")
    return left.select_related("item__meeting__council").prefetch_related("item__meeting__joint_with")


def takeovers_at(lines):
    """The same from everyone who is called for an organisation of which anything is left."""
    left = {(its.meeting, its.home) for kind in _left_by_all() for its in kind.values()}
    asked = defaultdict(dict)
    for meeting, line in lines:
        if (meeting.pk, line.organisation.pk) in left:
            asked[meeting.pk][line.appointment.person] = meeting
    for key in sorted(asked):
        for person in asked[key]:
            yield from takeovers(person, Q(item__meeting=key))


def stance_place(item, organisation):
    """The address where the organisation states its stance on the item."""
    return f"{item.url('item_stance')}?organisation={organisation.slug}"


def approvals(**whose):
    """The minutes approvals, of all approvers or only those that `whose` filters. `awaited` is the rule of
    `may_approve_minutes`."""
    for approval in _approvals(Q(**whose)):
        minutes = approval.minutes
        meeting = minutes.meeting
        if minutes.item:
            minutes.item.meeting = meeting
        yield Awaited(Kind.MINUTES, approval.person, meeting, minutes.url("minutes"), minutes.due, approval)


def brought_home(person):
    """What the organisations that the person looks after take home: its receipt, and what each has decided
    after the positions. Queries only for one with a seat today; five at most."""
    if not any(held.seat.reads_documents for held in standing_of(person).appointments):
        return
    homes = homes_of(person)
    if not homes:
        return
    own = Feedback.objects.shown_to(person) & Q(organisation__in=homes)
    for feedback in _unreceived(own):
        if may_receive_feedback(person, feedback):
            url, last = feedback.get_absolute_url(), feedback.receipt_due
            yield Awaited(Kind.RECEIPT, person, feedback.meeting, url, last, subject=feedback)
    for feedback in undecided(own, timezone.localdate()):
        if feedback.organisation_id in homes_looked_after(person, feedback.meeting):
            url = address("position_decisions", feedback.year, feedback.number, feedback.slug)
            url += f"?organisation={feedback.organisation.slug}"
            due = feedback.planned_on or feedback.due
            yield Awaited(Kind.DECISION, person, feedback.meeting, url, due, subject=feedback)


def brought_home_to_all(until):
    """The same from everyone who looks after it, as far as it is due by the day `until`. Further queries only
    where something is."""
    today = timezone.localdate()
    homes = {each.organisation_id for each in _unreceived(EVERYTHING) if each.receipt_due <= until}
    waiting = undecided(EVERYTHING, today)
    homes |= {each.organisation_id for each in waiting if each.planned_on or each.due <= until}
    if not homes:
        return
    held = Appointment.objects.at_home(today).filter(seat__organisation__in=homes)
    people = list(dict.fromkeys(each.person for each in held.select_related("person").in_council_order()))
    read_standings(people)
    for person in people:
        yield from (each for each in brought_home(person) if each.due <= until)


def _with_meeting(rows):
    rows = rows.select_related("minutes__meeting__council", "organisation")
    rows = rows.defer("minutes__record", "minutes__open_record")
    return rows.prefetch_related("minutes__meeting__joint_with")


@prepared
def _unreceived(own):
    return _with_meeting(Feedback.objects.filter(own).unreceived()).order_by("pk")


@prepared
def undecided(own, today):
    """Once for each position that it has neither settled nor planned a day to come for. `planned_on` is then
    a day that has passed, or None, and `recorded_status` is None where nothing is recorded."""
    its = {"position": OuterRef("position"), "organisation": OuterRef("organisation")}
    recorded = FormalDecision.objects.filter(**its)
    said = recorded.filter(Q(status__in=FormalDecision.SETTLED) | Q(planned_on__gte=today))
    of = "minutes__meeting__items__position"
    told = {name: F(f"{of}__{name}") for name in ("year", "number", "slug")}
    rows = Feedback.objects.holding().filter(own, due__isnull=False, **{f"{of}__isnull": False})
    rows = rows.annotate(position=F(of), matter=F("minutes__meeting__items__title"), **told)
    planned_on, status = (Subquery(recorded.values(name)[:1]) for name in ("planned_on", "status"))
    rows = rows.annotate(planned_on=planned_on, recorded_status=status)
    return _with_meeting(rows.filter(~Exists(said))).order_by("due", "pk", "position")


@prepared
def _approvals(whose):
    awaited = MinutesApproval.objects.awaited().filter(whose)
    return awaited.select_related("person", "minutes__meeting__council", "minutes__item").order_by("pk")


def evaluations(**whose):
    """How well a meeting lived up to the pledge, from those who were there, or only from those of them that
    `whose` filters. No more from those who have declined."""
    for asked in _evaluations(Q(**whose), timezone.localdate()):
        meeting = asked.meeting
        url, last = meeting.url("evaluation"), meeting.evaluated_until
        yield Awaited(Kind.EVALUATION, asked.person, meeting, url, last, asked)


@prepared
def _evaluations(whose, today):
    return Evaluator.objects.waiting(today).filter(whose)

"""A person's own page: what to do, what is new, the next meetings and the person's proposals."""

from django.db.models import OuterRef, Subquery
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone

from meetings.models import AgendaItem, Meeting, SummonsAnswer
from meetings.models.meeting import over, with_councils
from meetings.models.visibility import follows
from meetings.planning.answers import of_another_day, own_answers
from meetings.proposals.status import status_of
from meetings.reader.neighbours import neighbour_meetings
from meetings.reader.news import new_minutes_for, news_for, put_right_for
from meetings.todo.awaited import left_by
from meetings.todo.consulted import asked_anew, consulted_beside
from meetings.todo.expected import expected_of
from meetings.todo.office import tasks_of, to_prepare
from meetings.views.proposal import OPEN, with_status
from rus_portal.core.address import address
from rus_portal.core.own_device import reader_mark
from rus_portal.core.permissions import may_enter_board, may_enter_office, may_propose
from rus_portal.core.prepared import prepared

NEXT = 3


@prepared
def _coming(concerned, now_over, person):
    """The meetings, cancelled ones too, each with the person's answer to its summons."""
    answer = SummonsAnswer.objects.filter(meeting=OuterRef("pk"), person=person).counting()
    meetings = Meeting.objects.filter(concerned).not_over(now_over).select_related("council", "given_numbers")
    return meetings.annotate(own_answer=Subquery(answer.with_standing().values("stands")[:1]))


@prepared
def _own_proposals(followed, person):
    own = with_status(AgendaItem.objects.filter(followed, added_by=person))
    return own.filter(stage__in=OPEN).order_by("-stage_at", "-pk")


def _beginning(person, today):
    """The seats that the person is to have, each with the council's first planned meeting from that day: the
    days of meetings are public. A query only for such a seat."""
    for held in person.held:
        if held.begins > today and held.seat.reads_documents:
            coming = Meeting.objects.of(held.seat.council).upcoming().filter(date__gte=held.begins)
            coming = coming.filter(date__lte=held.ends) if held.ends else coming
            yield held, coming.select_related("council").first()


def _listed(person):
    return with_councils(_coming(Meeting.objects.concerned(person), over(), person))


def _for_the_office(person, today, expected):
    """What waits for the secretariat, besides what is `expected` of the person already. Queries only for one
    of it."""
    if not person.standing.is_secretariat:
        return []
    own = {each.url for each in expected}
    return [task for task in tasks_of(person, today) if task.url not in own]


def counts(request):
    """How much waits, for the menu: on the own page, and on the secretariat's list. No page asks for it while
    it is made; a script does, seldom (static/js/counts.js)."""
    person, today = request.user, timezone.localdate()
    meetings = [meeting for meeting in _listed(person) if not meeting.cancelled_at]
    expected = expected_of(person, meetings, _own_proposals(follows(person), person))
    found = {address("mine"): len(expected)}
    if may_enter_office(person):
        found[address("office")] = len(tasks_of(person, today))
    return JsonResponse(found)


def mine(request):
    """The same number of queries however much there is."""
    person, today = request.user, timezone.localdate()
    listed = _listed(person)
    meetings = [meeting for meeting in listed if not meeting.cancelled_at]
    proposals = _own_proposals(follows(person), person)
    expected = expected_of(person, meetings, proposals)
    context = {
        "has_seat": any(held.ends is None or held.ends >= today for held in person.held),
        "today": today,
        "expected": expected,
        "tasks": _for_the_office(person, today, expected),
        "prepared": to_prepare(person),
        "left": left_by(person),
        "consulted": consulted_beside(person),
        "asked_anew": asked_anew(person),
        "put_right": put_right_for(person),
        "news": news_for(person, meetings),
        "minutes": new_minutes_for(person),
        "cancelled": [meeting for meeting in listed if meeting.cancelled_at and meeting.convened_at],
        "meetings": [
            (meeting, answers, of_another_day(person, meeting))
            for meeting, answers in own_answers(person, meetings[:NEXT]).items()
        ],
        "beginning": list(_beginning(person, today)),
        "proposals": [(item, status_of(item)) for item in proposals],
        "elsewhere": neighbour_meetings(person),
        "reader": reader_mark(person),
        "may_propose": may_propose(person),
        "may_enter_board": may_enter_board(person),
        "may_enter_office": may_enter_office(person),
    }
    return render(request, "meetings/mine.html", context)

"""A person's own page: what to do, what is new, the next meetings and the person's proposals."""

from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.utils import timezone

from meetings.models import Meeting, SummonsAnswer
from meetings.planning.answers import own_answers
from meetings.proposals.status import status_of
from meetings.reader.news import new_minutes_for, news_for
from meetings.todo.awaited import left_by
from meetings.todo.expected import expected_of
from meetings.views.proposal import CLOSED, followed
from rus_portal.core.own_device import reader_mark
from rus_portal.core.permissions import may_enter_board, may_enter_office, may_propose

NEXT = 3


def mine(request):
    """The same number of queries however much there is."""
    person, today = request.user, timezone.localdate()
    answer = SummonsAnswer.objects.filter(meeting=OuterRef("pk"), person=person).counting()
    meetings = Meeting.objects.visible_to(person).concerning(person).not_over()
    meetings = meetings.select_related("council", "given_numbers").prefetch_related("joint_with")
    listed = list(meetings.annotate(own_answer=Subquery(answer.values("answer")[:1])))
    meetings = [meeting for meeting in listed if not meeting.cancelled_at]
    own = followed(person).filter(added_by=person).exclude(stage__in=CLOSED).order_by("-stage_at", "-pk")
    proposals = list(own)
    context = {
        "has_seat": any(held.ends is None or held.ends >= today for held in person.held),
        "today": today,
        "expected": expected_of(person, meetings, proposals),
        "left": left_by(person),
        "news": news_for(person, meetings),
        "minutes": new_minutes_for(person),
        "cancelled": [meeting for meeting in listed if meeting.cancelled_at and meeting.convened_at],
        "meetings": list(own_answers(person, meetings[:NEXT]).items()),
        "proposals": [(item, status_of(item)) for item in proposals],
        "reader": reader_mark(person),
        "may_propose": may_propose(person),
        "may_enter_board": may_enter_board(person),
        "may_enter_office": may_enter_office(person),
    }
    return render(request, "meetings/mine.html", context)

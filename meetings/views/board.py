"""The preparatory group's board."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings.models import AgendaItem, Lift
from meetings.proposals.board import board_of, coming, steered_by
from meetings.views.proposal import proposal_or_404
from meetings.workflow.lift import lift_item
from meetings.workflow.proposal import (
    recommend,
    schedule_proposal,
    take_up,
)
from rus_portal.core.permissions import (
    may_enter_board,
    require,
)
from rus_portal.core.refusal import Refused, told_by_database
from rus_portal.core.words import day

Stage = AgendaItem.Stage


def board(request):
    require(may_enter_board(request.user))
    shown = board_of(request.user.standing, request.GET.get("rad", ""), request.GET.get("mote", ""))
    context = {"board": shown, "query": request.GET.urlencode()}
    return render(request, "meetings/board.html", context)


@require_POST
def move(request, pk):
    """Move a card, dropped or sent by its own form. `board` is the board's query."""
    item = proposal_or_404(request, pk)
    try:
        with told_by_database():
            said = moved(item, request.POST.get("to", ""), request.user)
        status, tell = 200, messages.success
    except Refused as no:
        said = " ".join([no.sentence, *(need.sentence for _, need in no.missing)])
        status, tell = 409, messages.error
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    tell(request, said)
    if "board" in request.POST:
        return redirect(f"{reverse('board')}?{request.POST['board']}#forslag-{pk}")
    return redirect("proposal", pk)


def moved(item, to, person):
    """Call the verb that belongs to the place; returns a sentence about what was done."""
    if to == Stage.IN_PREPARATION:
        take_up(item, by=person)
        return f"”{item.title}” är under beredning."
    if to == Stage.READY and item.meeting_id:
        lift_item(item, Lift.Way.PREPARATION, by=person)
        return f"”{item.title}” är lyft av mötet."
    if to == Stage.READY:
        recommend(item, by=person)
        return f"”{item.title}” är klart för ett möte."
    for meeting in coming(steered_by(person.standing)):
        if to == f"mote-{meeting.pk}":
            onto = lift_item if item.meeting_id not in (None, meeting.pk) else schedule_proposal
            onto(item, meeting, by=person)
            return f"”{item.title}” har en plats på mötet den {day(meeting.date)}."
    raise Refused("Välj vart förslaget ska flyttas.")

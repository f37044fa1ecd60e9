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
from rus_portal.core.edit_form import meanwhile
from rus_portal.core.permissions import may_enter_board, may_steer, require
from rus_portal.core.refusal import Conflict, Refused, told_by_database
from rus_portal.core.seen import marks_in
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
    require(may_steer(request.user, item.council))
    by_script = request.headers.get("X-Requested-With") == "fetch"
    saw = {"by": request.user, "seen": marks_in(request.POST)}
    try:
        with told_by_database():
            said = moved(item, request.POST.get("to", ""), saw)
        status, tell = 200, messages.success
    except Conflict as late:
        if not by_script:
            raise
        said, status, tell = meanwhile(request.user, late.saved), 409, messages.error
    except Refused as no:
        said = " ".join([no.sentence, *(need.sentence for _, need in no.missing)])
        status, tell = 409, messages.error
    if by_script:
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    tell(request, said)
    if "board" in request.POST:
        return redirect(f"{reverse('board')}?{request.POST['board']}#forslag-{pk}")
    return redirect("proposal", pk)


def moved(item, to, saw):
    """Call the verb that belongs to the place; returns a sentence about what was done. `saw` says who moves
    the card, and where it stood on the board."""
    if to == Stage.IN_PREPARATION:
        take_up(item, **saw)
        return f"”{item.title}” är under beredning."
    if to == Stage.READY and item.meeting_id:
        lift_item(item, Lift.Way.PREPARATION, **saw)
        return f"”{item.title}” är lyft av mötet."
    if to == Stage.READY:
        recommend(item, **saw)
        return f"”{item.title}” är klart för ett möte."
    for meeting in coming(steered_by(saw["by"].standing)):
        if to == f"mote-{meeting.pk}":
            onto = lift_item if item.meeting_id not in (None, meeting.pk) else schedule_proposal
            onto(item, meeting, **saw)
            return f"”{item.title}” har en plats på mötet den {day(meeting.date)}."
    raise Refused("Välj vart förslaget ska flyttas.")

"""The summons: its page before it is sent, and its PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render

from meetings.agenda import gate
from meetings.agenda.approval import approval_of, chairing, why_not_approved
from meetings.agenda.ended_goals import ended_goals
from meetings.agenda.timetable import timetable_of
from meetings.documents.summons import summons_for
from meetings.models import AgendaItem
from meetings.planning.invitees import places_of
from meetings.views.lookups import meeting_or_404
from meetings.workflow.summons import send_summons
from rus_portal.core.acting import pdf_response
from rus_portal.core.permissions import may_approve_agenda, may_keep, may_prepare, may_send_summons, require
from rus_portal.core.refusal import Refused, told_by_database
from rus_portal.core.standing import chairs


def summons(request, council, date):
    """Shows whom it calls and to what; sent by POST, unless an item fails the gate."""
    meeting = meeting_or_404(request, council, date)
    require(may_prepare(request.user, meeting))
    refused = ""
    if request.method == "POST":
        try:
            with told_by_database():
                send_summons(meeting, by=request.user)
        except Refused as no:
            refused = no.sentence
        else:
            messages.success(
                request, "Kallelsen har gått ut. Nu läser ledamöterna dagordning och handlingar."
            )
            return redirect(meeting)
    items = list(
        meeting.items.exclude(stage=AgendaItem.Stage.WITHDRAWN)
        .select_related("primary_goal")
        .order_by("order", "pk")
    )
    timetable = timetable_of(meeting, items)
    places, passes = places_of(meeting), all(map(gate.passes, items))
    context = {
        "meeting": meeting,
        "refused": refused,
        "lacking": gate.lacking_of(items),
        "ended": ended_goals(meeting, items),
        "gate_heading": gate.heading(items),
        "passes": passes,
        "unapproved": passes and why_not_approved(meeting, request.user),
        "plan": timetable.plan(items),
        "timetable": timetable,
        "invitees": places,
        "people": len({place.person_id for place in places}),
        "may_send": may_send_summons(request.user, meeting),
        "approval": approval_of(meeting),
        "chairing": chairing(meeting),
        "leads": chairs(request.user, meeting),
    }
    return render(request, "meetings/summons_confirm.html", context, status=409 if refused else 200)


@login_not_required
def summons_pdf(request, council, date):
    """The summons once it is out; before that for those who send and approve it."""
    meeting = meeting_or_404(request, council, date)
    user = request.user
    is_open = meeting.convened_at or may_keep(user, meeting.council) or may_approve_agenda(user, meeting)
    pdf = summons_for(request.user, meeting) if is_open else None
    if not pdf:
        raise Http404
    return pdf_response(request, pdf, f"kallelse-{meeting.file_stem}.pdf")

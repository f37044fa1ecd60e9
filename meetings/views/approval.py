"""The chair reads the agenda before it is sent, and approves it or says what to change."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from meetings.agenda import items_for, on_the_agenda, rows_of
from meetings.approval import approval_of, chairing, digest
from meetings.forms.recording import AgendaChangeForm
from meetings.papers import papers_for
from meetings.views.doors import meeting_or_404
from meetings.views.stations import stations
from meetings.workflow import approval as verbs
from rus_portal.acts import act, attempt, form_page, posted
from rus_portal.permissions import may_approve_agenda, may_keep, require


def approval(request, council, date):
    meeting = meeting_or_404(request, council, date)
    if not may_keep(request.user, meeting.council):
        require(may_approve_agenda(request.user, meeting))
    if request.method == "POST":
        return approve(request, meeting)
    return approval_page(request, meeting, AgendaChangeForm())


def approval_page(request, meeting, form):
    is_kept = may_keep(request.user, meeting.council)
    papers = papers_for(request.user, meeting)
    rows, clock = rows_of(meeting, on_the_agenda(meeting, items_for(request.user, meeting)), papers)
    approval = approval_of(meeting)
    context = {
        "meeting": meeting,
        "stations": stations(request.user, meeting, "summons") if is_kept else [],
        "rows": rows,
        "clock": clock,
        "papers": papers[None],
        "approval": approval,
        "seen": digest(approval.content),
        "may_approve": may_approve_agenda(request.user, meeting),
        "chairing": chairing(meeting),
    }
    return form_page(request, "meetings/agenda_approval.html", form, **context)


def approve(request, meeting):
    done = "Dagordningen är godkänd. Kansliet kan skicka kallelsen."
    if act(request, done, verbs.approve_agenda, meeting, seen=request.POST.get("seen", "")):
        return redirect(meeting)
    return redirect(meeting.url("agenda_approval"))


@require_POST
def change(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_approve_agenda(request.user, meeting))
    form = AgendaChangeForm(posted(request))
    if form.is_valid():
        attempt(form, verbs.return_agenda, meeting, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Kansliet ser nu vad du vill ändra, och frågar dig igen.")
            return redirect(meeting)
    return approval_page(request, meeting, form)


@require_POST
def asking(request, council, date):
    meeting = meeting_or_404(request, council, date)
    act(request, "Ordföranden är ombedd att godkänna dagordningen.", verbs.ask_for_approval, meeting)
    return redirect(meeting.url("summons"))

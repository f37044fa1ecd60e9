"""The agenda as a whole: its order, the chair's approval, and each version sent."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from meetings.agenda import gate
from meetings.agenda.approval import approval_of, chairing, digest
from meetings.agenda.rows import items_for, on_the_agenda, rows_of
from meetings.agenda.timetable import timetable_of
from meetings.agenda.versions import changes_since_last_sent, changes_to
from meetings.documents.listing import documents_for
from meetings.forms.agenda import AgendaChangeForm
from meetings.models import AgendaItem
from meetings.views.lookups import meeting_or_404
from meetings.views.nav import nav
from meetings.workflow.agenda import approve_agenda, ask_for_approval, move_item, order_items, return_agenda
from meetings.workflow.summons import send_update
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import (
    may_approve_agenda,
    may_keep,
    may_read_versions,
    may_send_update,
    on_meeting,
    require,
)
from rus_portal.core.refusal import Refused, told_by_database

Stage = AgendaItem.Stage


def agenda(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    items = list(
        meeting.items.select_related("primary_goal")
        .annotate(document_count=Count("documents", filter=Q(documents__replaced_by=None)))
        .order_by("order", "pk")
    )
    current = [item for item in items if item.stage != Stage.WITHDRAWN]
    lifts = meeting.lifts.standing().select_related("to", "item__meeting__council").order_by("order", "pk")
    lifts = list(lifts) if meeting.has_lifts else []
    timetable = timetable_of(meeting, current)
    may = on_meeting(request.user, meeting)
    context = {
        "meeting": meeting,
        "nav": nav(request.user, meeting, "agenda"),
        "rows": [{"item": item, "lacks": len(gate.missing(item))} for item in current],
        "plan": list(zip(current, timetable.slots, strict=True)),
        "lifts": lifts,
        "just_lifted": [lift for lift in lifts if str(lift.pk) == request.GET.get("avlyft")],
        "timetable": timetable,
        "checks": list(gate.checks_of_all(current)),
        "passes": bool(current) and all(map(gate.passes, current)),
        "may": may,
        "unsent": changes_since_last_sent(meeting) if may.send_update else [],
    }
    return render(request, "meetings/agenda_edit.html", context)


@require_POST
def order(request, council, date):
    """The whole list in its new order, or one item a step up or down."""
    meeting = meeting_or_404(request, council, date)
    dragged = request.headers.get("X-Requested-With") == "fetch"
    back = meeting.url("agenda")
    try:
        step = next((name for name in ("up", "down") if name in request.POST), None)
        if step:
            item = get_object_or_404(meeting.items, pk=whole(request.POST[step]))
            with told_by_database():
                move_item(item, -1 if step == "up" else 1, by=request.user)
            back += f"#punkt-{item.number}"
        else:
            ids = [whole(pk) for pk in request.POST.getlist("order")]
            with told_by_database():
                order_items(meeting, ids, by=request.user)
    except Refused as no:
        if dragged:
            return HttpResponse(no.sentence, status=409, content_type="text/plain")
        messages.error(request, no.sentence)
    return HttpResponse(status=204) if dragged else redirect(back)


def whole(text):
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def approval(request, council, date):
    meeting = meeting_or_404(request, council, date)
    if not may_keep(request.user, meeting.council):
        require(may_approve_agenda(request.user, meeting))
    if request.method == "POST":
        return approve(request, meeting)
    return approval_page(request, meeting, AgendaChangeForm())


def approval_page(request, meeting, form):
    is_kept = may_keep(request.user, meeting.council)
    documents = documents_for(request.user, meeting)
    rows, timetable = rows_of(meeting, on_the_agenda(meeting, items_for(request.user, meeting)), documents)
    approval = approval_of(meeting)
    context = {
        "meeting": meeting,
        "nav": nav(request.user, meeting, "summons") if is_kept else [],
        "rows": rows,
        "timetable": timetable,
        "documents": documents[None],
        "approval": approval,
        "seen": digest(approval.content),
        "may_approve": may_approve_agenda(request.user, meeting),
        "chairing": chairing(meeting),
    }
    return form_page(request, "meetings/agenda_approval.html", form, **context)


def approve(request, meeting):
    done = "Dagordningen är godkänd. Kansliet kan skicka kallelsen."
    if act(request, done, approve_agenda, meeting, seen=request.POST.get("seen", "")):
        return redirect(meeting)
    return redirect(meeting.url("agenda_approval"))


@require_POST
def change(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_approve_agenda(request.user, meeting))
    form = AgendaChangeForm(posted(request))
    if form.is_valid():
        attempt(form, return_agenda, meeting, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Kansliet ser nu vad du vill ändra, och frågar dig igen.")
            return redirect(meeting)
    return approval_page(request, meeting, form)


@require_POST
def asking(request, council, date):
    meeting = meeting_or_404(request, council, date)
    act(request, "Ordföranden är ombedd att godkänna dagordningen.", ask_for_approval, meeting)
    return redirect(meeting.url("summons"))


def versions(request, council, date):
    """The versions sent, newest first. By POST the secretariat sends what has changed since."""
    meeting = meeting_or_404(request, council, date)
    require(may_read_versions(request.user, meeting))
    if request.method == "POST":
        act(request, "Den ändrade dagordningen är skickad.", send_update, meeting)
        return redirect(meeting.url("agenda_versions"))
    rows = list(meeting.agenda_versions.select_related("sent_by").order_by("number"))
    changed = [[], *(changes_to(rows[nth].content, rows[:nth]) for nth in range(1, len(rows)))]
    is_open = meeting.stage == meeting.Stage.CONVENED
    context = {
        "meeting": meeting,
        "nav": nav(request.user, meeting, "agenda") if may_keep(request.user, meeting.council) else [],
        "versions": list(zip(rows, changed, strict=False))[::-1],
        "unsent": changes_since_last_sent(meeting) if is_open else [],
        "may_send": may_send_update(request.user, meeting),
    }
    return render(request, "meetings/agenda_versions.html", context)

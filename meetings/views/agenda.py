"""The agenda as a whole: its order, the chair's approval, and each version sent."""

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from meetings.agenda import gate
from meetings.agenda.approval import approval_of, chairing, digest
from meetings.agenda.ended_goals import ended_goals
from meetings.agenda.rows import items_for, on_the_agenda, rows_of
from meetings.agenda.timetable import timetable_of
from meetings.agenda.versions import changes_since_last_sent, changes_to
from meetings.documents.listing import documents_for, with_documents_counted
from meetings.forms.agenda import AgendaChangeForm, BreakForm, OrderForm
from meetings.models import AgendaItem
from meetings.views.item import placement, standing_on
from meetings.views.lift import lift_return, with_undo
from meetings.views.lookups import meeting_or_404
from meetings.workflow.agenda import (
    add_break,
    approve_agenda,
    ask_for_approval,
    order_items,
    remove_break,
    return_agenda,
)
from meetings.workflow.summons import marks_of_changes, send_update
from rus_portal.core.acting import act, attempt, form_page, page_with_the_form, posted, sent_from
from rus_portal.core.once_more import said
from rus_portal.core.permissions import (
    may_approve_agenda,
    may_keep,
    may_prepare,
    may_read_versions,
    may_send_update,
    on_meeting,
    require,
)
from rus_portal.core.seen import marks_in

Stage = AgendaItem.Stage


def agenda(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_prepare(request.user, meeting))
    return agenda_page(request, meeting, OrderForm(saved=meeting))


def agenda_page(request, meeting, form, break_form=None, minutes=None):
    items = list(with_documents_counted(meeting).select_related("primary_goal"))
    for item in items:
        item.meeting = meeting
    lifts = meeting.lifts.standing().select_related("to", "item__meeting__council").order_by("order", "pk")
    lifts = [with_undo(lift) for lift in lifts] if meeting.has_lifts else []
    timetable = timetable_of(meeting, items, minutes)
    may = on_meeting(request.user, meeting)
    lacking = [item for item in items if gate.missing(item)]
    context = {
        "meeting": meeting,
        "rows": edited_rows(meeting, form, items, timetable),
        "break_form": break_form or BreakForm(items=items, after=timetable.longest_without(items)),
        "lifts": lifts,
        "just_lifted": [lift for lift in lifts if str(lift.pk) == request.GET.get("avlyft")],
        "timetable": timetable,
        "uncounted": form.uncounted,
        "lacking": lacking,
        "mend": gate.mend(lacking[0]) if lacking else "",
        "may": may,
        "ended": ended_goals(meeting, items) if may.change else [],
        "unsent": changes_since_last_sent(meeting) if may.send_update else [],
    }
    page = form_page(request, "meetings/agenda_edit.html", form, **context)
    if context["break_form"].errors:
        page.status_code = 422
    return page


def edited_rows(meeting, form, items, timetable):
    """Each item and break in its place by the form: its minutes as a field, and of an item its number (before
    the summons the one it would go out with) and what it lacks."""
    lacks, rows = dict(gate.lacking_of(items)), {}
    for place, (item, slot) in enumerate(zip(items, timetable.slots, strict=True), start=1):
        rows[str(item.pk)] = {
            "item": item,
            "number": item.number if meeting.convened_at else place,
            "slot": slot,
            "needs": lacks.get(item, []),
            "stops": bool(gate.missing(item)),
        }
    for _, each, slot in timetable.breaks:
        rows[each.row] = {"item": None, "pause": each, "slot": slot}
    order = [row for row in form.places if row in rows]
    for row in order:
        rows[row] |= {"name": row, "field": form[f"minutes_{row}"]}
        rows[row] |= {"is_first": row == order[0], "is_last": row == order[-1]}
    return [rows[row] for row in order]


@sent_from("agenda")
def order(request, council, date):
    """The whole list in its new order or with one row a step up or down, and the minutes of each. What
    another button of the page does comes after that: nothing that was typed is left behind."""
    meeting = meeting_or_404(request, council, date)
    require(may_prepare(request.user, meeting))
    form = OrderForm(request.POST, saved=meeting)
    break_form = BreakForm(request.POST, items=standing_on(meeting)) if "break" in request.POST else None
    is_right = form.is_valid()
    if "preview" in request.POST:  # while one types: what the times would be
        return agenda_page(request, meeting, form, minutes=form.minutes)
    if is_right and (break_form is None or break_form.is_valid()):
        facts = form.cleaned_data
        told = {"minutes": form.minutes, "by": request.user, "seen": facts["seen"]}
        attempt(form, order_items, meeting, facts["order"], **told)
    if request.headers.get("X-Requested-With") == "fetch":
        return dragged(form, meeting)
    if form.errors or (break_form and break_form.errors):
        return agenda_page(request, meeting, form, break_form, minutes=form.minutes)
    if break_form:
        return put_break(request, meeting_or_404(request, council, date), break_form)
    for name, page in BESIDE.items():
        if re.fullmatch("[0-9]{1,9}", which := request.POST.get(name, "")):
            return page(request, council, date, int(which))
    if "without" in request.POST:
        for each in (each for each in meeting.breaks.all() if each.row == request.POST["without"]):
            act(request, f"{each.named} är borttagen.", remove_break, each)
        return redirect(meeting.url("agenda"))
    if not form.moved:
        messages.success(request, "Dagordningen är sparad.")
        return redirect(meeting.url("agenda"))
    moved = meeting.items.filter(pk=form.moved).first() if form.moved.isdecimal() else None
    return redirect(f"{meeting.url('agenda')}#{f'punkt-{moved.number}' if moved else f'rad-{form.moved}'}")


# What has an address of its own, by the name of its button on this page.
BESIDE = {"place": placement, "back": lift_return}


def put_break(request, meeting, form):
    facts = form.cleaned_data | {"after": form.cleaned_data["after"].pk}
    put = attempt(form, add_break, meeting, by=request.user, **facts)
    if form.errors:
        return agenda_page(request, meeting, OrderForm(saved=meeting), form)
    messages.success(request, said(put, f"{put.named} är inlagd."))
    return redirect(meeting.url("agenda"))


def dragged(form, meeting):
    """For the script: what its page has now seen, or why not."""
    if form.errors:
        return HttpResponse(
            "".join(form.non_field_errors()), status=409, content_type="text/plain; charset=utf-8"
        )
    return HttpResponse(OrderForm(saved=meeting)["seen"].value(), content_type="text/plain; charset=utf-8")


def approval(request, council, date):
    meeting = meeting_or_404(request, council, date)
    if not may_keep(request.user, meeting.council):
        require(may_approve_agenda(request.user, meeting))
    if request.method == "POST":
        return approve(request, meeting)
    return approval_page(request, meeting, AgendaChangeForm())


def approval_page(request, meeting, form):
    documents = documents_for(request.user, meeting)
    rows, timetable = rows_of(meeting, on_the_agenda(meeting, items_for(request.user, meeting)), documents)
    approval = approval_of(meeting)
    context = {
        "meeting": meeting,
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


@sent_from("agenda_approval")
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
    on_the_meeting = page_with_the_form(request) == meeting.get_absolute_url()
    return redirect(meeting if on_the_meeting else meeting.url("summons"))


def versions(request, council, date):
    """The versions sent, newest first. By POST the secretariat sends what has changed since."""
    meeting = meeting_or_404(request, council, date)
    require(may_read_versions(request.user, meeting))
    if request.method == "POST":
        saw = marks_in(request.POST)
        act(request, "Den ändrade dagordningen är skickad.", send_update, meeting, seen=saw)
        return redirect(meeting.url("agenda_versions"))
    rows = list(meeting.agenda_versions.select_related("sent_by").order_by("number"))
    changed = [[], *(changes_to(rows[nth].content, rows[:nth]) for nth in range(1, len(rows)))]
    is_open = meeting.stage == meeting.Stage.CONVENED
    unsent = changes_since_last_sent(meeting) if is_open else []
    context = {
        "meeting": meeting,
        "versions": list(zip(rows, changed, strict=False))[::-1],
        "unsent": unsent,
        "seen": marks_of_changes(unsent),
        "may_send": may_send_update(request.user, meeting),
    }
    return render(request, "meetings/agenda_versions.html", context)

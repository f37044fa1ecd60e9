"""The secretariat builds the agenda: items and their order."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from councils.journal import history_of
from councils.refusal import Conflict, Refused
from meetings import gate
from meetings.clock import clock_of
from meetings.forms.item import ContinuationForm, ItemForm
from meetings.models import AgendaItem, Meeting
from meetings.versions import changes_since_last_sent
from meetings.views.doors import item_or_404, meeting_or_404
from meetings.views.planning import gate_checks
from meetings.views.stations import stations
from meetings.workflow import agenda as verbs
from rus_portal.acts import act, attempt, form_page, posted
from rus_portal.permissions import (
    may_change_item,
    may_change_meeting,
    may_keep,
    may_send_summons,
    may_send_update,
    require,
)

Stage = AgendaItem.Stage


def agenda(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    items = list(
        meeting.items.select_related("primary_goal")
        .annotate(papers=Count("documents", filter=Q(documents__replaced_by=None)))
        .order_by("order", "pk")
    )
    current = [item for item in items if item.stage != Stage.WITHDRAWN]
    struck = [item for item in items if item.stage == Stage.WITHDRAWN]
    clock = clock_of(meeting, current)
    context = {
        "meeting": meeting,
        "stations": stations(request.user, meeting, "agenda"),
        "rows": [{"item": item, "lacks": len(gate.missing(item)), "waits": waits(item)} for item in current],
        "plan": list(zip(current, clock.slots, strict=True)),
        "struck": struck,
        "just_struck": [item for item in struck if str(item.number) == request.GET.get("struken")],
        "clock": clock,
        "checks": gate_checks(current),
        "passes": bool(current) and all(map(gate.passes, current)),
        "may_change": may_change_meeting(request.user, meeting),
        "may_send": may_send_summons(request.user, meeting),
        "unsent": changes_since_last_sent(meeting) if may_send_update(request.user, meeting) else [],
    }
    return render(request, "meetings/agenda_edit.html", context)


def waits(item):
    """Added after the summons, and not yet put on the agenda that the members read."""
    return item.meeting.stage == Meeting.Stage.CONVENED and item.stage in AgendaItem.DRAFTED


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
            verbs.move_item(item, -1 if step == "up" else 1, by=request.user)
            back += f"#punkt-{item.number}"
        else:
            ids = [whole(pk) for pk in request.POST.getlist("order")]
            verbs.order_items(meeting, ids, by=request.user)
    except Refused as no:
        if dragged:
            return HttpResponse(no.sentence, status=409, content_type="text/plain")
        messages.error(request, no.sentence)
    return HttpResponse(status=204) if dragged else redirect(back)


def whole(text):
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def new_item(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_change_meeting(request.user, meeting))
    form = ItemForm(posted(request))
    if form.is_valid():
        item = attempt(form, verbs.add_item, meeting, by=request.user, **form.facts())
        if not form.errors:
            item.meeting = meeting
            tell_saved(request, item)
            if "another" in request.POST:
                return redirect(meeting.url("item_new"))
            return redirect(f"{meeting.url('agenda')}#punkt-{item.number}")
    return item_page(request, meeting, form)


def item_papers(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_change_item(request.user, item))
    form = ItemForm(posted(request), item=item)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            saved = attempt(form, verbs.edit_item, item, by=request.user, revision=revision, **form.facts())
        except Conflict as conflict:
            return item_conflict(request, meeting, form, conflict.saved)
        if not form.errors:
            saved.meeting = meeting
            tell_saved(request, saved)
            return redirect(f"{meeting.url('agenda')}#punkt-{saved.number}")
    return item_page(request, meeting, form, item=item)


def item_page(request, meeting, form, item=None, **context):
    here = stations(request.user, meeting, "agenda")
    page = {"meeting": meeting, "item": item, "stations": here, "versions": [], "last": None}
    return form_page(request, "meetings/item_form.html", form, **page | context)


def item_conflict(request, meeting, form, saved):
    """Both texts side by side. The form keeps the writer's and takes the new revision, so that saving again
    is a choice made with open eyes."""
    data = request.POST.copy()
    data["revision"] = saved.revision
    again = ItemForm(data, item=saved)
    shown = {"versions": form.against(saved), "last": history_of(saved).last()}
    page = item_page(request, meeting, again, item=saved, **shown)
    page.status_code = 409
    return page


def tell_saved(request, item):
    messages.success(request, f"”{item.title}” är sparad.")
    lacks = gate.missing(item)
    if lacks:
        sentences = " ".join(need.sentence for need in lacks)
        messages.warning(request, f"Det här fattas innan punkten kan gå ut med kallelsen. {sentences}")


@require_POST
def strike(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    struck = act(request, "", verbs.withdraw_item, item)
    undo = f"?struken={item.number}" if struck else ""
    return redirect(meeting.url("agenda") + undo)


@require_POST
def restoration(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    act(request, f"”{item.title}” är tillbaka, sist på dagordningen.", verbs.restore_item, item)
    return redirect(f"{meeting.url('agenda')}#punkt-{item.number}")


@require_POST
def placement(request, council, date, number):
    """A late item onto an agenda that is already sent."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    act(request, f"”{item.title}” står nu på den utsända dagordningen.", verbs.put_on_agenda, item)
    return redirect(f"{meeting.url('agenda')}#punkt-{item.number}")


def continuation(request, council, date, number):
    """Take a postponed or referred-back matter up again at a coming meeting."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_keep(request.user, meeting.council))
    if item.stage not in (Stage.HANDLED, Stage.POSTPONED):
        raise Http404
    coming = (
        Meeting.objects.of(meeting.council)
        .upcoming()
        .exclude(pk=meeting.pk)
        .filter(council__office__in=request.user.standing.keeps)
    )
    form = ContinuationForm(posted(request), meetings=list(coming.select_related("council")))
    if form.is_valid():
        there = form.cleaned_data["meeting"]
        new = attempt(form, verbs.continue_item, item, there, by=request.user)
        if not form.errors:
            messages.success(request, f"”{new.title}” tas upp igen. Se över underlaget.")
            return redirect(there.url("item_papers", new.number))
    return form_page(request, "meetings/continuation_form.html", form, meeting=meeting, item=item)

"""Meetings: the lists, one meeting with its agenda, and what the secretariat does with it as a whole."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from councils.models import Council, JournalEntry
from meetings.agenda.ahead import with_titles
from meetings.agenda.marks import progress, tracks_reading
from meetings.agenda.rows import items_for, on_the_agenda, rows_of
from meetings.documents.bundle import sum_of
from meetings.documents.listing import documents_for
from meetings.forms.formality import FormalitiesForm
from meetings.forms.lift import CancellationForm
from meetings.forms.meeting import MeetingForm
from meetings.models import AgendaItem, Lift, Meeting, Minutes, Position
from meetings.planning.answers import of_another_day, own_answers
from meetings.planning.screen import now_of
from meetings.reader.digest import digest_of
from meetings.reader.journal import told_of_meeting
from meetings.reader.notes import with_lost
from meetings.todo.course import course_of
from meetings.views.lookups import meeting_or_404, newest_minutes
from meetings.views.nav import next_to_record
from meetings.views.recording import closing_of
from meetings.workflow.meeting import (
    NOT_CANCELLED,
    cancel_meeting,
    change_meeting,
    close_meeting,
    plan_meeting,
    reinstate_meeting,
    reopen_meeting,
)
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import (
    may_change_meeting,
    may_enter_office,
    may_keep,
    may_record_meeting,
    on_meeting,
    require,
)
from rus_portal.core.pieces import stretch_of
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import standing_of
from rus_portal.core.words import day

PAST_ON_A_PAGE = 20


MEETING_PAGES = ["agenda", "agenda_approval", "agenda_versions", "answer", "attendance"]
MEETING_PAGES += ["closing", "formalities", "item_new"]
MEETING_PAGES += ["meeting_cancellation", "meeting_documents", "meeting_facts", "meeting_history"]
MEETING_PAGES += ["meeting_reinstatement"]
MEETING_PAGES += ["minutes", "stances", "reading", "sitting", "summons", "summons_pdf"]
MEETING_PAGES += ["bundle_pdf", "bundle_zip", "papers"]


@login_not_required
def meetings(request, council):
    council = get_object_or_404(Council, slug=council)
    published = Minutes.objects.filter(meeting=OuterRef("pk"), published_at__isnull=False)
    listed = Meeting.objects.visible_to(request.user).of(council).select_related("council", "given_numbers")
    listed = listed.prefetch_related("joint_with").annotate(has_minutes=Exists(published))
    past = Paginator(listed.past(), PAST_ON_A_PAGE).get_page(request.GET.get("sida"))
    return render(
        request,
        "meetings/meeting_list.html",
        {
            "council": council,
            "coming": with_titles(listed.not_over()),
            "past": past,
            "rows": _with_positions(past),
            "may_plan": may_keep(request.user, council),
        },
    )


def _with_positions(meetings):
    """Each meeting with the number of its published positions."""
    positions = Position.objects.published().filter(item__meeting__in=[meeting.pk for meeting in meetings])
    counted = positions.order_by().values_list("item__meeting").annotate(Count("pk"))
    numbers = dict(counted)
    return [(meeting, numbers.get(meeting.pk, 0)) for meeting in meetings]


@login_not_required
def meeting(request, council, date):
    """Nine queries for a reader who is signed in, whoever it is and however long the agenda, and for the
    secretariat those of `course_of`; one more where a matter is at another meeting too, one where councils
    meet together, two for a reader whose seat there is not of its day, and three for the digest of a meeting
    that has been held."""
    user = request.user
    meeting = meeting_or_404(request, council, date)
    items = items_for(user, meeting)
    documents = documents_for(user, meeting)
    minutes = newest_minutes(user, meeting) if meeting.convened_at else None
    agenda = on_the_agenda(meeting, items)
    rows, timetable = rows_of(meeting, agenda, documents)
    may = on_meeting(user, meeting)
    tracks = tracks_reading(user, meeting)
    prepares = meeting.council.prepared_by_id in standing_of(user).prepares
    is_published = bool(minutes and minutes.published_at)
    reads_documents = is_published or prepares or (may.follow and meeting.convened_at)
    waiting = [item for item in items if item.stage in item.DRAFTED and item not in agenda]
    at_hand = {"agenda": agenda, "waiting": waiting, "timetable": timetable, "minutes": minutes}
    with_titles([] if reads_documents or may.keep else [meeting])
    return render(
        request,
        "meetings/meeting_detail.html",
        {
            "meeting": meeting,
            "minutes": minutes,
            "rows": rows,
            "digest": digest_of(meeting, rows, minutes, user, is_within=may.follow or may.keep or prepares),
            "timetable": timetable,
            "shows_timetable": not (meeting.held_at or meeting.cancelled_at),
            "waiting": waiting,
            "course": course_of(user, meeting, documents=documents, **at_hand) if may.prepare else None,
            "lifts": lifts_told(user, meeting),
            "bundle": sum_of(documents[None], *(row.documents for row in rows))
            if meeting.convened_at and not meeting.source
            else None,
            "documents": with_lost(documents[None], user) if reads_documents or may.keep else [],
            "may": may,
            "tracks": tracks,
            "progress": progress(agenda) if tracks else None,
            "answers": own_answers(user, [meeting])[meeting],
            "another_day": of_another_day(user, meeting),
            "shows_stances": may.read_stances
            and any(item.is_position and item.is_on_agenda for item in agenda),
            "prepares": prepares,
            "is_published": is_published,
            "all_adopted": all(row.position for row in rows),
            "today": timezone.localdate(),
            "now": now_of(meeting) if may.follow else None,
            "addresses": {name: meeting.url(name) for name in MEETING_PAGES},
        },
    )


def lifts_told(user, meeting):
    """What was lifted off the agenda after it was sent. Costs a query only where there is something."""
    return _lifts(Lift.objects.shown_to(user, meeting)) if meeting.has_lifts else []


@prepared
def _lifts(shown):
    return Lift.objects.filter(shown).told().select_related("to").order_by("order", "pk")


def new(request, council):
    council = get_object_or_404(Council, slug=council, kind=Council.Kind.COUNCIL)
    require(may_keep(request.user, council))
    form = MeetingForm(posted(request), council=council)
    if form.is_valid():
        meeting = attempt(form, plan_meeting, council, by=request.user, **form.cleaned_data)
        if not form.errors:
            done = f"Mötet den {day(meeting.date)} är planerat. Nu behöver det en dagordning."
            messages.success(request, said(meeting, done))
            return redirect(meeting.url("agenda"))
    new = {"council": council, "meeting": None}
    return form_page(request, "meetings/meeting_form.html", form, **new)


def facts(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_change_meeting(request.user, meeting))
    form = MeetingForm(posted(request), council=meeting.council, saved=meeting)
    if form.is_valid():
        changed = attempt(form, change_meeting, meeting, by=request.user, **form.cleaned_data)
        if not form.errors:
            moved = changed.date != meeting.date
            done = f"Mötet är flyttat till den {day(changed.date)}." if moved else "Uppgifterna är sparade."
            messages.success(request, done)
            return redirect(changed.url("agenda"))
    here = {"council": meeting.council, "meeting": meeting}
    return form_page(request, "meetings/meeting_form.html", form, **here)


def cancellation(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_change_meeting(request.user, meeting))
    form = CancellationForm(posted(request), meeting=meeting)
    if form.is_valid():
        told = {"reason": form.cleaned_data["reason"], "leads": form.leads()}
        attempt(form, cancel_meeting, meeting, by=request.user, **told)
        if not form.errors:
            messages.success(request, f"Mötet den {day(meeting.date)} är inställt.")
            return redirect(meeting)
    held = f"{told} {NOT_CANCELLED}" if (told := meeting.held_already) else ""
    return form_page(request, "meetings/cancellation_form.html", form, meeting=meeting, held=held)


@require_POST
def reinstatement(request, council, date):
    meeting = meeting_or_404(request, council, date)
    if back := act(request, "Mötet är inte längre inställt.", reinstate_meeting, meeting):
        gone = back.lifts.standing().filter(lifted_at=meeting.cancelled_at)
        if titles := [f"”{lift.title}”" for lift in gone.order_by("order", "pk")]:
            messages.warning(
                request, f"De här punkterna har gått vidare och är kvar där: {', '.join(titles)}."
            )
    return redirect(meeting)


def closing(request, council, date):
    """Says what it means to close the meeting, and in whose turn it gets its numbers."""
    meeting = meeting_or_404(request, council, date)
    if request.method == "POST":
        passing = {int(pk) for pk in request.POST.getlist("passing") if pk.isdecimal()}
        done = "Mötet är avslutat och protokollet har sina paragrafer."
        if act(request, done, close_meeting, meeting, passing=passing, anyway="anyway" in request.POST):
            return redirect(meeting.url("minutes"))
        following = next_to_record(meeting)
        waits = following and following.stage == AgendaItem.Stage.ON_AGENDA
        if waits:
            return redirect(following.url("item_outcome"))
        return redirect(meeting.url("closing") if may_record_meeting(request.user, meeting) else meeting)
    require(may_record_meeting(request.user, meeting))
    context = {"meeting": meeting}
    context |= closing_of(meeting, meeting.items.on_the_agenda())
    is_last = context["unwritten"] and not context["late"]
    context["form"] = FormalitiesForm(saved=meeting) if is_last else None
    return render(request, "meetings/closing.html", context)


@require_POST
def reopening(request, council, date):
    meeting = meeting_or_404(request, council, date)
    reopened = act(request, "Mötet är öppet igen. Rätta och avsluta det på nytt.", reopen_meeting, meeting)
    following = reopened and next_to_record(meeting)
    return redirect(following.url("item_outcome") if following else meeting.url("minutes"))


def history(request, council, date):
    """A page of its own: on the meeting's page it would cost every visit a query."""
    meeting = meeting_or_404(request, council, date)
    require(may_enter_office(request.user))
    page = stretch_of(
        partial(told_of_meeting, request.user, meeting), JournalEntry, request.GET, newest_first=False
    )
    return render(request, "meetings/meeting_history.html", {"meeting": meeting, "page": page})

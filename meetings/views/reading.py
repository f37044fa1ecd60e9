"""What everyone reads of meetings: the lists, a meeting with its agenda, an item. One address for each,
showing more to those who may see more."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from councils.journal import history_for
from councils.models import Council
from councils.standing import standing_of
from meetings import gate
from meetings.agenda import items_for, on_the_agenda, outcome_of, rows_of
from meetings.bundle import sum_of
from meetings.forms.note import NoteForm
from meetings.models import AgendaItem, DissentingOpinion, Meeting, Minutes, Position, SummonsAnswer
from meetings.notes import notes_on
from meetings.papers import papers_for
from meetings.preparation import own_stances
from meetings.reading import minutes_to_read, progress, tracks_reading
from meetings.record import compile_record
from meetings.summons import summons_for
from meetings.views.doors import item_or_404, meeting_or_404, minutes_or_404, newest_minutes
from meetings.workflow.positions import goals_as_worded
from meetings.workflow.reading import look_at
from rus_portal import pdf
from rus_portal.permissions import (
    may_answer_summons,
    may_approve_agenda,
    may_change_item,
    may_change_meeting,
    may_enter_office,
    may_keep,
    may_lodge_dissent,
    may_read_versions,
    may_record_meeting,
    may_send_summons,
    may_take_part,
    may_withdraw_dissent,
    may_write_note,
)

PAST_ON_A_PAGE = 20
MEETING_PAGES = ["agenda", "agenda_approval", "agenda_versions", "answer", "attendance"]
MEETING_PAGES += ["closing", "formalities", "item_new"]
MEETING_PAGES += ["meeting_cancellation", "meeting_documents", "meeting_facts", "meeting_history"]
MEETING_PAGES += ["minutes", "preparation", "reading", "summons", "summons_pdf"]
MEETING_PAGES += ["bundle_pdf", "bundle_zip"]
ITEM_PAGES = ["extract_pdf", "item_bundle_pdf", "item_bundle_zip", "item_continuation", "item_dissent"]
ITEM_PAGES += ["item_documents", "item_notes", "item_outcome"]
ITEM_PAGES += ["item_papers", "item_placement", "item_preparation", "item_restoration", "item_strike"]
Stage = AgendaItem.Stage


@login_not_required
def meetings(request, council):
    council = get_object_or_404(Council, slug=council)
    today = timezone.localdate()
    published = Minutes.objects.filter(meeting=OuterRef("pk"), published_at__isnull=False)
    listed = Meeting.objects.visible_to(request.user).of(council).select_related("council")
    listed = listed.prefetch_related("joint_with").annotate(has_minutes=Exists(published))
    past = Paginator(listed.past(today), PAST_ON_A_PAGE).get_page(request.GET.get("sida"))
    return render(
        request,
        "meetings/meeting_list.html",
        {
            "council": council,
            "coming": list(listed.filter(end_date__gte=today).order_by("date", "start_time", "pk")),
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
    """Eight queries for a reader who is signed in, whoever it is and however long the agenda."""
    user = request.user
    meeting = meeting_or_404(request, council, date)
    items = items_for(user, meeting)
    papers = papers_for(user, meeting)
    minutes = newest_minutes(user, meeting) if meeting.convened_at else None
    agenda = on_the_agenda(meeting, items)
    rows, clock = rows_of(meeting, agenda, papers)
    takes_part = may_take_part(user, meeting)
    tracks = tracks_reading(user, meeting)
    prepares = meeting.council.prepared_by_id in standing_of(user).prepares
    is_published = bool(minutes and minutes.published_at)
    reads_papers = is_published or prepares or (takes_part and meeting.convened_at)
    return render(
        request,
        "meetings/meeting_detail.html",
        {
            "meeting": meeting,
            "minutes": minutes,
            "rows": rows,
            "clock": clock,
            "shows_clock": not (meeting.held_at or meeting.cancelled_at),
            "waiting": [item for item in items if item.stage in item.DRAFTED and item not in agenda],
            "struck": [item for item in items if item.stage in (Stage.WITHDRAWN, Stage.RETURNED)],
            "bundle": sum_of(papers[None], *(row.papers for row in rows)) if meeting.convened_at else None,
            "papers": papers[None] if reads_papers or may_keep(user, meeting.council) else [],
            "takes_part": takes_part,
            "may_note": may_write_note(user, meeting),
            "may_approve": may_approve_agenda(user, meeting),
            "may_read_versions": may_read_versions(user, meeting),
            "may_answer": may_answer_summons(user, meeting),
            "tracks": tracks,
            "progress": progress(agenda) if tracks else None,
            "answer": dict(SummonsAnswer.Answer.choices).get(meeting.own_answer, ""),
            "takes_positions": any(item.is_position and item.is_on_agenda for item in agenda),
            "prepares": prepares,
            "is_published": is_published,
            "today": timezone.localdate(),
            "addresses": {name: meeting.url(name) for name in MEETING_PAGES},
            "may_keep": may_keep(user, meeting.council),
            "may_change": may_change_meeting(user, meeting),
            "may_read_history": may_enter_office(user),
            "may_send": may_send_summons(user, meeting),
            "may_record": may_record_meeting(user, meeting),
        },
    )


@login_not_required
def item(request, council, date, number):
    user = request.user
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    positions = Position.objects.visible_to(user).select_related("council").with_dissent()
    position = positions.filter(item=item).first()
    papers = papers_for(user, meeting)[item.pk]
    tracks = item.is_on_agenda and tracks_reading(user, meeting)
    if tracks:
        look_at(item, papers, by=user)
    relatives = _relatives(user, item)
    may_change, is_kept = may_change_item(user, item), may_keep(user, meeting.council)
    return render(
        request,
        "meetings/item_detail.html",
        {
            "meeting": meeting,
            "item": item,
            "goals": _goals(item, position),
            "position": position,
            "dissents": _dissents(user, item, position),
            "outcome": outcome_of(item),
            "minutes": newest_minutes(user, meeting),
            "papers": papers,
            "tracks": tracks,
            "bundle": sum_of(papers) if on_the_agenda(meeting, [item]) else None,
            "notes": notes_on(user, item),
            "minutes_to_read": minutes_to_read([item]),
            "note_form": NoteForm(person=user, meeting=meeting) if may_write_note(user, meeting) else None,
            "focus_areas": list(item.focus_areas.all()),
            "continues": [each for each in relatives if each.pk == item.continues_id],
            "continued_by": [each for each in relatives if each.continues_id == item.pk],
            "neighbours": _neighbours(user, item),
            "dimensions": _dimensions(item),
            "addresses": {name: item.url(name) for name in ITEM_PAGES} | {"reading": meeting.url("reading")},
            "takes_part": may_take_part(user, meeting),
            "may_keep": is_kept,
            "may_change": may_change,
            "may_record": item.is_on_agenda and may_record_meeting(user, meeting),
            "may_place": may_change and _waits_for_agenda(item),
            "may_continue": is_kept and _waits_to_continue(item, relatives),
            "may_dissent": may_lodge_dissent(user, item),
            "stances": own_stances(user, item),
            "requirements": _requirements(item) if may_change and item.stage in item.DRAFTED else [],
            "history": history_for(user, item),
        },
    )


def _goals(item, position):
    """The goals as they were worded when the position was adopted, else as they read now."""
    if position and position.goals:
        return position.goals
    return goals_as_worded(item) if item.primary_goal_id else []


def _dissents(user, item, position):
    """Standing dissent, each with the answer whether the reader may withdraw it."""
    if position:
        dissents = position.dissents
    else:
        visible = DissentingOpinion.objects.visible_to(user).standing().filter(item=item)
        dissents = visible.select_related("seat__organisation", "person")
    own = {dissent.pk for dissent in dissents if dissent.person_id == user.pk}
    return [(dissent, dissent.pk in own and may_withdraw_dissent(user, dissent)) for dissent in dissents]


def _relatives(user, item):
    """What the item continues and what continues it, as far as the reader may see them."""
    either = AgendaItem.objects.filter(Q(pk=item.continues_id) | Q(continues=item))  # few: found before seen
    visible = AgendaItem.objects.visible_to(user).filter(pk__in=either.values("pk"), meeting__isnull=False)
    return list(visible.select_related("meeting__council").order_by("meeting__date", "pk"))


def _dimensions(item):
    """All three where a position is asked for, with gaps shown; on information only if there is anything."""
    told = any(text for _, text in item.dimensions)
    return item.dimensions if item.is_position or told else []


def _waits_for_agenda(item):
    return item.meeting.stage == Meeting.Stage.CONVENED and item.stage in item.DRAFTED


def _waits_to_continue(item, relatives):
    carried = item.stage == Stage.POSTPONED or item.outcome == AgendaItem.Outcome.REFERRED_BACK
    return carried and not any(each.continues_id == item.pk for each in relatives)


def _neighbours(user, item):
    """The items before and after this one on the agenda (None at its ends), and how far down it stands."""
    items = AgendaItem.objects.visible_to(user).filter(meeting=item.meeting).order_by("order", "pk")
    agenda = on_the_agenda(item.meeting, items.only("meeting", "number", "title", "stage"))
    for each in agenda:
        each.meeting = item.meeting
    around = [None, *agenda, None]
    place = around.index(item) if item in agenda else 0
    if not place:
        return {}
    return {"before": around[place - 1], "after": around[place + 1], "place": place, "count": len(agenda)}


def _requirements(item):
    """The gate as the checklist shows it, each requirement with a link to the field that meets it."""
    papers = item.url("item_papers")
    return [
        {"met": need.met, "label": need.label, "problem": need.sentence, "url": f"{papers}#id_{need.field}"}
        for need in gate.requirements(item)
    ]


@login_not_required
def summons_pdf(request, council, date):
    """The summons once it is out; before that for those who send and approve it."""
    meeting = meeting_or_404(request, council, date)
    user = request.user
    is_open = meeting.convened_at or may_keep(user, meeting.council) or may_approve_agenda(user, meeting)
    paper = summons_for(request.user, meeting) if is_open else None
    if not paper:
        raise Http404
    return _paper(paper, f"kallelse-{meeting.date}.pdf")


@login_not_required
def extract_pdf(request, council, date, number):
    """One paragraph of the minutes by itself, for those who may see the minutes."""
    meeting = meeting_or_404(request, council, date)
    minutes = minutes_or_404(request, meeting)
    record = minutes.record if minutes.is_sealed else compile_record(minutes)
    section = next((each for each in record["sections"] if each.get("item") == number), None)
    if section is None:
        raise Http404
    return _paper(pdf.extract_pdf(record, section), f"protokollsutdrag-{meeting.date}-punkt-{number}.pdf")


def _paper(content, filename):
    headers = {"Content-Disposition": f'inline; filename="{filename}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)

"""One item: shown to its readers; written, placed and continued by the secretariat."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from councils.journal import history_for
from meetings.agenda import gate
from meetings.agenda.destinations import coming, takes
from meetings.agenda.ended_goals import ended_goals
from meetings.agenda.marks import minutes_to_read, tracks_reading
from meetings.agenda.rows import at_other_meetings, on_the_agenda, titles
from meetings.documents.bundle import sum_of
from meetings.documents.listing import documents_for
from meetings.forms.item import AgendaItemForm, ContinuationForm
from meetings.forms.note import NoteForm
from meetings.models import AgendaItem, DissentingOpinion, Position
from meetings.models.dissent import standing_dissent
from meetings.models.item import focus_areas_of
from meetings.planning.answers import of_another_day
from meetings.planning.screen import now_of
from meetings.reader.notes import notes_on, with_lost
from meetings.sealed import recorded_for
from meetings.stances import own_stances
from meetings.views.dissent import unspoken
from meetings.views.document import attach_all
from meetings.views.lift import lift_of
from meetings.views.lookups import item_or_404, meeting_or_404, newest_minutes, sheet_of
from meetings.workflow.document import attach_document
from meetings.workflow.item import (
    add_item,
    continue_item,
    edit_item,
    put_on_agenda,
)
from meetings.workflow.position import goals_as_worded
from meetings.workflow.read_mark import look_at
from rus_portal.core.acting import act, attempt, form_page, in_passing, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import (
    may_change_item,
    may_change_meeting,
    may_correct_dissent,
    may_keep,
    may_take_over_dissent,
    may_take_over_stance,
    may_withdraw_dissent,
    on_item,
    require,
)
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import home_organisations
from rus_portal.core.words import listed

ITEM_PAGES = ["extract_pdf", "item_bundle_pdf", "item_bundle_zip", "item_continuation", "item_dissent"]
ITEM_PAGES += ["item_documents", "item_notes", "item_outcome", "item_statement"]
ITEM_PAGES += ["item_texts", "item_placement", "item_stance", "item_lift"]


@login_not_required
def item(request, council, date, number):
    user = request.user
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    position = _position(user, item)
    notes = notes_on(user, item)
    documents = with_lost(documents_for(user, meeting, item)[item.pk], user, notes)
    tracks = item.is_on_agenda and tracks_reading(user, meeting)
    relatives = _relatives(user, item)
    may = on_item(user, item)
    neighbours = _neighbours(user, item)
    stances = own_stances(user, item)
    now = now_of(meeting) if may.follow else None
    shown = [*now.points] if now and now.number == item.number else item.proposed_points
    response = render(
        request,
        "meetings/item_detail.html",
        {
            "meeting": meeting,
            "item": item,
            "goals": _goals(item, position),
            "position": position,
            **_dissenting(user, item, position, may),
            "now": now,
            "reworded": shown if shown != item.proposed_points else [],
            "another_day": of_another_day(user, meeting),
            "speaks_for_several": len(home_organisations(user, meeting)) > 1,
            "outcome": item.became,
            "lift": lift_of(user, meeting, number=item.number) if item.is_dropped else None,
            "minutes": (minutes := newest_minutes(user, meeting)),
            "recorded": recorded_for(item, minutes, user) if minutes else {},
            "sheet": sheet_of(user, meeting, item.number),
            "documents": documents,
            "tracks": tracks,
            "bundle": sum_of(documents) if neighbours else None,
            "notes": notes,
            "minutes_to_read": minutes_to_read([item]),
            "note_form": NoteForm(person=user, meeting=meeting) if may.write_note else None,
            "focus_areas": focus_areas_of(item),
            "continues": [each for each in relatives if each.pk == item.continues_id],
            "continued_by": [each for each in relatives if each.continues_id == item.pk],
            "neighbours": neighbours,
            "number": item.place if neighbours else item.number if item.is_numbered else None,
            "dimensions": _dimensions(item),
            "addresses": {name: item.url(name) for name in ITEM_PAGES} | {"reading": meeting.url("reading")},
            "may": may,
            "passes": gate.passes(item),
            "stances": stances,
            "left_stances": _left(user, stances),
            "requirements": gate.checks(item, item.url("item_texts"))
            if may.change and item.stage in item.DRAFTED
            else [],
            "ended": ended_goals(meeting, [item]) if may.change else [],
            "history": history_for(user, item),
        },
    )
    return in_passing(response, look_at, item, documents, by=user) if tracks else response


def _position(user, item):
    """What became of it, as far as the reader may know: with its dissent."""
    if getattr(item, "position", None) is None:
        return None
    for position in _positions(Position.objects.shown_to(user, item.meeting), item):
        position.item = item
        return position
    return None


@prepared
def _positions(shown, item):
    return Position.objects.filter(shown, item=item).select_related("council")


def _goals(item, position):
    """The goals as they were worded when the position was adopted, else as they read now."""
    if position and position.goals:
        return position.goals
    return goals_as_worded(item) if item.primary_goal_id else []


def _dissents(user, item, position):
    """The dissent not withdrawn, each with whether the reader may withdraw it."""
    if position:
        dissents = position.dissents
    else:
        dissents = standing_dissent(DissentingOpinion.objects.shown_to(user, item.meeting), [item.pk])
    for dissent in dissents:
        dissent.item = item
    own = {dissent.pk for dissent in dissents if dissent.person_id == user.pk}
    return [(dissent, dissent.pk in own and may_withdraw_dissent(user, dissent)) for dissent in dissents]


def _dissenting(user, item, position, may):
    """The dissent, and what the reader may do with it."""
    dissents = _dissents(user, item, position)
    standing = [dissent for dissent, _ in dissents]
    unheard = unspoken(user, item, standing) if may.dissent else []
    return {
        "dissents": dissents,
        "standing": standing,
        "corrections": [each for each in standing if each.typed_by and may_correct_dissent(user, each)],
        "left": [each for each in standing if each.is_left and may_take_over_dissent(user, each)],
        "may_speak_for": listed([str(seat.organisation) for seat in unheard]),
    }


def _left(user, stances):
    """The stances of those who have left that the reader may take over."""
    given = [own.stance for own in stances if own.stance]
    return [each for each in given if each.is_left and may_take_over_stance(user, each)]


def _relatives(user, item):
    """What the item continues and what continues it, as far as the reader may see them."""
    before = [item.continues_id] if item.continues_id else []
    found = at_other_meetings(before, [item.pk])  # seldom any, and dear to ask whether they are visible
    return _items(AgendaItem.objects.shown_to(user), found) if found else []


@prepared
def _items(shown, ids):
    visible = AgendaItem.objects.filter(shown, pk__in=ids)
    return visible.select_related("meeting__council").order_by("meeting__date", "pk")


def _dimensions(item):
    """All three on a position item, with gaps shown; on an information item only if there is any, and of a
    retold meeting, whose sources said what they said, only those there are."""
    if item.meeting.source:
        return [(name, text) for name, text in item.dimensions if text]
    told = any(text for _, text in item.dimensions)
    return item.dimensions if item.is_position or told else []


def _neighbours(user, item):
    """The items before and after this one on the agenda (None at its ends), and its place in the
    order; empty where it is not on it, or the order is not known."""
    if item.meeting.source:
        return {}
    agenda = on_the_agenda(item.meeting, titles(AgendaItem.objects.shown_to(user, item.meeting)))
    for each in agenda:
        each.meeting = item.meeting
    around = [None, *agenda, None]
    place = around.index(item) if item in agenda else 0
    if not place:
        return {}
    item.place = agenda[place - 1].place
    return {"before": around[place - 1], "after": around[place + 1], "place": place, "count": len(agenda)}


def new_item(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_change_meeting(request.user, meeting))
    form = AgendaItemForm(posted(request), files=request.FILES or None, meeting=meeting)
    if form.is_valid():
        item = attempt(form, add_item, meeting, by=request.user, **form.facts())
        if not form.errors:
            return saved(request, meeting, item, form)
    return item_page(request, meeting, form)


def item_texts(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_change_item(request.user, item))
    form = AgendaItemForm(posted(request), files=request.FILES or None, saved=item)
    if form.is_valid():
        changed = attempt(form, edit_item, item, by=request.user, **form.facts())
        if not form.errors:
            return saved(request, meeting, changed, form)
    return item_page(request, meeting, form, item=item)


def item_page(request, meeting, form, item=None):
    lacking = [each for each in standing_on(meeting) if each != item and gate.missing(each)]
    context = {"meeting": meeting, "item": item, "lacking": len(lacking)}
    context["ended"] = ended_goals(meeting, [item]) if item else []
    return form_page(request, "meetings/item_form.html", form, **context)


def standing_on(meeting):
    """The items of the meeting in their order, also those that wait, but none that is struck."""
    items = list(meeting.items.exclude(stage=AgendaItem.Stage.WITHDRAWN).order_by("order", "pk"))
    for item in items:
        item.meeting = meeting
    return items


def saved(request, meeting, item, form):
    """Says what was saved, takes care of the files, and leads on to where the writer wants."""
    item.meeting = meeting
    tell_saved(request, item, form)
    if form.kept:
        attach_all(form, partial(attach_document, meeting, item=item, by=request.user))
        for sentence in form.told:
            messages.warning(request, sentence)
    for sentence in form.refused:
        messages.error(request, sentence)
    if "another" in request.POST:
        return redirect(meeting.url("item_new"))
    if "onward" not in request.POST:
        return redirect(f"{meeting.url('agenda')}#punkt-{item.number}")
    if lacking := gate.next_lacking(standing_on(meeting), item):
        return redirect(gate.mend(lacking))
    return redirect(meeting.url("agenda" if meeting.convened_at else "summons"))


def tell_saved(request, item, form):
    again = f"”{item.title}” finns redan på dagordningen. Inget nytt har lagts till."
    messages.success(request, said(item, f"”{item.title}” är sparad.{form.understood()}", again))
    if lacks := gate.missing(item):
        sentences = " ".join(need.sentence for need in lacks)
        messages.warning(request, f"Det här fattas innan punkten kan gå ut med kallelsen. {sentences}")
    elif lacks := gate.lacking(item):
        sentences = " ".join(need.sentence for need in lacks)
        messages.warning(request, f"Det här fattas, men punkten kan gå ut ändå. {sentences}")
    for _, _, sentence in ended_goals(item.meeting, [item]):
        messages.warning(request, sentence)


@require_POST
def placement(request, council, date, number):
    """Put a late item on an agenda that is already sent."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    act(request, f"”{item.title}” står nu på den utsända dagordningen.", put_on_agenda, item)
    return redirect(f"{meeting.url('agenda')}#punkt-{item.number}")


def continuation(request, council, date, number):
    """Take a matter up again that was postponed, referred back or dropped."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_keep(request.user, meeting.council))
    if not (item.is_left_open or item.is_dropped):
        raise Http404
    form = ContinuationForm(posted(request), meetings=[each for each in coming(meeting) if takes(each, item)])
    if form.is_valid():
        there = form.cleaned_data["meeting"]
        new = attempt(form, continue_item, item, there, by=request.user)
        if not form.errors:
            messages.success(request, f"”{new.title}” tas upp igen. Se över underlaget.")
            return redirect(there.url("item_texts", new.number) if there else new)
    return form_page(request, "meetings/continuation_form.html", form, meeting=meeting, item=item)

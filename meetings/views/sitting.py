"""The meeting day: the secretary's one page while the meeting goes on."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from meetings.forms.roll import AdjournmentForm, MovementForm
from meetings.forms.sitting import CommitmentForm, PhrasesForm, SettleForm, WritingForm
from meetings.models import Movement
from meetings.models.sitting import phrase_text
from meetings.planning.sitting import agenda_of, current_of, endings, following, pace_of, waiting
from meetings.views.autosave import answered, asks_by_script, is_own_save, kept_for, note_save, signed_out
from meetings.views.lookups import item_or_404, meeting_or_404, sheet_of
from meetings.views.nav import nav
from meetings.views.roll import roll_context
from meetings.views.settling import round_context
from meetings.workflow.sitting import change_phrases, turn_to, write_text
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.changes import changes
from rus_portal.core.permissions import (
    may_ask_at_once,
    may_keep,
    may_open_sitting,
    may_record_meeting,
    may_write_text,
    require,
)
from rus_portal.core.rich import as_rich
from rus_portal.core.seen import marks


@never_cache
def sitting(request, council, date):
    """At the item that is taken up, or else the first without an outcome."""
    meeting = meeting_or_404(request, council, date)
    require(may_open_sitting(request.user, meeting))
    items = agenda_of(meeting)
    shown = current_of(meeting, items)
    if shown is None or shown.is_minuted:
        shown = following(items, None)
    return sitting_page(request, meeting, items, shown, shown and WritingForm(saved=shown))


@login_not_required  # checked in the view, so that text sent after the session ended is not lost
@never_cache
def item(request, council, date, number):
    """One item's own address: the page with that item, and by fetch its text while it is being written."""
    key = f"motesdag-{council}-{date}-{number}"
    if not request.user.is_authenticated:
        return signed_out(request, key)
    meeting = meeting_or_404(request, council, date)
    found = item_or_404(request, meeting, number)
    require(may_open_sitting(request.user, meeting))
    items = agenda_of(meeting)
    shown = next((each for each in items if each == found), None)
    if shown is None:
        raise Http404
    require(may_write_text(request.user, shown))
    if request.method != "POST":
        return sitting_page(request, meeting, items, shown, WritingForm(kept_for(request, key), saved=shown))
    form = WritingForm(request.POST, saved=shown)
    save = partial(saved_from, request, shown, form, key)
    if asks_by_script(request):
        return answered(save, form)
    attempt(form, save)
    if form.errors:
        return sitting_page(request, meeting, items, shown, form)
    messages.success(request, "Texten är sparad.")
    return redirect(shown.url("sitting_item"))


def saved_from(request, item, form, key):
    """Saves what can be saved; the rest stays in the form with its errors. Answers the marks of what is saved
    now."""
    form.is_valid()
    facts = form.cleaned_data
    if is_own_save(request, key, marks(form.read(item))):
        facts = facts | {"seen": None}
    if "phrase" in request.POST:
        facts["discussion"] = facts.get("discussion", "") + as_rich(request.POST["phrase"])
    saved = write_text(item, by=request.user, **facts)
    seen = marks(form.read(saved))
    note_save(request, key, seen)
    return seen


def sitting_page(request, meeting, items, shown, form):
    current = current_of(meeting, items)
    context = roll_context(request, meeting)
    context |= comings_context(meeting, items, context["roll"])
    dissents = list(shown.dissents.standing().with_author()) if shown else []
    context |= round_context(request, shown) if shown else {}
    possible = endings(shown, dissents, context["silent"]) if shown else []
    is_reworded = shown and shown.is_position and shown.wording != shown.proposed_position
    context |= {
        "items": items,
        "item": shown,
        "current": current,
        "following": following(items, shown),
        "open_items": len(waiting(items)),
        "pace": current and shown == current and pace_of(meeting, items, shown),
        "phrases": phrase_text(meeting.council).splitlines(),
        "dissents": dissents,
        "endings": possible,
        "settle_form": SettleForm(endings=possible),
        "pieces": changes(shown.proposed_position, shown.wording) if is_reworded else [],
        "commitments": list(shown.commitments.order_by("noted_at", "pk")) if shown else [],
        "recorded": marks(shown.recorded) if shown else "",
        "commitment_form": CommitmentForm(),
        "may_ask_at_once": shown and may_ask_at_once(request.user, shown),
        "sheet": shown and sheet_of(request.user, meeting, shown.number),
    }
    context["shows_roll"] = "upprop" in request.GET or (current is None and context["roll"].waiting > 0)
    form = form or PhrasesForm(saved=meeting.council)  # an agenda without items has no text
    return form_page(request, "meetings/sitting.html", form, **context)


def comings_context(meeting, items, roll):
    moves = Movement.objects.filter(item__meeting=meeting).order_by("item__order", "pk")
    moves = list(moves.select_related("item", "attendance__person", "attendance__organisation"))
    pauses = list(meeting.adjournments.order_by("begins", "pk"))
    for pause in pauses:
        pause.meeting = meeting
    return {
        "moves": moves,
        "pauses": pauses,
        "happened": len(moves) + len(pauses),
        "meets_today": meeting.meets_on(timezone.localdate()),
        "is_paused": any(pause.ends is None for pause in pauses),
        "move_form": MovementForm(roll=roll, items=items),
        "pause_form": AdjournmentForm(meeting=meeting),
    }


@require_POST
def turn(request, council, date, number):
    """The meeting is at this item now, and so is the screen in the room."""
    meeting = meeting_or_404(request, council, date)
    shown = item_or_404(request, meeting, number)
    require(may_record_meeting(request.user, meeting))
    act(request, "", turn_to, shown)
    return redirect(f"{shown.url('sitting_item')}#punkt")


def phrases(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    form = PhrasesForm(posted(request), saved=meeting.council)
    if form.is_valid():
        attempt(form, change_phrases, meeting.council, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Fraserna är sparade.")
            return redirect(meeting.url("sitting"))
    page = {"meeting": meeting, "nav": nav(request.user, meeting, "sitting")}
    return form_page(request, "meetings/phrases_form.html", form, **page)

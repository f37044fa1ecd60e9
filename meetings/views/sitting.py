"""The meeting day: the secretary's one page while the meeting goes on."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from meetings.forms.sitting import PhrasesForm, WritingForm
from meetings.planning.sitting import agenda_of
from meetings.views.autosave import answered, asks_by_script, is_own_save, kept_for, note_save, signed_out
from meetings.views.lookups import ItemAway, item_or_404, meeting_or_404
from meetings.views.sitting_page import at_item, sitting_page
from meetings.workflow.sitting import change_phrases, turn_to, write_text
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import (
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
    return sitting_page(request, meeting, items, at_item(request, meeting, items))


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
        raise ItemAway(meeting, number=number)
    if shown.is_minuted and request.method == "GET":
        return redirect(shown.url("minutes"))
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
    messages.success(request, f"Texten är sparad.{form.understood()}")
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
    page = {"meeting": meeting}
    return form_page(request, "meetings/phrases_form.html", form, **page)

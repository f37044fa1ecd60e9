"""What became of an item, and a dissenting opinion typed in with it."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect

from meetings.forms.outcome import OutcomeForm
from meetings.models import AgendaItem
from meetings.planning.invitees import places_of
from meetings.views.lookups import item_to_record
from meetings.views.nav import next_to_record
from meetings.views.recording import recording_page
from meetings.workflow.dissent import join_dissent, lodge_dissent
from meetings.workflow.outcome import record_outcome
from rus_portal.core.acting import attempt, posted


def outcome(request, council, date, number):
    item = item_to_record(request, council, date, number)
    meeting = item.meeting
    dissents = list(item.dissents.standing().with_author())
    lodged = {dissent.seat_id for dissent in dissents}
    called = places_of(meeting) if item.is_position else []
    holders = [held for held in meeting.taking_position(called) if held.seat_id not in lodged]
    form = OutcomeForm(
        posted(request),
        saved=item,
        holders=holders,
        lodged=dissents if item.is_position else [],
        decisions=item.position.decisions.all() if hasattr(item, "position") else (),
    )
    if form.is_valid():
        attempt(form, record, item, form, by=request.user)
        if not form.errors:
            messages.success(request, told(item, form) + form.understood())
            return redirect(item.url("item_outcome") if "stay" in request.POST else after(item))
    context = {"item": item, "dissents": dissents}
    return recording_page(request, "meetings/outcome_form.html", form, meeting, **context)


@transaction.atomic
def record(item, form, *, by):
    """The outcome, and the dissenting opinion typed in with it, or neither."""
    if form.dissent():
        held, text, joins = form.dissent()
        spoken = {"seat": held.seat, "person": held.person, "by": by}
        join_dissent(joins, **spoken) if joins else lodge_dissent(item, text=text, **spoken)
    record_outcome(item, by=by, **form.facts())  # no position is adopted before the words of who dissents


def told(item, form):
    """What is so once it is saved; `item` is as it was before."""
    if form.cleaned_data["outcome"]:
        return f"Utfallet av ”{item.title}” är antecknat."
    if item.became:
        return f"Utfallet av ”{item.title}” är borttaget. Punkten är inte behandlad än."
    return f"Formuläret är sparat. Inget utfall av ”{item.title}” är antecknat än."


def after(item):
    """Where the secretary goes on: to the next item, and from the last one to what remains."""
    meeting = item.meeting
    left = meeting.items.on_the_agenda().exclude(pk__in=meeting.minuted_items)
    following = left.filter(order__gt=item.order).order_by("order", "pk").first()
    following = following or next_to_record(meeting)
    waits = following.stage == AgendaItem.Stage.ON_AGENDA or following.order > item.order
    return following.url("item_outcome") if waits else meeting.url("closing")

"""Lifting a matter off an agenda, the page that stays in its place, and the way back."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings.forms.lift import LiftForm
from meetings.models import AgendaItem, Document, Lift
from meetings.views.lookups import item_or_404, meeting_or_404
from meetings.workflow.lift import lift_item, return_item, why_gone
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import (
    may_change_documents,
    may_invite_guest,
    may_keep,
    may_lift,
    may_write_proposal,
    on_item,
    on_meeting,
    require,
)
from rus_portal.core.standing import standing_of


def lift(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_lift(request.user, item) and may_keep(request.user, meeting.council))
    form = LiftForm(posted(request), item=item)
    if form.is_valid():
        done = attempt(form, lift_item, item, by=request.user, **form.cleaned_data)
        if not form.errors:
            return redirect(f"{meeting.url('agenda')}?avlyft={done.pk}")
    return form_page(request, "meetings/lift_form.html", form, meeting=meeting, item=item)


@require_POST
def lift_return(request, council, date, pk):
    """Undo."""
    meeting = meeting_or_404(request, council, date)
    lifts = Lift.objects.visible_to(request.user, meeting).select_related("item")
    lift = get_object_or_404(lifts, pk=pk)
    item = act(request, f"”{lift.title}” är tillbaka där den stod.", return_item, lift)
    return redirect(f"{meeting.url('agenda')}#punkt-{item.number}" if item else meeting.url("agenda"))


def lift_of(user, meeting, **which):
    """The last such that was lifted off from there, as far as the person may know, or None."""
    lifts = Lift.objects.visible_to(user, meeting).filter(**which)
    lift = lifts.select_related("item", "to__council").order_by("-lifted_at", "-pk").first()
    return lift and with_undo(lift)


def with_undo(lift):
    """The lift with why it is not undone, as the verb would refuse it: asked where partials/lift_undo.html
    shows it, and not for those who may not undo it."""
    lift.why_gone = partial(why_gone, lift)
    return lift


# The pages of an item that take something, and whether it takes that where it is now: `may` is `on_item`.
TAKES = {
    "item_dissent": lambda may: may.dissent,
    "item_stance": lambda may: may.item.is_open_for_stances and may.follow,
    "item_notes": lambda may: may.write_note,
    "item_texts": lambda may: may.change,
    "item_documents": lambda may: may_change_documents(may.person, may.item.meeting, may.item),
    "item_guests": lambda may: may_invite_guest(may.person, may.item),
    "item_outcome": lambda may: may.record,
    "item_lift": lambda may: may.lift and may.keep,
    "item_continuation": lambda may: may.take_up_again,
}
IN_PREPARATION = {"item_texts": "proposal_texts", "item_documents": "proposal_documents"}


def lifted(request, meeting, **which):
    """What stands at the address of an item that is not there any more, and below it, and of what it had:
    what became of it, or None where the reader may know of nothing. A form that was sent there is not taken,
    and nothing of it is lost. An item that stands elsewhere on the same agenda has its pages there."""
    user, match = request.user, request.resolver_match
    lift = lift_of(user, meeting, **which)
    if lift is None:
        return None
    item = _as_it_is(user, lift)
    is_here = item and item.meeting == meeting
    if is_here and "number" not in match.kwargs:
        return None
    if is_here and item.number != match.kwargs["number"]:
        there = reverse(match.url_name, kwargs=match.kwargs | {"number": item.number})
        query = request.GET.urlencode()
        return redirect(f"{there}?{query}" if query else there, preserve_request=request.method == "POST")
    may = on_meeting(user, meeting)
    context = {
        "meeting": meeting,
        "lift": lift,
        "item": item,
        "form_there": _form_there(user, item, match) if item else "",
        "may": may,
        "tells_why": may.follow or meeting.council.prepared_by_id in standing_of(user).prepares,
    }
    is_file = not request.path.endswith("/") or match.url_name == "document"
    status = 409 if request.method == "POST" else 404 if is_file else 200
    return render(request, "meetings/lift_detail.html", context, status=status)


def _as_it_is(user, lift):
    """The matter on the meeting or in the preparation where it is now, if the reader may see it there."""
    visible = AgendaItem.objects.visible_to(user).filter(meeting__isnull=False)
    prepared = AgendaItem.objects.followed_by(user).filter(meeting__isnull=True)
    for items in (visible, prepared):
        if item := items.select_related("meeting__council", "council").filter(pk=lift.item_id).first():
            return item
    return None


def _form_there(user, item, match):
    """The address of the same form where the matter is now, if it takes it from the person."""
    name = match.url_name
    if name == "document_notes" and item.meeting:
        pk = match.kwargs["pk"]
        is_there = Document.objects.visible_to(user, item.meeting).filter(pk=pk).exists()
        return item.meeting.url(name, pk) if is_there else ""
    if item.meeting is None:
        taken = name in IN_PREPARATION and may_write_proposal(user, item)
        return reverse(IN_PREPARATION[name], args=[item.pk]) if taken else ""
    return item.url(name) if name in TAKES and TAKES[name](on_item(user, item)) else ""

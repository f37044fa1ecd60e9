"""A member's own dissenting opinion."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from meetings.forms.dissent import DissentForm
from meetings.models import DissentingOpinion
from meetings.views.lookups import item_or_404, meeting_or_404
from meetings.workflow.dissent import lodge_dissent, withdraw_dissent
from meetings.workflow.takeover import let_dissent_fall, take_over_dissent
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import may_lodge_dissent, may_take_over_dissent, require
from rus_portal.core.standing import seats_for_dissent


def dissent(request, council, date, number):
    """A member's own dissenting opinion: lodge it, see it, take it back."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_lodge_dissent(request.user, item))
    standing = list(item.dissents.standing().with_author())
    own = [dissent for dissent in standing if dissent.person_id == request.user.pk]
    left = [dissent for dissent in standing if dissent.is_left and may_take_over(request.user, dissent, item)]
    spoken = {dissent.seat_id for dissent in [*own, *left]}
    seats = [seat for seat in seats_for_dissent(request.user, item) if seat.pk not in spoken]
    form = DissentForm(posted(request), seats=seats) if seats else None
    if form and form.is_valid():
        attempt(form, lodge_dissent, item, by=request.user, **form.facts())
        if not form.errors:
            messages.success(request, "Den avvikande synpunkten är lämnad och följer ställningstagandet.")
            return redirect(item)
    context = {"meeting": meeting, "item": item, "own": own, "left": left}
    return form_page(
        request, "meetings/dissent_form.html", form or DissentForm(seats=[]), seats=seats, **context
    )


def may_take_over(person, dissent, item):
    dissent.item = item
    return may_take_over_dissent(person, dissent)


@require_POST
def withdrawal(request, council, date, pk):
    opinion = _opinion_or_404(request, council, date, pk)
    act(request, "Den avvikande synpunkten är återtagen.", withdraw_dissent, opinion)
    return redirect(opinion.item)


@require_POST
def takeover(request, council, date, pk):
    """What the one who had the seat before lodged: taken over, or let fall."""
    opinion = _opinion_or_404(request, council, date, pk)
    if "falls" in request.POST:
        act(request, "Den avvikande synpunkten har fallit.", let_dissent_fall, opinion)
    else:
        act(request, "Den avvikande synpunkten är nu din.", take_over_dissent, opinion)
    return redirect(opinion.item)


def _opinion_or_404(request, council, date, pk):
    meeting = meeting_or_404(request, council, date)
    opinions = DissentingOpinion.objects.visible_to(request.user).select_related("item", "seat__organisation")
    opinion = get_object_or_404(opinions, pk=pk, item__meeting=meeting)
    opinion.item.meeting = meeting
    return opinion

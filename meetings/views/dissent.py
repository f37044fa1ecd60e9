"""A member's own dissenting opinion, and what the secretariat typed in for another."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from councils.models import Seat
from meetings.forms.dissent import CorrectionForm, DissentForm
from meetings.models import AgendaItem, DissentingOpinion
from meetings.models.dissent import standing_dissent, whose_dissent
from meetings.models.visibility import kept_by
from meetings.views.lookups import ItemAway, item_or_404, meeting_or_404, of_item_or_404
from meetings.workflow.dissent import correct_dissent, join_dissent, lodge_dissent, withdraw_dissent
from meetings.workflow.takeover import let_dissent_fall, take_over_dissent
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import (
    may_correct_dissent,
    may_keep,
    may_lodge_dissent,
    may_take_over_dissent,
    may_withdraw_dissent,
    require,
)
from rus_portal.core.standing import seats_for_dissent, seats_taking_over


def dissent(request, council, date, number):
    """A member's own dissenting opinion: lodge it, see it, take it back."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    user, may = request.user, may_lodge_dissent(request.user, item)
    standing = list(item.dissents.standing().with_author())
    for each in standing:
        each.item = item
    own = [(each, may_withdraw_dissent(user, each)) for each in standing if each.person_id == user.pk]
    if request.method == "POST" or not own or meeting.is_minuted:  # one's own is seen without a new one
        if item.is_dropped:
            raise ItemAway(meeting, number=number)
        require(may)
    left = [each for each in standing if each.is_left and may_take_over_dissent(user, each)]
    seats = unspoken(user, item, others_than(standing, request.POST)) if may else []
    for seat in seats:
        seat.voice = whose_dissent(seat.organisation.name, seat.label)
    form = DissentForm(posted(request), seats=seats)
    if form.is_bound and not seats:  # lodged since the page was opened, as in another tab
        form.add_error(None, "Från din plats finns redan en synpunkt på punkten. Din text står kvar nedan.")
        form.is_late = True
    elif form.is_valid():
        lodged = attempt(form, lodge_dissent, item, by=request.user, **form.facts())
        if not form.errors:
            done = "Den avvikande synpunkten är lämnad och följer ställningstagandet."
            messages.success(request, said(lodged, done))
            return redirect(item)
    shown = standing_dissent(DissentingOpinion.objects.shown_to(user, meeting), [item.pk]) if seats else []
    heads = [each for each in shown if not each.joins_id and each.person_id != user.pk]
    joining = [(each, [seat for seat in seats if not each.is_voice_of(seat)]) for each in heads]
    context = {"meeting": meeting, "item": item, "own": own, "left": left, "may_lodge": may, "seats": seats}
    context["others"] = [(each, able) for each, able in joining if able]
    return form_page(request, "meetings/dissent_form.html", form, **context)


def others_than(dissents, sent):
    """But what is sent once more, which `lodge_dissent` knows again."""
    typed = " ".join(sent.get("text", "").split())
    return [each for each in dissents if " ".join(each.text.split()) != typed]


def unspoken(person, item, dissents):
    """The seats from which the person may lodge dissent, and from which none of these stands."""
    spoken = {dissent.seat_id for dissent in dissents}
    return [seat for seat in seats_for_dissent(person, item) if seat.pk not in spoken]


def correction(request, council, date, number, seat):
    """The secretariat puts right, or takes back, what it typed in for the holder of a seat, and notes it anew
    where it took it back by mistake."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_keep(request.user, meeting.council))
    seats = Seat.objects.filter(dissents__item=item).select_related("organisation").distinct()
    seat = get_object_or_404(seats, pk=seat)
    opinion = _standing(item, seat)
    gone = None if opinion else item.dissents.taken_back(seat)
    if typed := opinion or gone:
        typed.item = item
        require(may_correct_dissent(request.user, typed))
    form = CorrectionForm(posted(request), saved=opinion or gone)
    if form.is_valid():
        attempt(form, correct_dissent, item, seat, by=request.user, **form.cleaned_data)
        if not form.errors:
            done = "rättad" if opinion else "antecknad igen"
            messages.success(request, f"Den avvikande synpunkten är {done}.")
            return redirect(item)
        opinion = _standing(item, seat)
    context = {"meeting": meeting, "item": item, "seat": seat, "opinion": opinion, "gone": gone}
    return form_page(request, "meetings/dissent_correction.html", form, **context)


def _standing(item, seat):
    return item.dissents.standing().with_author().filter(seat=seat).first()


@require_POST
def joining(request, council, date, pk):
    """A member joins what another has lodged, from the seat chosen."""
    opinion = _opinion_or_404(request, council, date, pk)
    seats = {str(seat.pk): seat for seat in seats_for_dissent(request.user, opinion.item)}
    seat = seats.get(request.POST.get("seat")) or next(iter(seats.values()), None)
    done = f"Du har instämt i den avvikande synpunkten från {opinion.whose}."
    act(request, done, join_dissent, opinion, seat=seat)
    return redirect(opinion.item)


@require_POST
def withdrawal(request, council, date, pk):
    opinion = _opinion_or_404(request, council, date, pk)
    what = "Instämmandet är återtaget." if opinion.is_joining else "Den avvikande synpunkten är återtagen."
    done = act(request, what, withdraw_dissent, opinion)
    if done and opinion.person_id != request.user.pk:  # by mistake perhaps: it may be noted anew there
        return redirect(opinion.item.url("dissent_correction", opinion.seat_id))
    return redirect(opinion.item)


@require_POST
def takeover(request, council, date, pk):
    """What the one who had the seat before lodged: taken over, or let fall. Where that is done already, in
    another tab or by another, it is said by whom."""
    meeting = meeting_or_404(request, council, date)
    if done := _taken_or_fallen(request.user, meeting, pk):
        messages.error(request, done.became)
        return redirect(done.item)
    opinion = _opinion_or_404(request, council, date, pk)
    if "falls" in request.POST:
        act(request, "Den avvikande synpunkten har fallit.", let_dissent_fall, opinion)
    else:
        act(request, "Den avvikande synpunkten är nu din.", take_over_dissent, opinion)
    return redirect(opinion.item)


def _opinion_or_404(request, council, date, pk):
    meeting = meeting_or_404(request, council, date)
    user = request.user  # whoever typed one in, and took it back in another tab, is told so
    shown = DissentingOpinion.objects.shown_to(user) | kept_by(user, "item__meeting")
    opinions = DissentingOpinion.objects.filter(shown).select_related("seat__organisation")
    return of_item_or_404(meeting, opinions, pk)


def _taken_or_fallen(person, meeting, pk):
    """The opinion, where it was the person's to take over and stands no more, and the item is visible."""
    opinions = DissentingOpinion.objects.filter(pk=pk, withdrawn_at__isnull=False)
    items = AgendaItem.objects.visible_to(person, meeting)
    opinion = opinions.filter(item__in=items).select_related("item", "seat", "withdrawn_by").first()
    if opinion is None:
        return None
    opinion.item.meeting = meeting
    return opinion if opinion.became and seats_taking_over(person, opinion) else None

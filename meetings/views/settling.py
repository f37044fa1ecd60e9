"""How an item ends at the meeting: read back before it is set, and who undertakes what."""

from django.contrib import messages
from django.shortcuts import redirect

from meetings.forms.sitting import CommitmentForm, DissentAtMeetingForm, RoundForm, SettleForm
from meetings.planning.round import hinder_to, round_of, taking_part
from meetings.planning.sitting import agenda_of, endings, following
from meetings.views.autosave import asks_by_script
from meetings.views.dissent import others_than
from meetings.views.lookups import item_to_record
from meetings.views.sitting_page import press_on, refused_page, sitting_page
from meetings.workflow.dissent import lodge_dissent
from meetings.workflow.lift import lift_item
from meetings.workflow.outcome import record_outcome
from meetings.workflow.round import answer_round
from meetings.workflow.sitting import add_commitment, remove_commitment, turn_to
from rus_portal.core.acting import act, attempt, form_page, sent_from
from rus_portal.core.changes import changes
from rus_portal.core.forms import PortalForm
from rus_portal.core.once_more import said
from rus_portal.core.seen import marks, marks_in


def settling(request, council, date, number):
    """The outcome that the secretary has chosen, to read out; and once everyone has heard it, to set."""
    item = item_to_record(request, council, date, number)
    if "undo" in request.POST:
        done = f"Utfallet av ”{item.title}” är borttaget. Punkten är inte behandlad än."
        form = PortalForm(request.POST)
        act(request, done, record_outcome, item, outcome="", seen=marks_in(request.POST), form=form)
        return _back(request, item, "settle", form, "utfall")
    dissents = list(item.dissents.standing().with_author())
    hinder = hinder_to(item) if item.is_position else ""
    form = SettleForm(request.POST or request.GET, endings=endings(item, dissents, hinder))
    if form.errors and (request.method == "GET" or "choice" in form.errors):
        return refused_page(request, item.meeting, "settle", form, item)
    if request.method == "POST" and not form.errors:
        return _settle(request, item, form)
    context = {
        "item": item,
        "meeting": item.meeting,
        "ending": form.chosen,
        "dissents": dissents,
        "following": following(agenda_of(item.meeting), item),
    }
    is_reworded = form.chosen.is_adopted and item.wording != item.proposed_position
    context["pieces"] = changes(item.proposed_position, item.wording) if is_reworded else []
    context |= {"seen": marks(item.recorded), "named": " ".join(str(each.pk) for each in dissents)}
    return form_page(request, "meetings/outcome_read_back.html", form, **context)


def _settle(request, item, form):
    """Where the secretary goes on: the same item until the next one is taken up, which may be at once, and to
    the closing once all have their outcome."""
    facts, ending = form.cleaned_data, form.chosen
    if ending.is_withdrawn:
        told = f"”{item.title}” utgår."
        done = act(request, told, lift_item, item, "dropped", reason=facts["reason"], form=form)
    else:
        told = {"seen": facts["seen"] or "nothing", "dissents": form.read_back}
        adopted = {"text": item.wording, "review_on": facts["review_on"]} if ending.is_adopted else {}
        done = act(
            request,
            f"Utfallet av ”{item.title}” är antecknat.",
            record_outcome,
            item,
            outcome=ending.outcome,
            form=form,
            **told,
            **adopted,
        )
    if not done:
        return refused_page(request, item.meeting, "settle", form, item)
    after = following(agenda_of(item.meeting), item)
    if after is None:
        return redirect(item.meeting.url("closing"))
    if "on" in request.POST:
        act(request, "", turn_to, after)
        return redirect(f"{after.url('sitting_item')}#punkt")
    return redirect(item.meeting.url("sitting") if ending.is_withdrawn else item.url("sitting_item"))


@sent_from("sitting_item")
def answering(request, council, date, number):
    """One press in the round. A script gets the page as it now is, and takes what has changed."""
    item = item_to_record(request, council, date, number)
    voices, _ = round_of(item)
    form = RoundForm(request.POST, voices=voices)
    if form.is_valid():
        attempt(form, answer_round, item, form.answers(), by=request.user, seen=marks_in(request.POST))
    if asks_by_script(request) and not form.errors:
        return sitting_page(request, item.meeting, agenda_of(item.meeting), item)
    return _back(request, item, "round", form, "runda")


@sent_from("sitting_item")
def dissenting(request, council, date, number):
    """A dissenting opinion said at the meeting, word for word."""
    item = item_to_record(request, council, date, number)
    lodged = {each.seat_id for each in others_than(item.dissents.standing(), request.POST)}
    holders = [held for held in taking_part(item) if held.seat_id not in lodged]
    form = DissentAtMeetingForm(request.POST, holders=holders)
    if form.is_valid():
        held, text = form.cleaned_data["held"], form.cleaned_data["text"]
        facts = {"seat": held.seat, "person": held.person, "text": text}
        noted = attempt(form, lodge_dissent, item, by=request.user, **facts)
        if not form.errors:
            messages.success(request, said(noted, "Den avvikande synpunkten är antecknad."))
            return redirect(f"{item.url('sitting_item')}#runda")
    return form_page(request, "meetings/dissent_at_meeting.html", form, item=item, meeting=item.meeting)


@sent_from("sitting_item")
def commitments(request, council, date, number):
    """One more, or one taken away."""
    item = item_to_record(request, council, date, number)
    if "remove" in request.POST:
        form = press_on(request, item.commitments, "remove", "Åtagandet är borttaget.", remove_commitment)
    else:
        form = CommitmentForm(request.POST)
        if form.is_valid():
            act(request, "Åtagandet är antecknat.", add_commitment, item, form=form, **form.cleaned_data)
    return _back(request, item, "commitments", form, "ataganden")


def _back(request, item, place, form, anchor):
    if form.errors:
        return refused_page(request, item.meeting, place, form, item)
    return redirect(f"{item.url('sitting_item')}#{anchor}")

"""How an item ends at the meeting: read back before it is set, and who undertakes what."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from meetings.forms.sitting import CommitmentForm, DissentAtMeetingForm, RoundForm, SettleForm
from meetings.models.round import lines_without_text
from meetings.planning.round import all_prepared, taking_part, voices
from meetings.planning.sitting import agenda_of, endings, following, lacks_text
from meetings.views.autosave import asks_by_script
from meetings.views.lookups import item_or_404, meeting_or_404
from meetings.views.roll import is_whole
from meetings.workflow.dissent import lodge_dissent
from meetings.workflow.lift import lift_item
from meetings.workflow.outcome import record_outcome
from meetings.workflow.round import answer_round
from meetings.workflow.sitting import add_commitment, remove_commitment
from rus_portal.core.acting import act, attempt, form_page
from rus_portal.core.changes import changes
from rus_portal.core.permissions import may_record_meeting, may_record_outcome, require
from rus_portal.core.refusal import Refused, told_by_database
from rus_portal.core.seen import marks, marks_in


def settling(request, council, date, number):
    """The outcome that the secretary has chosen, to read out; and once everyone has heard it, to set."""
    item = _item(request, council, date, number)
    back = redirect(f"{item.url('sitting_item')}#utfall")
    if "undo" in request.POST:
        done = f"Utfallet av ”{item.title}” är borttaget. Punkten är inte behandlad än."
        act(request, done, record_outcome, item, outcome="", seen=marks_in(request.POST))
        return back
    dissents = list(item.dissents.standing().with_author())
    silent = lines_without_text(item)
    form = SettleForm(request.POST or request.GET, endings=endings(item, dissents, silent))
    if not is_whole(request, form):
        return back
    if request.method == "POST":
        return _settle(request, item, form) or back
    context = {
        "item": item,
        "meeting": item.meeting,
        "ending": form.chosen,
        "form": form,
        "dissents": dissents,
    }
    is_reworded = form.chosen.is_adopted and item.wording != item.proposed_position
    context["pieces"] = changes(item.proposed_position, item.wording) if is_reworded else []
    context |= {"seen": marks(item.recorded), "named": " ".join(str(each.pk) for each in dissents)}
    return render(request, "meetings/outcome_read_back.html", context)


def _settle(request, item, form):
    """Where the secretary goes on: the same item until the next one is taken up, and to the closing once all
    have their outcome. None where it was refused."""
    facts, ending = form.cleaned_data, form.chosen
    if ending.is_withdrawn:
        done = act(request, f"”{item.title}” utgår.", lift_item, item, "dropped", reason=facts["reason"])
    else:
        told = {"seen": facts["seen"] or "nothing", "dissents": form.read_back}
        adopted = {"text": item.wording, "review_on": facts["review_on"]} if ending.is_adopted else {}
        done = act(
            request,
            f"Utfallet av ”{item.title}” är antecknat.",
            record_outcome,
            item,
            outcome=ending.outcome,
            **told,
            **adopted,
        )
    if not done:
        return None
    left = following(agenda_of(item.meeting), None)
    if left is None:
        return redirect(item.meeting.url("closing"))
    return redirect(item.meeting.url("sitting") if ending.is_withdrawn else item.url("sitting_item"))


@require_POST
def answering(request, council, date, number):
    """One press in the round. A script gets the round as it now is, with why where nothing was done."""
    item = _item(request, council, date, number)
    form = RoundForm(request.POST, voices=voices(item))
    refused = "" if form.is_valid() else " ".join(form.non_field_errors())
    try:
        with told_by_database():
            if not refused:
                answer_round(item, form.answers(), by=request.user, seen=marks_in(request.POST))
    except Refused as no:
        refused = no.sentence
    if asks_by_script(request):
        context = round_context(request, item) | {"refused": refused}
        return render(request, "meetings/partials/round.html", context, status=409 if refused else 200)
    if refused:
        messages.error(request, refused)
    return redirect(f"{item.url('sitting_item')}#runda")


def round_context(request, item):
    """What the round shows; nothing for an item of information."""
    if not item.is_position:
        return {"voices": [], "silent": []}
    found = voices(item)
    lodged = {each.seat_id for voice in found for each in voice.dissents}
    holders = [held for voice in found for held in voice.people if held.seat_id not in lodged]
    silent = lines_without_text(item)
    return {
        "item": item,
        "meeting": item.meeting,
        "voices": found,
        "round_seen": marks({f"round_{voice.organisation.pk}": voice.said or None for voice in found}),
        "prepared": all_prepared(found),
        "silent": silent,
        "silent_told": lacks_text(silent) if silent else "",
        "dissent_form": DissentAtMeetingForm(holders=holders),
        "may_record": may_record_meeting(request.user, item.meeting),
        "refused": "",
    }


@require_POST
def dissenting(request, council, date, number):
    """A dissenting opinion said at the meeting, word for word."""
    item = _item(request, council, date, number)
    lodged = {each.seat_id for each in item.dissents.standing()}
    holders = [held for held in taking_part(item) if held.seat_id not in lodged]
    form = DissentAtMeetingForm(request.POST, holders=holders)
    if form.is_valid():
        held, text = form.cleaned_data["held"], form.cleaned_data["text"]
        facts = {"seat": held.seat, "person": held.person, "text": text}
        attempt(form, lodge_dissent, item, by=request.user, **facts)
        if not form.errors:
            messages.success(request, "Den avvikande synpunkten är antecknad.")
            return redirect(f"{item.url('sitting_item')}#runda")
    return form_page(request, "meetings/dissent_at_meeting.html", form, item=item, meeting=item.meeting)


@require_POST
def commitments(request, council, date, number):
    """One more, or one taken away."""
    item = _item(request, council, date, number)
    if "remove" in request.POST:
        pk = request.POST["remove"]
        commitment = get_object_or_404(item.commitments, pk=pk if pk.isdecimal() else 0)
        act(request, "Åtagandet är borttaget.", remove_commitment, commitment)
    else:
        form = CommitmentForm(request.POST)
        if is_whole(request, form):
            act(request, "Åtagandet är antecknat.", add_commitment, item, **form.cleaned_data)
        else:
            messages.info(request, " · ".join(filter(None, map(form.data.get, form.fields))))
    return redirect(f"{item.url('sitting_item')}#ataganden")


def _item(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_record_outcome(request.user, item))
    return item

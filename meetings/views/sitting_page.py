"""What the page of the meeting day shows, all of it and in its parts. Where a press did nothing it is shown
again with why, where the button is, and with what was typed."""

from django.utils import timezone

from meetings.forms.roll import AdjournmentForm, MovementForm
from meetings.forms.sitting import CommitmentForm, DissentAtMeetingForm, PhrasesForm, SettleForm, WritingForm
from meetings.models import Movement
from meetings.models.sitting import phrase_text
from meetings.planning.roll import Roll, roll_of
from meetings.planning.round import all_prepared, round_of, why_not_adopted
from meetings.planning.sitting import agenda_of, current_of, endings, following, pace_of, waiting
from meetings.views.lookups import sheet_of
from rus_portal.core.acting import act, form_page
from rus_portal.core.changes import changes
from rus_portal.core.forms import PortalForm
from rus_portal.core.permissions import may_ask_at_once, may_record_meeting
from rus_portal.core.seen import marks

SMALL_FORMS = {
    "move_form": MovementForm,
    "pause_form": AdjournmentForm,
    "commitment_form": CommitmentForm,
    "settle_form": SettleForm,
}


def sitting_page(request, meeting, items, shown, form=None, **refused):
    """`form` is that of the texts."""
    current = current_of(meeting, items)
    roll = Roll(meeting, roll_of(meeting))
    context = comings_context(meeting, items, roll, shown)
    dissents = list(shown.dissents.standing().with_author()) if shown else []
    context |= round_context(shown) if shown else {}
    possible = endings(shown, dissents, context["hinder"]) if shown else []
    is_reworded = shown and shown.is_position and shown.wording != shown.proposed_position
    context |= {
        "meeting": meeting,
        "roll": roll,
        "may_record": may_record_meeting(request.user, meeting),
        "refused": {},
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
    context["shows_roll"] = "upprop" in request.GET or (current is None and roll.waiting > 0)
    if form is None:  # an agenda without items has no text
        form = WritingForm(saved=shown) if shown else PhrasesForm(saved=meeting.council)
    return form_page(request, "meetings/sitting.html", form, **context | refused)


def refused_page(request, meeting, place, form, item=None):
    """The page once more, since the small form or the button at `place` did nothing."""
    items = agenda_of(meeting)
    shown = item or at_item(request, meeting, items)
    typed = {name: form for name, kind in SMALL_FORMS.items() if isinstance(form, kind)}
    response = sitting_page(request, meeting, items, shown, refused={place: _told(form)}, **typed)
    response.status_code = 422
    return response


def press_on(request, rows, name, done, verb, **facts):
    """A button on one of the rows of a list, which another window may have taken away. Why nothing was done
    is in the form that it answers."""
    form, pk = PortalForm(request.POST), request.POST[name]
    row = rows.filter(pk=pk if pk.isdecimal() else 0).first()
    if row is None:
        form.add_error(None, "Det är redan borttaget.")
    else:
        act(request, done, verb, row, form=form, **facts)
    return form


def _told(form):
    return " ".join(sentence for sentences in form.errors.values() for sentence in sentences)


def at_item(request, meeting, items):
    """The item that the page is at: that where a button was pressed on it, else the one that is taken up, or
    the first without an outcome."""
    pressed_at = next((each for each in items if f"{each.number}" == request.POST.get("at")), None)
    return pressed_at or current_of(meeting, items) or following(items, None)


def comings_context(meeting, items, roll, shown):
    moves = Movement.objects.filter(item__meeting=meeting).order_by("item__order", "pk")
    moves = list(moves.select_related("item", "attendance__person", "attendance__organisation"))
    pauses = list(meeting.adjournments.order_by("begins", "pk"))
    for each in [*pauses, *[move.item for move in moves]]:
        each.meeting = meeting
    return {
        "moves": moves,
        "pauses": pauses,
        "happened": len(moves) + len(pauses),
        "meets_today": meeting.meets_on(timezone.localdate()),
        "is_paused": any(pause.ends is None for pause in pauses),
        "move_form": MovementForm(roll=roll, items=items, initial={"item": shown and shown.pk}),
        "pause_form": AdjournmentForm(meeting=meeting),
    }


def round_context(item):
    """What the round shows; nothing for an item of information."""
    if not item.is_position:
        return {"voices": [], "hinder": ""}
    found, silent = round_of(item)
    lodged = {each.seat_id for voice in found for each in voice.dissents}
    holders = [held for voice in found for held in voice.people if held.seat_id not in lodged]
    return {
        "voices": found,
        "round_seen": marks({f"round_{voice.organisation.pk}": voice.said or None for voice in found}),
        "prepared": all_prepared(found),
        "hinder": why_not_adopted(found, silent),
        "dissent_form": DissentAtMeetingForm(holders=holders),
    }

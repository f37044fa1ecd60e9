"""The agenda as a whole: its order, and the chair's approval, asked for by the secretariat, given by whoever
chairs the meeting, or answered with what to change."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.agenda.approval import approval_of, chairing, digest
from meetings.models import AgendaApproval, AgendaBreak
from meetings.workflow.item import edit_item
from meetings.workflow.letter import after_agenda_answer, ask_leader
from meetings.workflow.locks import locked_meeting
from meetings.workflow.summons import complete_items
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import may_approve_agenda, may_ask_for_approval, may_change_meeting, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_seen
from rus_portal.core.words import day


@transaction.atomic
def order_items(meeting, rows, *, by, minutes=None, seen=None, at=None):
    """Set the order of the agenda, and the minutes of those that `minutes` has. `rows` must name the items,
    each once, but those dropped, and the breaks (`Meeting.agenda_rows`). `seen` is the mark of what the
    writer saw of both."""
    meeting = locked_meeting(meeting)
    require(may_change_meeting(by, meeting))
    order, at = tuple(map(str, rows)), at or timezone.now()
    now = {row: length for row, (_, length) in meeting.agenda_rows.items()}
    minutes = now | {str(row): length for row, length in (minutes or {}).items()}
    require_seen(meeting, _as_seen(order, minutes), seen, now=_as_seen(tuple(now), now))
    if sorted(order) != sorted(now) or sorted(minutes) != sorted(now):
        raise Refused("Dagordningen har ändrats av någon annan. Ladda om sidan och ordna på nytt.")
    if order != tuple(now):
        _place(meeting, order)
        journal.log("order_items", meeting, "Dagordningens ordning ändrades.", by=by, at=at)
    changed = [row for row in now if minutes[row] != now[row]]
    for item in meeting.items.filter(pk__in=[row for row in changed if row.isdecimal()]):
        edit_item(item, by=by, at=at, minutes_needed=minutes[str(item.pk)])
    for each in meeting.breaks.order_by("order", "pk"):
        if each.row in changed:
            each.minutes_needed = minutes[each.row]
            each.full_clean()
            each.save()
            sentence = f"{each} på dagordningen ändrades till {each.minutes_needed} minuter."
            journal.log("change_break", meeting, sentence, by=by, at=at)
    return meeting


def _as_seen(order, minutes):
    return {"order": order} | {f"minutes_{row}": length for row, length in minutes.items()}


def _place(meeting, order):
    """Items are numbered through in their order, and each break has the number of the item it comes after."""
    breaks, place = {each.row: each.pk for each in meeting.breaks.all()}, 0
    for row in order:
        if row in breaks:
            meeting.breaks.filter(pk=breaks[row]).exclude(order=place).update(order=place)
        else:
            place += 1
            meeting.items.filter(pk=row).exclude(order=place).update(order=place)


@transaction.atomic
def add_break(meeting, *, by, kind, minutes, after=None, at=None):
    """A break after the item with the id `after`, or last."""
    meeting = locked_meeting(meeting)
    require(may_change_meeting(by, meeting))
    items = meeting.items.exclude(stage="withdrawn")
    stands = items.filter(pk=after).first() if after else items.order_by("order", "pk").last()
    if after and stands is None:
        raise Refused("Punkten som pausen ska följa på står inte kvar. Välj en annan.")
    each = AgendaBreak(meeting=meeting, kind=kind, minutes_needed=minutes)
    each.order = stands.order if stands else 0
    each.full_clean()
    refuse_again(each)
    each.save()
    sentence = f"{each} på {minutes} minuter lades in på dagordningen."
    journal.log("add_break", meeting, sentence, by=by, at=at or timezone.now())
    return each


@transaction.atomic
def remove_break(each, *, by, at=None):
    meeting = locked_meeting(each.meeting)
    require(may_change_meeting(by, meeting))
    found = meeting.breaks.filter(pk=each.pk).first()
    if found is None:
        raise Refused("Pausen är redan borttagen.")
    found.delete()
    sentence = f"{each} på {each.minutes_needed} minuter togs bort från dagordningen."
    journal.log("remove_break", meeting, sentence, by=by, at=at or timezone.now())


@transaction.atomic
def ask_for_approval(meeting, *, by, at=None):
    """Ask the chair to approve the agenda, and from now on show it with its documents to the chair. Only an
    agenda that could be sent."""
    meeting = locked_meeting(meeting)
    require(may_ask_for_approval(by, meeting))
    complete_items(meeting)
    asked = chairing(meeting)
    if not asked:
        raise Refused("Mötet har ingen ordförande att fråga. Välj en bland mötets uppgifter.")
    approval = approval_of(meeting)
    if approval.is_given:
        raise Refused("Dagordningen är redan godkänd som den står.")
    if approval.is_awaited:
        raise Refused("Ordföranden är redan tillfrågad och läser dagordningen som den står nu.")
    row = AgendaApproval.objects.create(meeting=meeting, asked_at=at or timezone.now(), asked_by=by)
    sentence = f"{asked[0]} ombads att godkänna dagordningen till mötet {day(meeting.date)}."
    journal.log("ask_for_approval", meeting, sentence, by=by, at=row.asked_at)
    ask_leader(meeting, at=row.asked_at)
    return row


@transaction.atomic
def approve_agenda(meeting, *, by, seen=None, at=None):
    """Approve the agenda as it is now. `seen` is the `digest` of what the chair has read: if something was
    changed meanwhile the approval is refused."""
    meeting = locked_meeting(meeting)
    require(may_approve_agenda(by, meeting))
    approval = approval_of(meeting)
    if not approval.is_awaited:
        raise Refused("Dagordningen väntar inte på något godkännande just nu.")
    if seen is not None and seen != digest(approval.content):
        raise Refused("Dagordningen ändrades medan du läste. Läs den igen innan du godkänner den.")
    complete_items(meeting)
    row = approval.asked
    row.approved_at, row.approved_by, row.content = at or timezone.now(), by, approval.content
    row.save()
    sentence = f"Dagordningen till mötet {day(meeting.date)} godkändes."
    journal.log("approve_agenda", meeting, sentence, by=by, at=row.approved_at)
    after_agenda_answer(row)
    return row


@transaction.atomic
def return_agenda(meeting, *, by, text, at=None):
    """Return the agenda to the secretariat, with what the chair wants changed before being asked again."""
    meeting = locked_meeting(meeting)
    require(may_approve_agenda(by, meeting))
    if not text.strip():
        raise Refused("Skriv vad som ska ändras. Kansliet läser det.")
    row = meeting.agenda_approvals.awaited().latest("asked_at", "pk")
    row.returned_at, row.returned_by, row.change_wanted = at or timezone.now(), by, text.strip()
    row.save()
    sentence = f"Dagordningen till mötet {day(meeting.date)} lämnades tillbaka för ändring."
    journal.log("return_agenda", meeting, sentence, by=by, at=row.returned_at)
    after_agenda_answer(row)
    return row

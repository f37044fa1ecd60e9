"""The chair's approval of an agenda: asked for by the secretariat, given by whoever chairs the meeting, or
answered with what to change."""

from django.db import transaction
from django.utils import timezone

from councils.journal import record
from councils.refusal import Refused
from meetings.approval import approval_of, chairing, digest
from meetings.models import AgendaApproval
from meetings.workflow import letters
from meetings.workflow.meetings import complete_items, day, locked
from rus_portal.permissions import may_approve_agenda, may_ask_for_approval, require


@transaction.atomic
def ask_for_approval(meeting, *, by, at=None):
    """Put the agenda before the chair, who from now on reads it with its papers. Only what could be sent."""
    meeting = locked(meeting)
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
    record("ask_for_approval", meeting, sentence, by=by, at=row.asked_at)
    letters.after_asking(row, asked[0])
    return row


@transaction.atomic
def approve_agenda(meeting, *, by, seen=None, at=None):
    """The agenda as it stands now. `seen` is the `digest` of what the chair has read: if something was
    changed meanwhile it is refused."""
    meeting = locked(meeting)
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
    record("approve_agenda", meeting, sentence, by=by, at=row.approved_at)
    letters.after_answer(row)
    return row


@transaction.atomic
def return_agenda(meeting, *, by, text, at=None):
    """To the secretariat, with what the chair wants changed. Then the chair is asked again."""
    meeting = locked(meeting)
    require(may_approve_agenda(by, meeting))
    if not text.strip():
        raise Refused("Skriv vad som ska ändras. Kansliet läser det.")
    row = meeting.agenda_approvals.awaited().latest("asked_at", "pk")
    row.returned_at, row.returned_by, row.change_wanted = at or timezone.now(), by, text.strip()
    row.save()
    sentence = f"Dagordningen till mötet {day(meeting.date)} lämnades tillbaka för ändring."
    record("return_agenda", meeting, sentence, by=by, at=row.returned_at)
    letters.after_answer(row)
    return row

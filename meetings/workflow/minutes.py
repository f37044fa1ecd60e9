"""Minutes: send for approval, approve, recall, publish. The last approval seals record and bytes."""

import hashlib

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.minutes import compile_record
from meetings.models import Minutes, MinutesApproval, Position, SealedFile
from meetings.pdf import minutes_pdf
from meetings.workflow.locks import locked_minutes
from meetings.workflow.position import publish_positions
from rus_portal.core.permissions import (
    may_approve_minutes,
    may_publish_minutes,
    may_recall_minutes,
    may_send_minutes,
    require,
)
from rus_portal.core.refusal import Refused, step

Stage = Minutes.Stage


TRANSITIONS = {
    Stage.DRAFT: {Stage.SENT},
    Stage.SENT: {Stage.DRAFT, Stage.APPROVED},
    Stage.APPROVED: {Stage.PUBLISHED},
    Stage.PUBLISHED: set(),
}


@transaction.atomic
def send_minutes(minutes, *, by, at=None):
    """Ask the chair and the chosen approvers to approve."""
    minutes = locked_minutes(minutes)
    require(may_send_minutes(by, minutes))
    meeting = minutes.meeting
    if meeting.stage != meeting.Stage.HELD:
        raise Refused("Avsluta mötet innan protokollet går ut för justering.")
    approvers = set(meeting.approvers.all()) | ({meeting.chair} if meeting.chair else set())
    if not approvers:
        raise Refused("Välj minst en justerare, eller ange mötets ordförande.")
    stages = step(minutes, Stage.SENT, TRANSITIONS)
    minutes.sent_at, minutes.sent_by = at or timezone.now(), by
    minutes.save()
    minutes.approvals.all().delete()
    MinutesApproval.objects.bulk_create(
        MinutesApproval(minutes=minutes, person=person) for person in sorted(approvers, key=lambda p: p.pk)
    )
    names = ", ".join(sorted(person.name for person in approvers))
    journal.log(
        "send_minutes",
        minutes,
        f"Protokollet skickades för justering till {names}.",
        by=by,
        at=minutes.sent_at,
        **stages,
    )
    return minutes


@transaction.atomic
def approve_minutes(minutes, *, by, at=None):
    """One approver's approval of the minutes. The last one freezes their record and seals the PDF."""
    minutes = locked_minutes(minutes)
    require(may_approve_minutes(by, minutes))
    at = at or timezone.now()
    minutes.approvals.filter(person=by).update(approved_at=at, change_wanted="")
    journal.log("approve_minutes", minutes, f"{by} justerade protokollet.", by=by, at=at)
    if minutes.approvals.filter(approved_at=None).exists():
        return minutes
    stages = step(minutes, Stage.APPROVED, TRANSITIONS)
    minutes.approved_at, minutes.approved_by = at, by
    minutes.record = compile_record(minutes)
    content = minutes_pdf(minutes.record)
    minutes.sha256 = hashlib.sha256(content).hexdigest()
    minutes.save()
    SealedFile.objects.create(minutes=minutes, content=content)
    sentence = f"Protokollet är justerat och låst, {minutes.sha256[:12]}."
    journal.log("seal_minutes", minutes, sentence, by=by, at=at, **stages)
    journal.anchor(at=at)
    return minutes


@transaction.atomic
def want_change(minutes, text, *, by, at=None):
    """An approver says what should read otherwise; the secretariat may then recall the minutes."""
    minutes = locked_minutes(minutes)
    require(may_approve_minutes(by, minutes))
    if not text.strip():
        raise Refused("Skriv vad som ska ändras.")
    minutes.approvals.filter(person=by).update(change_wanted=text.strip())
    journal.log(
        "want_change", minutes, f"{by} bad om en ändring i protokollet.", by=by, at=at or timezone.now()
    )
    return minutes


@transaction.atomic
def recall_minutes(minutes, *, by, at=None):
    """Back to draft. Approvals already given are asked for again, since the text may change."""
    minutes = locked_minutes(minutes)
    require(may_recall_minutes(by, minutes))
    stages = step(minutes, Stage.DRAFT, TRANSITIONS)
    minutes.sent_at = minutes.sent_by = None
    minutes.save()
    at = at or timezone.now()
    journal.log("recall_minutes", minutes, "Protokollet togs tillbaka för ändring.", by=by, at=at, **stages)
    return minutes


@transaction.atomic
def publish_minutes(minutes, *, by, at=None):
    """The minutes and the positions in them become public at once."""
    minutes = locked_minutes(minutes)
    require(may_publish_minutes(by, minutes))
    at = at or timezone.now()
    stages = step(minutes, Stage.PUBLISHED, TRANSITIONS)
    minutes.published_at, minutes.published_by = at, by
    minutes.save(update_fields=["stage", "published_at", "published_by"])
    positions = Position.objects.filter(item__meeting=minutes.meeting, published_at=None)
    publish_positions(positions.select_related("item__meeting", "council").order_by("number"), by=by, at=at)
    journal.log("publish_minutes", minutes, "Protokollet publicerades.", by=by, at=at, **stages)
    return minutes

"""What the home organisations decided after a position."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import FormalDecision
from meetings.workflow.locks import locked_position
from rus_portal.core.permissions import may_record_decision, require
from rus_portal.core.seen import require_seen


@transaction.atomic
def record_decision(position, organisation, *, by, status, seen=None, at=None, **facts):
    """What an organisation's own body did, or means to do, with the position. Says it anew if said before;
    `seen` are the marks of what the writer saw. The organisation's name is the one of the day when that
    became so."""
    position = locked_position(position)
    require(may_record_decision(by, position))
    decision = FormalDecision.objects.filter(position=position, organisation=organisation).first()
    decision = decision or FormalDecision(position=position, organisation=organisation)
    require_seen(decision, facts | {"status": status}, seen)
    if not decision.organisation_name or decision.status != status:
        decision.organisation_name = organisation.name
    decision.status = status
    for field, value in facts.items():
        setattr(decision, field, value)
    decision.full_clean()
    decision.save()
    sentence = f"{decision.organisation_name}: {decision.get_status_display().lower()}."
    journal.log("record_decision", position, sentence, by=by, at=at or timezone.now())
    return decision

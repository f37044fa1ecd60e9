"""What the home organisations decided after a position."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import FormalDecision
from meetings.workflow.locks import locked_position
from rus_portal.core.permissions import may_record_decision, require
from rus_portal.core.seen import plain, require_seen, values_of


@transaction.atomic
def record_decision(position, organisation, *, by, status, seen=None, at=None, **facts):
    """What an organisation's own body did, or means to do, with the position. Says it anew if said before;
    `seen` are the marks of what the writer saw. The organisation's name is the one of the day when that
    became so. The organisation and the secretariat correct each other, and the journal keeps what stood."""
    position = locked_position(position)
    require(may_record_decision(by, position, organisation))
    decision = FormalDecision.objects.filter(position=position, organisation=organisation).first()
    decision = decision or FormalDecision(position=position, organisation=organisation)
    facts |= {"status": status}
    require_seen(decision, facts, seen)
    before = values_of(decision, facts) if decision.pk else {}
    if not decision.organisation_name or decision.status != status:
        decision.organisation_name = organisation.name
    for field, value in facts.items():
        setattr(decision, field, value)
    decision.full_clean()
    decision.save()
    sentence = f"{decision.organisation_name}: {decision.get_status_display().lower()}."
    changed = [name for name in facts if plain(before.get(name)) != plain(facts[name])]
    was, now = ({name: plain(each.get(name)) for name in changed} for each in (before, facts))
    journal.log("record_decision", position, sentence, by=by, at=at or timezone.now(), before=was, after=now)
    return decision

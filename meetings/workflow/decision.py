"""What the home organisations decided after a position."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import FormalDecision
from meetings.workflow.locks import locked_position
from rus_portal.core.permissions import may_record_decision, require
from rus_portal.core.seen import mark, marks_of, plain, require_seen, unmarked, values_of


@transaction.atomic
def record_decision(position, organisation, *, by, status, seen=None, at=None, **facts):
    """What an organisation's own body did, or means to do, with the position. Says it anew if said before;
    `seen` are the marks of what the writer saw. The organisation's name is the one of the day when that
    became so. The organisation and the secretariat correct each other, and the journal keeps what stood, also
    of what belonged to the state before."""
    position = locked_position(position)
    require(may_record_decision(by, position, organisation))
    decision = FormalDecision.objects.filter(position=position, organisation=organisation).first()
    decision = decision or FormalDecision(position=position, organisation=organisation)
    facts = _of_state(decision, facts | {"status": status}, seen)
    require_seen(decision, facts, seen)
    before = values_of(decision, facts) if decision.pk else {}
    if not decision.organisation_name or decision.status != status:
        decision.organisation_name = organisation.name
    changed = [name for name in facts if plain(before.get(name)) != plain(facts[name])]
    if decision.pk and not changed:
        return decision
    for field, value in facts.items():
        setattr(decision, field, value)
    decision.full_clean()
    decision.save()
    sentence = f"{decision.organisation_name}: {decision.get_status_display().lower()}."
    was, now = ({name: plain(each.get(name)) for name in changed} for each in (before, facts))
    journal.log("record_decision", position, sentence, by=by, at=at or timezone.now(), before=was, after=now)
    return decision


def _of_state(decision, facts, seen):
    """The facts without what belonged to the state before, as the writer saw it. What is written anew
    and does not belong to the state is not thrown away, but refused."""
    status = FormalDecision.Status(facts["status"])
    names = ["status", *FormalDecision.OF_STATES]
    saw = unmarked(seen if isinstance(seen, str) else marks_of(seen or decision, names))
    left = {name for name, states in FormalDecision.OF_STATES.items() if status not in states}
    if status not in FormalDecision.TAKEN and saw.get("status") in map(mark, FormalDecision.TAKEN):
        left.add("decided_note")  # it told of the day when it was taken
    wrong = {}
    for name in left:
        value = facts.get(name)
        field = getattr(FormalDecision, name).field
        if not value or mark(value) == saw.get(name):
            facts[name] = None if field.null else ""
        elif status not in FormalDecision.OF_STATES[name]:
            label = field.verbose_name.capitalize()
            wrong[name] = f"{label} hör inte till läget {status.label}. Välj ett annat läge, eller töm den."
    if wrong:
        raise ValidationError(wrong)
    return facts

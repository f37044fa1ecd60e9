"""What the home organisations decided after a position."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import FormalDecision
from meetings.workflow.locks import locked_position
from meetings.workflow.put_right import corrected, tell_keepers
from rus_portal.core.permissions import may_record_decision, require
from rus_portal.core.refusal import put
from rus_portal.core.seen import mark, marks_of, plain, require_seen, unmarked, values_of
from rus_portal.core.words import day

Status = FormalDecision.Status


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
    stood = [] if _words(decision) == Status.NOT_ANSWERED.label else [_sentence(decision)]
    if not decision.organisation_name or decision.status != status:
        decision.organisation_name = organisation.name
    changed = [name for name in facts if plain(before.get(name)) != plain(facts[name])]
    if decision.pk and not changed:
        return decision
    at, words = at or timezone.now(), _words(decision)
    put(decision, corrected(decision, stood, by=by, at=at))
    put(decision, facts)
    decision.full_clean()
    decision.save()
    tell_keepers(decision, words, _words(decision), by=by, at=at)
    was, now = ({name: plain(each.get(name)) for name in changed} for each in (before, facts))
    journal.log("record_decision", position, _sentence(decision), by=by, at=at, before=was, after=now)
    return decision


def _sentence(decision):
    return f"{decision.organisation_name}: {decision.get_status_display().lower()}."


def _words(decision):
    """What an organisation has told, for those who keep it there."""
    dated = [getattr(FormalDecision, name).field for name in ("planned_on", "decided_on")]
    days = [(each.verbose_name.capitalize(), getattr(decision, each.name)) for each in dated]
    told = [decision.get_status_display(), decision.body, *(f"{what}: {day(on)}" for what, on in days if on)]
    told += [decision.decided_note, decision.paragraph, decision.registry_number, decision.link]
    return "\n".join(filter(None, [*told, decision.note]))


def _of_state(decision, facts, seen):
    """The facts without what belonged to the state before, as the writer saw it. What is written anew
    and does not belong to the state is not thrown away, but refused."""
    status = Status(facts["status"])
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

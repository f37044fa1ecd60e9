"""After a meeting those who were there are asked how well it lived up to the pledge: ask, answer, decline.

Nothing here is in the journal, for it has a time and an order (docs/adr/0043)."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from meetings.models import Attendance, EvaluatedPrinciple, Evaluator
from meetings.models.evaluation import is_over
from meetings.workflow.locks import locked_evaluator
from rus_portal.core.permissions import may_evaluate, require
from rus_portal.core.refusal import Refused

OPEN = dt.timedelta(
    days=21
)  # from the closing: time for those who are away, and done before the next meeting
State = Evaluator.State


def ask_those_present(meeting, *, at):
    """Call with the meeting locked, when it has been closed. The words are those of the first closing; at a
    later one those who were noted as present since are asked too, and those who were not are left alone,
    unless they have answered. Once all have, nobody more is asked: the answers may have been seen. Whoever
    is erased, and may have answered, is never asked."""
    today, states = timezone.localdate(at), set(meeting.evaluators.values_list("state", flat=True))
    if meeting.evaluated_until is None:
        _begin(meeting, today)
    if meeting.evaluated_until is None or meeting.evaluated_until < today or states == {State.ANSWERED}:
        return
    there = meeting.attendances.filter(status__in=Attendance.THERE, person__is_active=True)
    there = there.order_by("person__name", "person")
    present = list(dict.fromkeys(there.values_list("person", flat=True)))
    meeting.evaluators.exclude(state=State.ANSWERED).exclude(person__in=present).delete()
    asked = set(meeting.evaluators.values_list("person", flat=True))
    rows = [Evaluator(meeting=meeting, person_id=person) for person in present if person not in asked]
    Evaluator.objects.bulk_create(rows)


def _begin(meeting, today):
    """Not where nobody was called out, or nothing is pledged, or it is retold."""
    rows = [
        EvaluatedPrinciple(meeting=meeting, council=council, number=number, words=words)
        for council, number, words in meeting.pledged
    ]
    if rows and not meeting.source and meeting.attendances.filter(status__in=Attendance.THERE).exists():
        EvaluatedPrinciple.objects.bulk_create(rows)
        meeting.evaluated_until = today + OPEN
        meeting.save(update_fields=["evaluated_until"])


@transaction.atomic
def evaluate(asked, *, by, answers, at=None):
    """One answer on each principle, by its id. That one answered and what was answered are written in one
    transaction, and can be told apart from nobody's afterwards: it is neither changed nor taken back."""
    asked = locked_evaluator(asked)
    require(may_evaluate(by, asked.meeting, asked, timezone.localdate(at)))
    principles = asked.meeting.evaluated_principles
    if {*answers} != {*principles.values_list("pk", flat=True)}:
        raise Refused("Svara på varje punkt. Den du inte vill svara på har ett eget val.")
    asked.state = State.ANSWERED
    asked.save(update_fields=["state"])
    for principle, answer in sorted(answers.items()):
        if answer not in EvaluatedPrinciple.ANSWERS:
            raise Refused("Välj något av svaren i listan.")
        principles.filter(pk=principle).update(**{answer: F(answer) + 1})
    return asked


@transaction.atomic
def decline_evaluation(asked, *, by, at=None):
    """It no longer waits for the person, who may still answer."""
    asked = locked_evaluator(asked)
    require(may_evaluate(by, asked.meeting, asked, timezone.localdate(at)))
    asked.state = State.DECLINED
    asked.save(update_fields=["state"])
    return asked


def forget_evaluators():
    """Where nobody can answer any more it is of no use who has. Returns how many were forgotten."""
    return Evaluator.objects.filter(is_over(), person__isnull=False).update(person=None)

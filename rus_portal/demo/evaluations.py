"""What some of those who were at the demo's meetings answered about the pledge: invented, as all of the year.

A row has for each principle how many gave each answer, in the order of the scale."""

from meetings.models import EvaluatedPrinciple
from meetings.workflow.evaluation import evaluate
from rus_portal.demo.people import ROLES, email_of


def answer_about(meeting, counts, *, at):
    """Not by those whom a visitor may be: for them the question waits."""
    cast = [email_of(part) for part in ROLES.values()]
    asked = meeting.evaluators.exclude(person__email__in=cast).order_by("pk")[: sum(counts[0])]
    principles = meeting.evaluated_principles.order_by("number").values_list("pk", flat=True)
    given = [_each_answer(row) for row in counts]
    for nth, one in enumerate(asked):
        answers = {pk: given[place][nth] for place, pk in enumerate(principles)}
        evaluate(one, by=one.person, answers=answers, at=at)


def _each_answer(row):
    return [
        answer for answer, count in zip(EvaluatedPrinciple.ANSWERS, row, strict=True) for _ in range(count)
    ]

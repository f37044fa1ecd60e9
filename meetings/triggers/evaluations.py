"""How well meetings lived up to the pledge: who has answered, and what was answered (docs/adr/0043)."""

from meetings.models import EvaluatedPrinciple, Evaluator
from meetings.triggers.fragments import COUNTED, IS_NO_ANSWER, IS_NOT_THERE
from meetings.triggers.refusal import COMES, Refusal

State = Evaluator.State

RULES = (
    # Only those who were there are asked, and nobody has answered before being asked.
    Refusal("evaluator_there", "meetings_evaluator", IS_NOT_THERE, ("meeting_id", "person_id"), COMES),
    Refusal(
        "evaluator_begins", "meetings_evaluator", f"{{row}}.state <> '{State.WAITING}'", events=("INSERT",)
    ),
    # Who has answered has answered for good. The person may be forgotten.
    Refusal(
        "evaluator_answered",
        "meetings_evaluator",
        f"{{row}}.state = '{State.ANSWERED}'",
        ("meeting_id", "state"),
    ),
    # What was asked stands, and each answer is counted once.
    Refusal(
        "evaluated_words",
        "meetings_evaluatedprinciple",
        columns=("meeting_id", "council_id", "number", "words"),
    ),
    Refusal("evaluated_begins", "meetings_evaluatedprinciple", f"{COUNTED} <> 0", events=("INSERT",)),
    Refusal(
        "evaluated_counts",
        "meetings_evaluatedprinciple",
        IS_NO_ANSWER,
        EvaluatedPrinciple.ANSWERS,
        ("UPDATE",),
    ),
)

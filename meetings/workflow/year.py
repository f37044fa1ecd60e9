"""A year of meetings, planned in one act."""

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.workflow.meeting import plan_meeting
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day


@transaction.atomic
def plan_year(rows, *, by, at=None):
    """All or none. `rows` are dicts with council and the facts that `plan_meeting` takes."""
    planned = []
    for row in rows:
        facts = {field: value for field, value in row.items() if field != "council"}
        try:
            planned.append(plan_meeting(row["council"], by=by, at=at, **facts))
        except ValidationError as breach:
            which = f"{row['council']} {day(row['date'])}"
            raise Refused(f"Inget möte är skapat. {which}: {' '.join(breach.messages)}") from breach
    return planned

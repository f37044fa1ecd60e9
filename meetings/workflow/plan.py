"""The councils adopt an edition of the strategic plan."""

from django.db import transaction

from meetings.models import Position
from rus_portal.core.permissions import may_change_edition, require
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day, listed
from strategy.workflow.plan import adopt_edition


@transaction.atomic
def adopt_plan(plan, *, by, councils, adopted_on, applies_from, position=None, seen=None, at=None):
    """The councils are named as they are called today. The position that they adopted it in, where there is
    one, is one of theirs."""
    require(may_change_edition(by, plan))
    if position:
        position = (
            Position.objects.select_for_update(of=("self",)).select_related("council").get(pk=position.pk)
        )
        if position.council not in councils:
            wrong = f"{position.designation} togs av {position.council_name}. Välj också det rådet."
            raise Refused(wrong, about="councils")
        if position.adopted_on > adopted_on:
            wrong = f"{position.designation} togs först den {day(position.adopted_on)}. Ange en dag från då."
            raise Refused(wrong, about="adopted_on")
        if position.adopted_plan_id:
            raise Refused(f"I {position.designation} antogs redan {position.adopted_plan}.", about="position")
    adopted_by = listed([council.name for council in councils])
    plan = adopt_edition(
        plan,
        by=by,
        adopted_on=adopted_on,
        adopted_by=adopted_by,
        applies_from=applies_from,
        seen=seen,
        at=at,
    )
    if position:
        position.adopted_plan = plan
        position.save(update_fields=["adopted_plan"])
    return plan

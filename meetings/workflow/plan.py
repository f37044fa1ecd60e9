"""The councils adopt an edition of the strategic plan, and what is said of that may be put right."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import Position
from rus_portal.core.permissions import may_change_edition, may_correct_adoption, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_untouched
from rus_portal.core.words import day, listed
from strategy.adoption import CORRECTS, PUT_RIGHT
from strategy.models import StrategicPlan
from strategy.workflow.plan import adopt_edition, require_in_line

FACTS = ("adopted_on", "adopted_by", "applies_from")
CORRECTED = (*FACTS, "adopted_in")  # and the positions


@transaction.atomic
def adopt_plan(plan, *, by, councils, adopted_on, applies_from, position=None, seen=None, at=None):
    """The councils are named as they are called today. The position that they adopted it in, where there is
    one, is one of theirs."""
    require(may_change_edition(by, plan))
    position = position and _held(position, adopted_on, by)
    if position and position.council not in councils:
        wrong = f"{position.designation} togs av {position.council_name}. Välj också det rådet."
        raise Refused(wrong, about="councils")
    adopted_by = listed([council.name for council in councils])
    facts = {"adopted_on": adopted_on, "adopted_by": adopted_by, "applies_from": applies_from}
    plan = adopt_edition(plan, by=by, **facts, seen=seen, at=at)
    _tie(position, plan)
    return plan


def _held(position, adopted_on, by, plan=None):
    """One that the person may read, locked; of no other plan."""
    rows = Position.objects.visible_to(by).select_for_update(of=("self",)).select_related("council")
    position = rows.filter(pk=position.pk).first()
    if position is None:
        raise Refused("Ställningstagandet finns inte längre att välja.", about="position")
    if position.adopted_on > adopted_on:
        wrong = f"{position.designation} togs först den {day(position.adopted_on)}. Ange en dag från då."
        raise Refused(wrong, about="adopted_on")
    if position.adopted_plan_id not in (None, plan and plan.pk):
        raise Refused(f"I {position.designation} antogs redan {position.adopted_plan}.", about="position")
    return position


def _tie(position, plan):
    if position:
        position.adopted_plan = plan
        position.save(update_fields=["adopted_plan"])


@transaction.atomic
def correct_adoption(
    plan, *, by, adopted_on, adopted_by, applies_from, position=None, reason="", seen=None, at=None
):
    """What was not known is written; what was wrong is put right with a reason, and everyone is told that it
    was. The words of the edition stand, and so does a position that the person may not read."""
    plan, at = StrategicPlan.with_drafts.select_for_update(of=("self",)).get(pk=plan.pk), at or timezone.now()
    require(may_correct_adoption(by, plan))
    require_untouched(plan, seen, CORRECTED)
    position = position and _held(position, adopted_on, by, plan)
    if position and position.council_name not in adopted_by:
        wrong = f"{position.designation} togs av {position.council_name}. Skriv också det rådet."
        raise Refused(wrong, about="adopted_by")
    if applies_from:
        require_in_line(plan, applies_from)
    read = Position.objects.visible_to(by).filter(adopted_plan=plan)
    tied = list(read.select_for_update(of=("self",)).order_by("adopted_on", "pk"))
    before = _told(plan, tied)
    plan.adopted_on, plan.adopted_by, plan.applies_from = adopted_on, adopted_by, applies_from
    after = _told(plan, [position] if position else [])
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return plan
    before, after = ({name: told[name] for name in changed} for told in (before, after))
    sentence = f"Det som inte var känt om antagandet av {plan} skrevs in."
    if any(before.values()):
        if not reason.strip():
            raise Refused("Skriv varför det rättas.", about="reason")
        plan.adoption_corrected_at, plan.adoption_corrected_by, plan.adoption_correction = at, by, reason
        sentence = f"Det som sägs om antagandet av {plan}{PUT_RIGHT}{reason}"
    plan.full_clean()
    plan.save()
    for each in tied:
        if each != position:
            each.adopted_plan = None
            each.save(update_fields=["adopted_plan"])
    if position not in tied:
        _tie(position, plan)
    journal.log(CORRECTS, plan, sentence, by=by, at=at, before=before, after=after)
    return plan


def _told(plan, positions):
    """As the journal has it."""
    facts = {name: str(getattr(plan, name) or "") for name in FACTS}
    return facts | {"positions": listed([each.designation for each in positions])}

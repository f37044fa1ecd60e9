"""The councils adopt an edition of the strategic plan, and what is said of that may be put right."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import Position
from rus_portal.core.permissions import may_change_edition, may_correct_adoption, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_seen, values_of
from rus_portal.core.words import day, listed
from strategy.adoption import CORRECTS, FACTS, PUT_RIGHT
from strategy.models import StrategicPlan
from strategy.workflow.plan import adopt_edition, require_in_line

UNREAD = (
    "Planen är redan knuten till ett ställningstagande som inte är publicerat än, och som du inte läser."
    " Rådets kansli ändrar det."
)


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
    adopted_in = [position.pk] if position else []
    plan = adopt_edition(plan, by=by, **facts, adopted_in=adopted_in, seen=seen, at=at)
    if position:
        _tie(position, plan)
    return plan


def _held(position, adopted_on, by, plan=None):
    """One that the person may read, locked; of no other plan."""
    about = "positions" if plan else "position"
    rows = Position.objects.visible_to(by).select_for_update(of=("self",)).select_related("council")
    position = rows.filter(pk=position.pk).first()
    if position is None:
        raise Refused("Ställningstagandet finns inte längre att välja.", about=about)
    if position.adopted_on > adopted_on:
        wrong = f"{position.designation} togs först den {day(position.adopted_on)}. Ange en dag från då."
        raise Refused(wrong, about="adopted_on")
    if position.adopted_plan_id not in (None, plan and plan.pk):
        raise Refused(f"I {position.designation} antogs redan {position.adopted_plan}.", about=about)
    return position


def _tie(position, plan):
    position.adopted_plan = plan
    position.save(update_fields=["adopted_plan"])


def read_of(plan, person):
    """The positions in which it was adopted, of those that the person may read."""
    read = Position.objects.visible_to(person).filter(adopted_plan=plan)
    return list(read.order_by("adopted_on", "pk"))


@transaction.atomic
def correct_adoption(
    plan, *, by, adopted_on, adopted_by, applies_from, positions=(), reason="", seen=None, at=None
):
    """What was not known is written; what was wrong is put right with a reason, and everyone is told that it
    was. The words of the edition stand, and so does a position that the person may not read: while there is
    one, the person chooses no other."""
    plan, at = StrategicPlan.with_drafts.select_for_update(of=("self",)).get(pk=plan.pk), at or timezone.now()
    require(may_correct_adoption(by, plan))
    every = list(plan.adopted_in.select_for_update(of=("self",)))
    tied = read_of(plan, by)
    facts = {"adopted_on": adopted_on, "adopted_by": adopted_by, "applies_from": applies_from}
    chosen = {"positions": list(positions)}
    require_seen(plan, facts | chosen, seen, now=values_of(plan, FACTS) | {"positions": tied})
    positions = [_held(each, adopted_on, by, plan) for each in positions]
    for position in positions:
        if position.council_name not in adopted_by:
            wrong = f"{position.designation} togs av {position.council_name}. Skriv också det rådet."
            raise Refused(wrong, about="adopted_by")
    if len(every) > len(tied) and set(positions) != set(tied):
        raise Refused(UNREAD, about="positions")
    if applies_from:
        require_in_line(plan, applies_from)
    before = _told(plan, tied)
    plan.adopted_on, plan.adopted_by, plan.applies_from = adopted_on, adopted_by, applies_from
    after = _told(plan, positions)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return plan
    before, after = ({name: told[name] for name in changed} for told in (before, after))
    sentence = f"Det som inte var känt om antagandet av {plan} skrevs in. {reason}".strip()
    if any(before.values()):
        if not reason.strip():
            raise Refused("Skriv varför det rättas.", about="reason")
        plan.adoption_corrected_at, plan.adoption_corrected_by, plan.adoption_correction = at, by, reason
        sentence = f"Det som sägs om antagandet av {plan}{PUT_RIGHT}{reason}"
    plan.full_clean()
    plan.save()
    for each in tied:
        if each not in positions:
            _tie(each, None)
    for each in positions:
        if each not in tied:
            _tie(each, plan)
    journal.log(CORRECTS, plan, sentence, by=by, at=at, before=before, after=after)
    return plan


def _told(plan, positions):
    """As the journal has it: positions by their keys, since not all who read it may read of them."""
    facts = {name: str(getattr(plan, name) or "") for name in FACTS}
    return facts | {"adopted_in": sorted(each.pk for each in positions)}

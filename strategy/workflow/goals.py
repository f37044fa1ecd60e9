"""Which goals an indicator measures, or an issue of the advocacy agenda serves."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from rus_portal.core.permissions import may_keep_basics, require
from rus_portal.core.seen import require_seen


@transaction.atomic
def tie_goals(thing, *, by, goals, seen=None, at=None):
    """The goals that the thing belongs to, all of them."""
    thing = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    require(may_keep_basics(by))
    before = list(thing.goals.all())
    require_seen(thing, {"goals": goals}, seen, now={"goals": before})
    if set(goals) != set(before):
        thing.goals.set(goals)
        sentence = f"Målen som ”{thing}” hör till ändrades."
        told = {"before": {"goals": _codes(before)}, "after": {"goals": _codes(goals)}}
        journal.log("tie_goals", thing, sentence, by=by, at=at or timezone.now(), **told)
    return thing


def _codes(goals):
    return ", ".join(sorted(goal.code for goal in goals))

"""Which goals a focus area serves."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from rus_portal.core.permissions import may_keep_basics, require
from rus_portal.core.seen import require_seen
from strategy.models import FocusArea


@transaction.atomic
def serve_goals(area, *, by, goals, confirmed, seen=None, at=None):
    """The goals that the area serves, those confirmed among them. A link is a proposal until the secretariat
    has confirmed it."""
    area, at = FocusArea.with_drafts.select_for_update().get(pk=area.pk), at or timezone.now()
    require(may_keep_basics(by))
    before, now = told(area), served(area)
    goals = [*goals, *(goal for goal in confirmed if goal not in goals)]
    require_seen(area, {"goals": goals, "confirmed": confirmed}, seen, now=now)
    area.goal_links.exclude(goal__in=goals).delete()
    for goal in goals:
        link, _ = area.goal_links.get_or_create(goal=goal)
        is_confirmed = goal in confirmed
        if is_confirmed != bool(link.confirmed_on):
            link.confirmed_on = timezone.localdate(at) if is_confirmed else None
            link.save(update_fields=["confirmed_on"])
    after = told(area)
    if after != before:
        sentence = f"Målen som fokusområdet ”{area}” tjänar ändrades."
        journal.log("serve_goals", area, sentence, by=by, at=at, before=before, after=after)
    return area


def served(area):
    """The goals, and those of them that are confirmed."""
    links = list(area.goal_links.select_related("goal").order_by("goal__order", "pk"))
    return {
        "goals": [link.goal for link in links],
        "confirmed": [link.goal for link in links if link.confirmed_on],
    }


def told(area):
    return {name: ", ".join(goal.code for goal in goals) for name, goals in served(area).items()}

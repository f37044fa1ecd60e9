"""Which goals a focus area serves."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from rus_portal.core.permissions import may_keep_basics, require
from strategy.models import FocusArea


@transaction.atomic
def serve_goals(area, *, by, goals, confirmed, at=None):
    """The goals that the area serves, those confirmed among them. A link is a proposal until the secretariat
    has confirmed it."""
    area, at = FocusArea.objects.select_for_update().get(pk=area.pk), at or timezone.now()
    require(may_keep_basics(by))
    before = told(area)
    goals = [*goals, *(goal for goal in confirmed if goal not in goals)]
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


def told(area):
    """Codes of the goals, and of those that are confirmed."""
    links = area.goal_links.select_related("goal").order_by("goal__order", "pk")
    return {
        "goals": ", ".join(link.goal.code for link in links),
        "confirmed": ", ".join(link.goal.code for link in links if link.confirmed_on),
    }

"""What items serve that is no goal on the day of their meeting: of another strategy than the one in force
then, or ended by then. Whoever may change them is told; it stops nothing: what was chosen was right once."""

from meetings.models import AgendaItem
from rus_portal.core.prepared import prepared
from rus_portal.core.words import day, listed
from strategy.models import Strategy


def ended_goals(meeting, items):
    """(item, where its goals are chosen, the sentence that says which are none that day) of those of the
    meeting's items that nothing has become of yet. Two queries, however many items."""
    waits = [item for item in items if item.stage in AgendaItem.WAITS]
    if not waits:
        return []
    serves = {item.pk: [item.primary_goal] if item.primary_goal_id else [] for item in waits}
    for link in _further_goals(meeting):
        serves.get(link.agendaitem_id, []).append(link.goal)
    strategy = Strategy.objects.in_force(meeting.date)
    found = [
        (item, [goal for goal in serves[item.pk] if _is_none(goal, strategy, meeting)]) for item in waits
    ]
    return [
        (item, f"{item.url('item_texts')}#id_primary_goal", _told(goals, meeting))
        for item, goals in found
        if goals
    ]


def _is_none(goal, strategy, meeting):
    return goal.strategy_id != strategy.pk or goal.has_ended(meeting.date)


@prepared
def _further_goals(meeting):
    links = AgendaItem.goals.through.objects.filter(agendaitem__meeting=meeting).select_related("goal")
    return links.order_by("goal__order", "goal__code", "pk")


def _told(goals, meeting):
    which = listed([f"”{goal}”" for goal in goals])
    what, instead = ("Målet", "ett mål") if len(goals) == 1 else ("Målen", "mål")
    return f"{what} {which} gäller inte den {day(meeting.date)}. Välj {instead} som gäller då."

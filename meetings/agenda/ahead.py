"""What everyone may know of a coming meeting's agenda: the titles, where the council has chosen so."""

from meetings.models import AgendaItem
from rus_portal.core.prepared import prepared


def with_titles(meetings):
    """The meetings, each with its titles as `told_ahead`, (number, title). One query more where a council has
    chosen so."""
    meetings = list(meetings)
    asked = [each.pk for each in meetings if each.council.titles_ahead and each.convened_at]
    titles: dict = {}
    for meeting, number, title in _titles(asked) if asked else ():
        titles.setdefault(meeting, []).append((number, title))
    for meeting in meetings:
        meeting.told_ahead = titles.get(meeting.pk, [])
    return meetings


@prepared
def _titles(meetings):
    items = AgendaItem.objects.told_ahead().filter(meeting__in=meetings).order_by("meeting", "order", "pk")
    return items.values_list("meeting", "number", "title")

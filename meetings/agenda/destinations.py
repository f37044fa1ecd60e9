"""Where a matter may be led from an agenda, and where it usually is."""

from django.db.models import Q

from meetings.models import AgendaItem, Lift, Meeting

Way, Stage = Lift.Way, Meeting.Stage


def takes(meeting, item):
    """The council that the matter is for meets there: the one that it was proposed to, else one of those of
    its own meeting. Reads `joint_with`."""
    councils = [item.council] if item.council else item.meeting.councils
    return any(council in meeting.councils for council in councils)


def coming(meeting):
    """The meetings ahead that may take something from this one, in order. Two queries."""
    councils = [council.pk for council in meeting.councils]
    joint = Meeting.joint_with.through.objects.filter(council__in=councils).values("meeting")
    found = Meeting.objects.upcoming().filter(Q(council__in=councils) | Q(pk__in=joint))
    found = found.filter(stage__in=[Stage.PLANNED, Stage.CONVENED]).exclude(pk=meeting.pk)
    return list(found.select_related("council").prefetch_related("joint_with", "items"))


def usual(item, meetings):
    """To the next planned meeting, back to preparation if there is none. What comes up at every meeting is
    dropped: the next one has its own. `meetings` as from `coming`."""
    following = next((each for each in meetings if each.stage == Stage.PLANNED and takes(each, item)), None)
    own = {each.title for each in following.items.all()} if following else set()
    recurring = {row.title for row in item.meeting.council.recurring_items.all()}
    if item.title in own | recurring:
        return Way.DROPPED
    return following or Way.PREPARATION


def usual_of(meeting):
    """The same of all that waits on a meeting: by the id of each item."""
    meetings = coming(meeting)
    return {item.pk: usual(item, meetings) for item in waiting_on(meeting)}


def waiting_on(meeting):
    """The items of a meeting that nothing has become of yet, in order."""
    items = meeting.items.filter(stage__in=AgendaItem.WAITS).select_related("council").order_by("order", "pk")
    items = list(items)
    for item in items:
        item.meeting = meeting
    return items

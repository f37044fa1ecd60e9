"""What everyone in the room may see of where the meeting is: nothing but what stands here."""

import hashlib
from dataclasses import astuple, dataclass

from django.utils import timezone

from meetings.models import Adjournment, AgendaItem, Meeting, Sitting
from rus_portal.core.prepared import prepared


@dataclass(frozen=True)
class Shown:
    """The item that is taken up: empty where none is. `points` are the proposed position as it is worded now,
    or what has been adopted. `after` is the next one without an outcome."""

    number: int = 0
    title: str = ""
    type: str = ""
    goal: str = ""
    goal_title: str = ""
    points: tuple = ()
    is_adopted: bool = False
    after: str = ""
    is_paused: bool = False
    goes_on: bool = True

    @property
    def mark(self):
        """Another where anything that is shown is another."""
        return hashlib.blake2s(repr(astuple(self)).encode(), digest_size=8).hexdigest()


def now_of(meeting):
    """Where the meeting is, on its days while it goes on. Else nothing of it, and no query."""
    goes_on = meeting.stage == Meeting.Stage.CONVENED and meeting.meets_on(timezone.localdate())
    return shown_of(meeting) if goes_on else Shown(goes_on=False)


def shown_of(meeting):
    """Three queries."""
    sitting = next(iter(_sitting(meeting)), None)
    item = sitting and sitting.current
    after = next(iter(_following(meeting, item.order if item else -1, item.pk if item else 0)), None)
    led_on, is_paused = f"{after.number}. {after.title}" if after else "", bool(_paused(meeting))
    if item is None:
        return Shown(after=led_on, is_paused=is_paused)
    position = getattr(item, "position", None)
    points = (position.points if position else item.wording_points) if item.is_position else []
    goal = item.primary_goal
    what = (item.number, item.title, item.type, goal.code, goal.title, tuple(points))
    return Shown(*what, is_adopted=position is not None, after=led_on, is_paused=is_paused)


@prepared
def _sitting(meeting):
    its = Sitting.objects.filter(meeting=meeting)
    return its.select_related("item__primary_goal", "item__treatment", "item__position")


@prepared
def _following(meeting, order, but):
    """After it, where nothing has become of it yet."""
    left = AgendaItem.objects.filter(meeting=meeting, stage=AgendaItem.Stage.ON_AGENDA).exclude(pk=but)
    return left.filter(order__gt=order).order_by("order", "pk")[:1]


@prepared
def _paused(meeting):
    return Adjournment.objects.filter(meeting=meeting, ends=None).order_by("pk")

"""The agenda of a meeting as one reader meets it."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from meetings.clock import Slot, clock_of
from meetings.models import AgendaItem, DissentingOpinion, Position
from meetings.reading import marked_items, state_of

Stage = AgendaItem.Stage


@dataclass(frozen=True)
class Row:
    """One line of the agenda. `position` is set only when it is published, and so has an address."""

    item: AgendaItem
    slot: Slot | None
    papers: list
    outcome: str
    position: Position | None

    @property
    def state(self):
        """Whether the reader has read it."""
        return state_of(self.item)


def items_for(user, meeting):
    """All the reader may see on the meeting, in order, with the number of dissenting opinions and the
    reader's own marks. One query."""
    dissent = DissentingOpinion.objects.visible_to(user).standing().filter(item=OuterRef("pk"))
    counted = dissent.order_by().values("item").annotate(number=Count("pk")).values("number")
    items = list(
        marked_items(AgendaItem.objects.visible_to(user).filter(meeting=meeting), user)
        .select_related("primary_goal", "position")
        .annotate(dissent_count=Coalesce(Subquery(counted), 0))
        .order_by("order", "pk")
    )
    for item in items:
        item.meeting = meeting
    return items


def on_the_agenda(meeting, items):
    """What stands on the agenda: the items that went out, or before the summons those in preparation."""
    stages = AgendaItem.ON_AN_AGENDA if meeting.convened_at else AgendaItem.DRAFTED
    return [item for item in items if item.stage in stages]


def rows_of(meeting, agenda, papers):
    """The lines with their times and papers (see `meetings.papers`), and the clock plan they come from."""
    clock = clock_of(meeting, agenda)
    rows = [
        Row(item, slot, papers[item.pk], outcome_of(item), _published(item))
        for item, slot in zip(agenda, clock.slots, strict=True)
    ]
    return rows, clock


def outcome_of(item):
    """What the outcome badge says: the outcome, or that the item was postponed."""
    return item.outcome or (Stage.POSTPONED if item.stage == Stage.POSTPONED else "")


def _published(item):
    position = getattr(item, "position", None)
    return position if position and position.published_at else None

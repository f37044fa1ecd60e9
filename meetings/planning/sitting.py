"""The meeting as it goes on, for the one who keeps its record: where it is, how it keeps to its plan, and in
which ways an item may end."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from meetings.agenda.timetable import LONGEST_SITTING, timetable_of
from meetings.models import AgendaItem, Sitting
from rus_portal.core.words import day, listed

Outcome, Stage = AgendaItem.Outcome, AgendaItem.Stage
MINUTE = dt.timedelta(minutes=1)


def agenda_of(meeting):
    """The items in order, with what has been made of each."""
    items = meeting.items.on_the_agenda().order_by("order", "pk")
    items = list(
        items.select_related("treatment", "position", "primary_goal__level", "primary_goal__strategy")
    )
    for item in items:
        item.meeting = meeting
    return items


def current_of(meeting, items):
    """The one of the items that is taken up now, or None; none that is immediately approved."""
    sitting = Sitting.objects.filter(meeting=meeting).first()
    taken_up = next((item for item in items if sitting and item.pk == sitting.item_id), None)
    return None if taken_up and taken_up.is_minuted else taken_up


def waiting(items):
    return [item for item in items if item.stage == Stage.ON_AGENDA]


def sooner_than_begun(meeting, at=None):
    """Why the meeting can hardly be over yet, as a sentence; empty once it was to begin."""
    if meeting.starts <= (at or timezone.now()):
        return ""
    return f"Mötet är kallat till den {day(meeting.date)} kl. {meeting.start_time:%H.%M} och har inte börjat."


def following(items, item):
    """The next one without an outcome, after this one or else before it."""
    left = [each for each in waiting(items) if each != item]
    later = [each for each in left if item is None or each.order > item.order]
    return next(iter([*later, *left]), None)


@dataclass(frozen=True)
class Pace:
    """How an item keeps to its time: when it was to begin and did, and so many minutes as it was given."""

    planned: dt.datetime
    begun: dt.datetime
    minutes: int
    now: dt.datetime

    @property
    def spent(self):
        return (self.now - self.begun) // MINUTE

    @property
    def drift(self):
        """Minutes behind the plan, or ahead of it where less than none: how late it began, and what it has
        gone over."""
        return (self.begun - self.planned) // MINUTE + max(0, self.spent - self.minutes)

    @property
    def words(self):
        late = self.drift
        if abs(late) <= 1:
            return "enligt planen"
        return f"{abs(late)} minuter {'efter' if late > 0 else 'före'} planen"


def pace_of(meeting, items, item, now=None):
    """None for one that has not been taken up, once the meeting cannot go on any longer, and where it has
    nights in it, which have no place in the timetable."""
    begun, now = getattr(item, "treatment", None) and item.treatment.begun_at, now or timezone.now()
    slot = timetable_of(meeting, items).slots[items.index(item)]
    if not begun or slot is None:
        return None
    planned = timezone.make_aware(slot.starts)
    is_then = max(abs(begun - planned), now - begun) <= LONGEST_SITTING
    return Pace(planned, begun, item.minutes_needed, now) if is_then else None


@dataclass(frozen=True)
class Ending:
    """A way in which an item ends: what it is called, and what is read back before it is set."""

    key: str
    label: str
    told: str
    outcome: str = ""

    @property
    def is_adopted(self):
        return self.outcome == Outcome.ADOPTED

    @property
    def is_noted(self):
        """The sentence is all there is to read back: it is set where it is chosen."""
        return self.outcome == Outcome.NOTED

    @property
    def is_withdrawn(self):
        return self.key == "withdrawn"


NOTED = Ending("noted", "Informationen noterad", "Rådet noterar informationen.", Outcome.NOTED)
REFERRED_BACK = Ending(
    "referred_back", "Återförd till beredning", "Punkten återförs till beredning.", Outcome.REFERRED_BACK
)
NO_CONSENSUS = Ending(
    "no_consensus",
    "Ingen samsyn",
    "Rådet når ingen samsyn. Inget ställningstagande antas.",
    Outcome.NO_CONSENSUS,
)
POSTPONED = Ending("postponed", "Framflyttad", "Punkten flyttas fram till ett annat möte.", Stage.POSTPONED)
WITHDRAWN = Ending(
    "withdrawn",
    "Utgår på mötet",
    "Punkten utgår. Den får ingen paragraf, och protokollet säger att den utgick.",
)


def endings(item, dissents, hinder=""):
    """Those that are possible now; `hinder`: why no position is adopted. Which one it was the secretary says:
    it is never worked out from what the organisations said."""
    if not item.is_position:
        return [NOTED, POSTPONED, WITHDRAWN]
    adopted = [] if hinder else [_adopted(dissents)]
    return [*adopted, REFERRED_BACK, POSTPONED, NO_CONSENSUS, WITHDRAWN]


def _adopted(dissents):
    told = "Samverkansrådet ställer sig bakom det som står här, i samsyn."
    if not dissents:
        return Ending("consensus", "I samsyn", told, Outcome.ADOPTED)
    whose = listed([f"{each.whose} ({each.person})" for each in dissents])
    told = f"{told} Avvikande synpunkt antecknas från {whose}."
    return Ending("dissent", "I samsyn, med avvikande synpunkt antecknad", told, Outcome.ADOPTED)

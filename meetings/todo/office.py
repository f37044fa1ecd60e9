"""The secretariat's work list: the one source of its page, of its part of the own page, and of its count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from councils.models import Council, Seat
from meetings.models.visibility import EVERYTHING
from meetings.todo.consulted import open_consultations
from meetings.todo.following import to_follow_up
from meetings.todo.relinked import to_relink
from meetings.todo.seats import unreached, vacancies
from meetings.todo.worklist import Task, in_preparation, late_decisions, left_behind, requested, work
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import is_kept_by, standing_of
from rus_portal.core.words import day_soon


@dataclass(frozen=True)
class Part:
    """Tasks of one kind, under a heading."""

    heading: str
    tasks: list


@dataclass(frozen=True)
class Section:
    """One council's: its `meetings` as (meeting, tasks), and the rest in parts. Who does not keep the council
    has nothing to do there, and reads no titles of what only its office may see."""

    council: Council
    meetings: list
    parts: list
    is_kept: bool

    @property
    def tasks(self):
        """Those of the reader, each with what it is about."""
        if not self.is_kept:
            return
        for meeting, tasks in self.meetings:
            of = f"{self.council}, mötet den {day_soon(meeting.date)}"
            yield from (replace(task, about=of) for task in tasks)
        for part in self.parts:
            yield from (replace(task, about=f"{self.council}") for task in part.tasks)


@dataclass(frozen=True)
class Worklist:
    sections: list
    relinking: list
    consultations: list
    unreached: list
    vacancies: Sequence = ()
    seatless: Sequence = ()  # the councils that have no seat yet

    @property
    def tasks(self):
        """All that the reader is to do, what is late first. A vacancy is no task: it is filled elsewhere."""
        own = [task for section in self.sections for task in section.tasks]
        beside = [*self.relinking, *self.consultations, *self.unreached]
        return sorted([*own, *beside], key=lambda task: not task.is_late)


def worklist_of(person, today):
    """For one of the secretariat, of the councils it keeps; an administrator sees those of all, and of those
    that another office keeps how much waits, but nothing of what it is about. The same number of queries
    however much there is."""
    councils = _of(person, today)
    return Worklist(
        sections=_sections(person, councils, today),
        **_beside(person, councils, today),
        vacancies=vacancies(councils, today),
        seatless=[council for council in councils if not council.has_seats],
    )


def tasks_of(person, today):
    """Those of the list, where the rest of it is not shown: of what another office does nothing is asked."""
    councils = _of(person, today)
    kept = [council for council in councils if is_kept_by(person, council)]
    return Worklist(_sections(person, kept, today), **_beside(person, councils, today)).tasks


def _of(person, today):
    standing = standing_of(person)
    return _councils(EVERYTHING if standing.is_administrator else Q(office__in=standing.keeps), today)


def _beside(person, councils, today):
    """What is no council's own."""
    return {
        "relinking": list(to_relink(person)),
        "consultations": list(open_consultations(today)),
        "unreached": unreached(councils, today, of_office=standing_of(person).is_administrator),
    }


def _sections(person, councils, today):
    """Queries only where there are any."""
    if not councils:
        return []
    meetings = work(councils, today)
    parts = {
        "Handlingar som begärs ut": requested(councils, today),
        "Förslag på väg": in_preparation(councils),
        "Ärenden att leda vidare": left_behind(councils),
        "Formella beslut att påminna om": late_decisions(councils, today),
        "Ställningstaganden att följa upp": to_follow_up(councils, today),
    }
    return [_section(council, meetings, parts, is_kept_by(person, council)) for council in councils]


def _section(council, meetings, parts, is_kept):
    def told(tasks):
        return tasks if is_kept else only_how_many(tasks)

    return Section(
        council,
        [(meeting, told(tasks)) for meeting, tasks in meetings if meeting.council_id == council.pk],
        [Part(name, told(found[council.pk])) for name, found in parts.items() if found[council.pk]],
        is_kept,
    )


def only_how_many(tasks):
    """How much waits, in a task for those who do not read what it is about."""
    if not tasks:
        return []
    sentence = "En sak väntar på kansliet." if len(tasks) == 1 else f"{len(tasks)} saker väntar på kansliet."
    return [Task(sentence, "", "", is_late=any(task.is_late for task in tasks))]


def to_prepare(person):
    """What waits for the preparatory groups of the person, each with its council; what the secretariat
    prepares is on its own list. Queries only for one who prepares."""
    standing = standing_of(person)
    if standing.is_secretariat or not standing.prepares:
        return []
    councils = _councils(Q(prepared_by__in=standing.prepares), timezone.localdate())
    found = in_preparation(councils)
    return [replace(task, about=f"{council}") for council in councils for task in found[council.pk]]


@prepared
def _councils(kept, today):
    seats = Seat.objects.there(today).filter(council=OuterRef("pk"))
    return Council.objects.filter(kept, kind=Council.Kind.COUNCIL).annotate(has_seats=Exists(seats))

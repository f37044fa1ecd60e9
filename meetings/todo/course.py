"""How far a meeting has come, for its secretariat: the five stations of its way, four figures of what is made
ready, and the act that comes next, with what hinders the one after that.

What stops an act is asked where it is held: the gate, the approval, the answers, the stances.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from meetings.agenda import gate
from meetings.agenda.approval import approval_of, chairing
from meetings.agenda.versions import still_unsent
from meetings.models import AgendaApproval, AgendaItem, Attendance, Meeting, Minutes, MinutesApproval
from meetings.models.meeting import meetings_of
from meetings.planning.invitees import lines_of
from meetings.stances import POSITION, finished_in
from meetings.triggers.generation import kept_for_all
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import chairs
from rus_portal.core.words import day_soon, listed


@dataclass(frozen=True)
class Station:
    """One stage of the way. `due` is the last day for one that is not reached."""

    label: str
    at: dt.datetime | None = None
    by: str = ""
    due: dt.date | None = None
    state: str = "ahead"  # or "done", or "now" for the first that is ahead
    is_day: bool = False  # `due` is when it is done, and not the last day for it

    @property
    def is_late(self):
        return self.state == "now" and self.due is not None and self.due < timezone.localdate()


@dataclass(frozen=True)
class Tile:
    """One figure in words, and as a bar: `done` and `missing` are hundredths of it."""

    label: str
    url: str
    figure: str
    told: str
    warns: bool = False
    done: int = 0
    missing: int = 0

    @property
    def missing_from(self):
        return 100 - self.missing


@dataclass(frozen=True)
class Act:
    """What can be done now. `then` says what waits for the `hinders`, each a sentence and where it is
    mended."""

    label: str
    url: str
    told: str = ""
    then: str = ""
    hinders: Sequence = ()
    asks: bool = False  # by a button of its own: it only asks somebody


@dataclass(frozen=True)
class Course:
    stations: list
    tiles: list
    act: Act | None


def course_of(person, meeting, *, agenda, waiting, timetable, documents, minutes):
    """For a page that has the items `agenda` and those `waiting` beside it, `documents` by their item and the
    newest minutes at hand. Its queries are as many whatever is in them, and fewer until something is
    written."""
    approval = approval_of(meeting) if meeting.stage == meeting.Stage.PLANNED else None
    ready = _ready(meeting.pk, minutes and minutes.pk)
    return Course(
        stations=_stations(meeting, approval, minutes, ready.names),
        tiles=_tiles(meeting, agenda, timetable, documents, ready),
        act=_act(person, meeting, agenda, waiting, approval, minutes, ready),
    )


@dataclass(frozen=True)
class _Ready:
    """What is counted of all who are called, and who did what on the way."""

    called: int  # people, substitutes among them
    asked: int
    awaited: int
    absent: tuple  # organisations for which nobody has said that they come
    organisations: int  # of those that are asked
    there: int  # of these, those that were there
    is_noted: bool  # whether anybody's attendance is
    told: int  # finished stances
    wanted: int  # of so many
    names: tuple  # `_names`


@kept_for_all
def _ready(pk, minutes):
    """Read anew: what the page has read may be older than what this is kept under."""
    [meeting] = meetings_of([pk])
    lines = lines_of(meeting)
    asked = {line.organisation.pk: line.organisation.short_name for line in lines if line.is_asked}
    coming = {line.organisation.pk for line in lines if line.is_coming}
    there = set(_there(meeting))
    told, wanted = finished_in(meeting, _positions(meeting)) if meeting.convened_at else (0, 0)
    [names] = _names(pk, minutes)
    return _Ready(
        called=len({line.appointment.person_id for line in lines}),
        asked=sum(line.is_asked for line in lines),
        awaited=sum(line.is_awaited for line in lines),
        absent=tuple(name for organisation, name in asked.items() if organisation not in coming),
        organisations=len(asked),
        there=len(there & asked.keys()),
        is_noted=bool(there),
        told=told,
        wanted=wanted,
        names=names,
    )


@prepared
def _positions(meeting):
    return AgendaItem.objects.filter(meeting=meeting, type=POSITION).order_by("order", "pk")


@prepared
def _there(meeting):
    there = Attendance.objects.filter(meeting=meeting, status__in=Attendance.THERE)
    return there.order_by().values_list("organisation", flat=True)


def _stations(meeting, approval, minutes, names):
    planned, convened, held, published, approved_at, approved_by = names
    if approval:
        given = approval.given if approval.is_given else None
        approved_at, approved_by = given and given.approved_at, given and f"{given.approved_by}"
    way = [
        ("Planerat", meeting.planned_at, planned, None),
        ("Godkänt", approved_at, approved_by, meeting.summons_due),
        ("Kallat", meeting.convened_at, convened, meeting.summons_due),
        ("Genomfört", meeting.held_at, held, meeting.end_date),
        ("Publicerat", minutes and minutes.published_at, published, meeting.minutes_due),
    ]
    reached = max(nth for nth, (_, at, _, _) in enumerate(way) if at)
    states = ["done" if at or nth < reached else "ahead" for nth, (_, at, _, _) in enumerate(way)]
    goes_on = meeting.stage != meeting.Stage.CANCELLED
    if "ahead" in states and goes_on:
        states[states.index("ahead")] = "now"
    return [
        Station(label, at, by or "", due if goes_on else None, state=state, is_day=label == "Genomfört")
        for (label, at, by, due), state in zip(way, states, strict=True)
    ]


@prepared
def _names(meeting, minutes):
    """Who did what on the way, and when the agenda was last approved, in one row."""
    approved = AgendaApproval.objects.filter(meeting=OuterRef("pk"), approved_at__isnull=False)
    approved = approved.order_by("-approved_at", "-pk")
    published = Minutes.objects.filter(pk=minutes).values("published_by__name")
    return (
        Meeting.objects.filter(pk=meeting)
        .order_by()
        .values_list(
            "planned_by__name",
            "convened_by__name",
            "held_by__name",
            Subquery(published),
            Subquery(approved.values("approved_at")[:1]),
            Subquery(approved.values("approved_by__name")[:1]),
        )
    )


def _tiles(meeting, agenda, timetable, documents, ready):
    return [
        _agenda_tile(meeting, agenda, timetable),
        _answers_tile(meeting, ready),
        _stances_tile(meeting, ready),
        _documents_tile(meeting, agenda, documents),
    ]


def _agenda_tile(meeting, agenda, timetable):
    figure, url = f"{len(agenda)} {'punkt' if len(agenda) == 1 else 'punkter'}", meeting.url("agenda")
    if not timetable.closes:
        return Tile("Dagordning", url, figure, f"{timetable.total} minuter, över flera dagar")
    told = f"{timetable.total} av {timetable.room} minuter"
    if _is_over(meeting):
        return Tile("Dagordning", url, figure, told, done=timetable.used)
    told += f": {timetable.overrun} för mycket" if timetable.overrun else ""
    return Tile("Dagordning", url, figure, told, bool(timetable.overrun), timetable.used, timetable.over)


def _is_over(meeting):
    return bool(meeting.held_at) or meeting.end_date < timezone.localdate()


def _attendance_tile(meeting, ready):
    told, warns = "organisationer var med", False
    if not ready.is_noted:
        told, warns = "Närvaron är inte antecknad", not meeting.held_at
    done = round(100 * ready.there / ready.organisations) if ready.organisations else 0
    figure = f"{ready.there} av {ready.organisations}" if ready.is_noted else "–"
    url = f"{meeting.url('minutes')}#narvaro" if meeting.held_at else meeting.url("attendance")
    return Tile("Närvaro", url, figure, told, warns, done)


def _answers_tile(meeting, ready):
    if meeting.convened_at and _is_over(meeting):
        return _attendance_tile(meeting, ready)
    if not meeting.convened_at:
        invited = f"{ready.called} kallas"
        return Tile("Svar", meeting.url("summons"), invited, "Kallelsen har inte gått ut")
    answered, count = ready.asked - ready.awaited, ready.asked
    done = round(100 * answered / count) if count else 0
    figure, url = f"{answered} av {count}", meeting.url("answers")
    told = "Alla organisationer är företrädda"
    if ready.absent:
        told = f"Ingen kommer än från {listed(ready.absent)}"
        if len(ready.absent) > 3:
            told = f"Ingen kommer än från {len(ready.absent)} organisationer"
    return Tile("Svar", url, figure, told, bool(ready.absent), done)


def _stances_tile(meeting, ready):
    if not meeting.convened_at:
        return Tile("Förankring", meeting.url("stances"), "–", "Öppnar när kallelsen har gått ut")
    if not ready.wanted:
        return Tile("Förankring", meeting.url("stances"), "–", "Inga punkter för ställningstagande")
    left = ready.wanted - ready.told
    missing, figure = round(100 * left / ready.wanted), f"{ready.told} av {ready.wanted}"
    told = f"{left} besked saknas" if left else "Alla besked har kommit"
    if _is_over(meeting):
        told = f"{left} besked kom inte" if left else told
        return Tile("Förankring", meeting.url("stances"), figure, told, done=100 - missing)
    return Tile("Förankring", meeting.url("stances"), figure, told, bool(left), 100 - missing, missing)


def _documents_tile(meeting, agenda, documents):
    shown = [document for key in (None, *(item.pk for item in agenda)) for document in documents[key]]
    late = sum(bool(document.note) for document in shown)
    told = f"varav {late} efter kallelsen" if late else "ingen efter kallelsen" if meeting.convened_at else ""
    return Tile("Handlingar", meeting.url("meeting_documents"), str(len(shown)), told)


def _act(person, meeting, agenda, waiting, approval, minutes, ready):
    today = timezone.localdate()
    if meeting.stage == meeting.Stage.PLANNED:
        return _before_the_summons(person, meeting, agenda, approval, today)
    if meeting.stage == meeting.Stage.CONVENED and meeting.date > today:
        return _before_the_meeting(meeting, waiting, ready)
    if meeting.stage == meeting.Stage.CONVENED:
        return _at_the_meeting(meeting, agenda)
    if meeting.stage == meeting.Stage.HELD and minutes:
        return _with_the_minutes(meeting, minutes)
    return None


def _before_the_summons(person, meeting, agenda, approval, today):
    if meeting.end_date < today:
        passed = "Mötesdagen har passerat utan att kallelsen gick ut. Flytta mötet eller ställ in det."
        return Act("Flytta mötet", meeting.url("meeting_facts"), passed)
    if not agenda:
        return Act("Lägg till en punkt", meeting.url("item_new"), "Dagordningen är tom.")
    if stopped := [item for item in agenda if not gate.passes(item)]:
        hinders = [
            (f"{item.title}: {' '.join(need.sentence for need in gate.missing(item))}", gate.mend(item))
            for item in stopped
        ]
        then = "Ordföranden och de kallade får dagordningen när det här är klart:"
        return Act("Gör klart punkterna", gate.mend(stopped[0]), then=then, hinders=hinders)
    due = f"Kallelsen ska ut senast den {day_soon(meeting.summons_due)}."
    if approval.is_given or chairs(person, meeting) or not chairing(meeting):
        return Act("Skicka kallelsen", meeting.url("summons"), due)
    if approval.is_awaited:
        asked = f"{due} Ordföranden ombads godkänna dagordningen den {_day(approval.asked.asked_at)}."
        then = "Kallelsen kan gå ut när ordföranden har godkänt dagordningen."
        return Act("Se det som ordföranden läser", meeting.url("agenda_approval"), asked, then)
    if approval.is_returned:
        returned = f"{approval.asked.returned_by} vill ändra: {approval.asked.change_wanted}"
        mends = (("Be om godkännande igen", f"{meeting.url('summons')}#godkannande"),)
        then = "När det är ändrat:"
        return Act("Ändra dagordningen", meeting.url("agenda"), returned, then, mends)
    changed = "Dagordningen har ändrats sedan den godkändes. " if approval.given else ""
    then = "Kallelsen kan gå ut när ordföranden har godkänt dagordningen."
    label = "Be ordföranden om godkännande"
    return Act(label, meeting.url("agenda_asking"), f"{changed}{due}", then, asks=True)


def _before_the_meeting(meeting, waiting, ready):
    hinders = []
    if ready.awaited:
        hinders.append((f"{ready.awaited} har inte svarat på kallelsen", meeting.url("answers")))
    if ready.told < ready.wanted:
        hinders.append((f"{ready.wanted - ready.told} besked om förankring saknas", meeting.url("stances")))
    then = "Före mötet väntas:" if hinders else ""
    if waiting:
        there = f"{meeting.url('agenda')}#punkt-{waiting[0].number}"
        late = f"”{waiting[0].title}” kom till efter kallelsen och står inte på den utsända dagordningen."
        return Act("Till punkten som väntar", there, late, then, hinders)
    if unsent := still_unsent([meeting])[meeting.pk]:
        told = " ".join(change.sentence for change in unsent[:3])
        more = f" Och {len(unsent) - 3} till." if len(unsent) > 3 else ""
        return Act("Skicka ändringarna", meeting.url("agenda_versions"), told + more, then, hinders)
    told = f"Mötet är den {day_soon(meeting.date)}."
    return Act("Förbered mötesdagen", meeting.url("sitting"), told, then, hinders)


def _at_the_meeting(meeting, agenda):
    hinders = []
    if not meeting.attendances.exists():
        hinders.append(("Närvaron är inte antecknad", meeting.url("attendance")))
    if left := [item for item in agenda if item.stage == AgendaItem.Stage.ON_AGENDA]:
        count = "En punkt" if len(left) == 1 else f"{len(left)} punkter"
        hinders.append((f"{count} saknar utfall", left[0].url("item_outcome")))
    if hinders:
        return Act("Mötesdagen", meeting.url("sitting"), "", "Mötet kan avslutas när:", hinders)
    return Act("Avsluta mötet", meeting.url("closing"), "Alla punkter har ett utfall.")


def _with_the_minutes(meeting, minutes):
    url, due = meeting.url("minutes"), f"Det ska vara justerat senast den {day_soon(meeting.minutes_due)}."
    if minutes.stage == Minutes.Stage.DRAFT:
        return Act("Skicka protokollet för justering", url, f"Protokollet är ett utkast. {due}")
    if minutes.stage == Minutes.Stage.SENT:
        left = MinutesApproval.objects.awaited().filter(minutes=minutes).select_related("person")
        names = listed([str(each.person) for each in left.order_by("person__name", "pk")])
        then = f"Det kan publiceras när {names} har justerat det." if names else ""
        return Act("Följ justeringen", url, due, then)
    if minutes.stage == Minutes.Stage.APPROVED:
        return Act("Publicera protokollet", url, "Protokollet är justerat.")
    return Act("Till protokollet", url, "Protokollet är publicerat.")


def _day(at):
    return day_soon(timezone.localtime(at).date())

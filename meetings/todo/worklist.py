"""What the secretariat has to do next, read off the meetings as they stand."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import attrgetter, or_

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from meetings.agenda import gate
from meetings.agenda.versions import still_unsent
from meetings.models import (
    AgendaApproval,
    AgendaItem,
    Attendance,
    ChangeWish,
    Feedback,
    FormalDecision,
    Letter,
    Meeting,
    Minutes,
    PaperRequest,
)
from meetings.models.meeting import chair_is_called, with_councils
from meetings.stances import missing_in
from meetings.todo.awaited import answers, approvals, called_to, undecided
from meetings.triggers.generation import kept_for_all
from rus_portal.core.prepared import prepared
from rus_portal.core.words import day, day_soon

Stage = Meeting.Stage


@dataclass(frozen=True)
class Task:
    """One thing to do: a sentence, and where to do it; where others are waited for, also where they are
    reminded (`reminds`), and what it is about where that is not told beside it (`about`)."""

    sentence: str
    label: str
    url: str
    is_late: bool = False
    reminds: str = ""
    about: str = ""


def work(councils, today):
    """The meetings that still need something, each with its tasks in order, as (meeting, tasks). The same
    number of queries for one meeting as for forty."""
    meetings = _with_agendas(with_councils(_unfinished(councils, Feedback.late(), Letter.by_clock())))
    coming = [each for each in meetings if each.stage == Stage.CONVENED and not each.has_begun]
    missing, awaited, asked = missing_in(coming), defaultdict(dict), defaultdict(list)
    changes = still_unsent(coming)
    for each in answers(called_to(coming)):
        awaited[each.meeting.pk][each.person] = each
    for each in approvals(minutes__meeting__in=meetings):
        asked[each.subject.minutes_id].append(each.person.name)
    found = []
    for meeting in meetings:
        meeting.awaited, meeting.missing = awaited[meeting.pk], missing[meeting.pk]
        meeting.unsent = changes.get(meeting.pk, [])
        for minutes in [*meeting.versions, *meeting.sheets]:
            minutes.remaining = asked[minutes.pk]
        found.append((meeting, list(_tasks(meeting, today))))
    return found


@prepared
def _unfinished(councils, late, by_clock):
    unpublished = Minutes.objects.whole().filter(published_at__isnull=True)
    asked = AgendaApproval.objects.filter(meeting=OuterRef("pk")).order_by("-asked_at", "-pk")
    troubled, unreceived = Letter.objects.undelivered(by_clock), Feedback.objects.overdue(late)
    # Found by themselves: they are few among all meetings.
    found = [
        Q(stage__in=[Stage.PLANNED, Stage.CONVENED]),
        Q(stage=Stage.HELD, pk__in=unpublished.values("meeting")),
        Q(pk__in=troubled.order_by().values("meeting")),
        Q(pk__in=unreceived.order_by().values("minutes__meeting")),
    ]
    return (
        Meeting.objects.filter(reduce(or_, found), council__in=councils)
        .select_related("council", "chair", "given_numbers")
        .annotate(
            is_attended=Exists(Attendance.objects.filter(meeting=OuterRef("pk"))),
            troubled=_how_many(troubled, "meeting"),
            unreceived=_how_many(unreceived, "minutes__meeting"),
            chair_left=Q(chair__isnull=False) & ~chair_is_called(),
            awaits_chair=Exists(AgendaApproval.objects.awaited().filter(meeting=OuterRef("pk"))),
            change_wanted=Subquery(asked.values("change_wanted")[:1]),
        )
        .order_by("date", "start_time", "pk")
    )


def _with_agendas(meetings):
    """Each with its `agenda`, the `versions` of its minutes, the last first, and the `sheets` that wait."""
    of = {meeting.pk: meeting for meeting in meetings}
    for meeting in meetings:
        meeting.agenda, meeting.versions, meeting.sheets = [], [], []
    for item in _agenda(list(of)):
        item.meeting = of[item.meeting_id]
        item.meeting.agenda.append(item)
    for minutes in _minutes(list(of)):
        minutes.meeting = meeting = of[minutes.meeting_id]
        (meeting.sheets if minutes.item_id else meeting.versions).append(minutes)
    return meetings


@prepared
def _agenda(meetings):
    items = AgendaItem.objects.filter(meeting__in=meetings).exclude(stage=AgendaItem.Stage.WITHDRAWN)
    return items.order_by("order", "pk")


@prepared
def _minutes(meetings):
    wishes = ChangeWish.objects.filter(answered_at=None).select_related("wished_by").order_by("pk")
    # One that is taken back may have a wish that nobody has answered.
    waits = Q(stage__in=Minutes.OPEN) | Exists(wishes.filter(minutes=OuterRef("pk")))
    found = Minutes.objects.filter(Q(item=None) | Q(item__meeting=F("meeting")) & waits)
    found = found.filter(meeting__in=meetings).defer("record", "open_record").select_related("item")
    found = found.prefetch_related(Prefetch("wishes", wishes, to_attr="unanswered"))
    return found.order_by("item__order", "-version", "pk")


def _how_many(rows, meeting):
    own = rows.filter(**{meeting: OuterRef("pk")}).order_by()
    return Subquery(own.values(meeting).annotate(count=Count("pk")).values("count"))


def _tasks(meeting, today):
    if meeting.troubled:
        count = "Ett brev" if meeting.troubled == 1 else f"{meeting.troubled} brev"
        yield Task(f"{count} om mötet behöver ses över.", "Se utskicken", meeting.url("letters"))
    if meeting.unreceived:
        count = "En organisation" if meeting.unreceived == 1 else f"{meeting.unreceived} organisationer"
        sentence = f"{count} har inte bekräftat att återföringen är mottagen."
        reminds = meeting.url("reminder", "kvittens")
        yield Task(sentence, "Se återföringen", meeting.url("feedback_all"), is_late=True, reminds=reminds)
    if meeting.chair_left and meeting.stage != Stage.HELD:
        yield Task(
            _chair_left(meeting), "Välj vem som leder mötet", f"{meeting.url('meeting_facts')}#id_chair"
        )
    if meeting.stage == Stage.PLANNED:
        yield from _before_the_summons(meeting, today)
    elif meeting.stage == Stage.CONVENED:
        yield from _until_the_closing(meeting, today)
    elif meeting.stage == Stage.HELD:
        yield from _with_the_minutes(meeting, today)


def _chair_left(meeting):
    left = f"{meeting.chair} valdes att leda mötet men har ingen plats i rådet den {day(meeting.date)}."
    return f"{left} Mötet leds i stället av den som har ordförandens plats då."


def _before_the_summons(meeting, today):
    if meeting.end_date < today:
        passed = "Mötesdagen har passerat utan att kallelsen gick ut. Flytta mötet eller ställ in det."
        yield Task(passed, "Ändra mötet", meeting.url("meeting_facts"), is_late=True)
        return
    if not meeting.agenda:
        yield Task("Dagordningen är tom.", "Lägg till en punkt", meeting.url("item_new"))
    for item in meeting.agenda:
        for need in gate.lacking(item)[:1]:
            address = f"{item.url('item_texts')}#id_{need.field}"
            yield Task(f"”{item.title}”: {need.sentence}", "Komplettera", address)
    if meeting.awaits_chair:
        awaited = "Dagordningen väntar på att ordföranden godkänner den."
        yield Task(awaited, "Se godkännandet", meeting.url("agenda_approval"))
    elif meeting.change_wanted:
        wanted = "Ordföranden vill ändra dagordningen innan den godkänns."
        yield Task(wanted, "Läs vad som ska ändras", meeting.url("summons"))
    last = meeting.summons_due
    sentence = f"Kallelsen ska ut senast den {day_soon(last)}."
    yield Task(sentence, "Förbered kallelsen", meeting.url("summons"), is_late=last < today)


def _until_the_closing(meeting, today):
    for item in (each for each in meeting.agenda if each.waits_for_agenda):
        sentence = f"”{item.title}” kom till efter kallelsen och väntar på att läggas till."
        yield Task(sentence, "Till dagordningen", meeting.url("agenda"))
    if meeting.unsent:
        [first, *others] = meeting.unsent
        told = f"{len(meeting.unsent)} ändringar" if others else first.sentence
        sentence = f"Dagordningen är ändrad men inte utsänd: {told.rstrip('.')}."
        yield Task(sentence, "Skicka ändringarna", meeting.url("agenda_versions"))
    yield from _missing_before(meeting, today)
    if meeting.date > today:
        return
    late = meeting.end_date < today
    if not meeting.is_attended:
        yield Task("Närvaron är inte antecknad.", "Anteckna närvaro", meeting.url("sitting"), is_late=late)
    open_items = [item for item in meeting.agenda if item.stage == AgendaItem.Stage.ON_AGENDA]
    if open_items:
        count = "En punkt" if len(open_items) == 1 else f"{len(open_items)} punkter"
        address = open_items[0].url("sitting_item")
        yield Task(f"{count} saknar utfall.", "Anteckna utfall", address, is_late=late)
    elif not any(item.waits_for_agenda for item in meeting.agenda):
        ended = "Alla punkter har ett utfall. Mötet kan avslutas."
        yield Task(ended, "Avsluta mötet", meeting.url("closing"))


def _missing_before(meeting, today):
    if meeting.awaited:
        who = _counted(meeting.awaited, "kallade")
        reminds = meeting.url("reminder", "kallelse")
        sentence = f"{who} väntas svara på kallelsen."
        yield Task(sentence, "Se svaren", meeting.url("answers"), reminds=reminds)
    if meeting.missing:
        who = _counted({each for _, expected in meeting.missing for each in expected}, "organisationer")
        late, reminds = meeting.stances_due < today, meeting.url("reminder", "forankring")
        sentence = f"{who} har punkter kvar att förankra."
        yield Task(sentence, "Se förankringen", meeting.url("stances"), late, reminds)


def _counted(some, word):
    [first, *others] = some
    return f"{len(some)} {word}" if others else f"{first}"


def _with_the_sheets(meeting, today):
    """Each § that is to be approved by itself."""
    for sheet in meeting.sheets:
        sheet.item.meeting = meeting
        address, late = sheet.url("minutes"), sheet.due < today
        if sheet.stage == Minutes.Stage.DRAFT:
            sentence = f"{sheet.section} ska justeras omedelbart men är inte utsänd."
            yield Task(sentence, "Skicka för justering", address)
        yield from _wished(sheet, sheet.section, address, late)
        if sheet.remaining:
            sentence = f"{sheet.section} väntar på omedelbar justering av: {'; '.join(sheet.remaining)}."
            yield Task(sentence, "Till paragrafen", address, late, meeting.url("reminder", "justering"))


def _with_the_minutes(meeting, today):
    yield from _with_the_sheets(meeting, today)
    minutes, last = meeting.versions[0], meeting.minutes_due
    address, late = meeting.url("minutes"), (minutes.due if minutes.sent_at else last) < today
    yield from _wished(minutes, "protokollet", address, late)
    if minutes.stage == Minutes.Stage.DRAFT:
        sentence = f"Protokollet är ett utkast. Det ska vara justerat senast den {day_soon(last)}."
        yield Task(sentence, "Skicka för justering", address, late)
    elif minutes.stage == Minutes.Stage.SENT:
        if minutes.remaining:
            sentence = f"Väntar på justering av: {'; '.join(minutes.remaining)}."
            yield Task(sentence, "Till protokollet", address, late, meeting.url("reminder", "justering"))
    elif minutes.stage == Minutes.Stage.APPROVED:
        yield Task("Protokollet är justerat men inte publicerat.", "Publicera", address)


def _wished(minutes, what, address, late):
    for name in dict.fromkeys(f"{wish.wished_by}" for wish in minutes.unanswered):
        yield Task(f"{name} vill ändra i {what}.", "Se ändringen", address, late)


def left_behind(councils):
    """The matters that lead nowhere yet, by the id of their council: postponed or referred back and not taken
    up again, or still waiting on a meeting that is over. Two queries, and one until something is written."""
    return defaultdict(list, _to_lead_on(*councils))


@kept_for_all
def _to_lead_on(*councils):
    own = groupby(_left_behind(councils), key=attrgetter("meeting.council_id"))
    return {council: [_lead_on(item) for item in items] for council, items in own}


@prepared
def _left_behind(councils):
    again = AgendaItem.objects.exclude(stage=AgendaItem.Stage.WITHDRAWN).filter(continues=OuterRef("pk"))
    left_open = Q(stage=AgendaItem.Stage.POSTPONED) | Q(outcome=AgendaItem.Outcome.REFERRED_BACK)
    stuck = Q(stage__in=AgendaItem.DRAFTED, meeting__stage=Stage.HELD)
    items = AgendaItem.objects.filter(left_open & ~Q(Exists(again)) | stuck, meeting__council__in=councils)
    in_order = items.order_by("meeting__council", "meeting__date", "order", "pk")
    return in_order.select_related("meeting__council")


def _lead_on(item):
    on = f"mötet den {day(item.meeting.date)}"
    if not item.became:
        sentence = f"”{item.title}” kom aldrig upp på {on}, som är avslutat."
        return Task(sentence, "Lyft av punkten", item.url("item_lift"))
    became = "flyttades fram från" if item.became == item.stage else "återfördes till beredning på"
    sentence = f"”{item.title}” {became} {on} och har inte tagits upp igen."
    return Task(sentence, "Ta upp frågan igen", item.url("item_continuation"))


def requested(councils, today):
    """The papers that somebody has asked for and not been answered, by the id of their council. One query."""
    found = defaultdict(list)
    for each in _requested(councils):
        sentence = f"”{each.document.title}” till mötet den {day(each.meeting.date)} begärdes ut "
        sentence += f"den {day_soon(timezone.localdate(each.asked_at))}. Begäran ska prövas skyndsamt."
        task = Task(sentence, "Svara", each.get_absolute_url(), is_late=each.due < today)
        found[each.meeting.council_id].append(task)
    return found


@prepared
def _requested(councils):
    open_ones = PaperRequest.objects.unanswered().filter(meeting__council__in=councils)
    return open_ones.select_related("meeting__council", "document")


def in_preparation(councils):
    """The proposals that have no meeting yet, by the id of their council. One query."""
    found = defaultdict(list)
    for council, ready, left, oldest in _in_preparation(councils):
        tasks = found[council]
        if ready:
            sentence = "Ett förslag är klart" if ready == 1 else f"{ready} förslag är klara"
            sentence += " att läggas på ett möte."
            tasks.append(Task(sentence, "Lägg på ett möte", reverse("board")))
        if left:
            since = f"den {day_soon(timezone.localdate(oldest))}"
            sentence = f"Ett förslag från {since} är kvar att bereda."
            if left > 1:
                sentence = f"{left} förslag är kvar att bereda, det äldsta från {since}."
            tasks.append(Task(sentence, "Se beredningen", reverse("board")))
    return found


@prepared
def _in_preparation(councils):
    waiting = AgendaItem.objects.filter(council__in=councils, meeting=None, stage__in=AgendaItem.DRAFTED)
    ready = Q(stage=AgendaItem.Stage.READY)
    counted = {
        "ready": Count("pk", filter=ready),
        "left": Count("pk", filter=~ready),
        "oldest": Min("stage_at", filter=~ready),
    }
    return waiting.order_by("council").values("council").annotate(**counted).values_list("council", *counted)


# Of formal decisions in each state, in the order of the sentences: of one organisation, and of several.
LATE_WITH = {
    FormalDecision.LATE: ("är sen med formella beslut", "är sena med formella beslut"),
    FormalDecision.Status.PLANNED.label: ("har inte sagt i tid när formella beslut ska tas",) * 2,
    FormalDecision.Status.NOT_ANSWERED.label: ("har inte svarat i tid om formella beslut",) * 2,
    FormalDecision.UNTOLD: ("har inget antecknat i tid om formella beslut",) * 2,
}


def late_decisions(councils, today):
    """The organisations that are late with their formal decisions, by the id of the council, and those that
    have not said in time what comes of them: a task for each meeting. Three queries."""
    late: dict = defaultdict(lambda: defaultdict(set))
    for feedback in undecided(Q(minutes__meeting__council__in=councils), today):
        if feedback.planned_on or feedback.due < today:
            status = FormalDecision.told_of(feedback.recorded_status, feedback.planned_on)
            late[feedback.meeting][status].add(feedback.organisation_name)
    found = defaultdict(list)
    for meeting, states in late.items():
        told, is_late = [], bool(states[FormalDecision.LATE])
        for status, (of_one, of_many) in LATE_WITH.items():
            if names := states[status]:
                who = (
                    f"{names.pop()} {of_one}" if len(names) == 1 else f"{len(names)} organisationer {of_many}"
                )
                told.append(f"{who} efter mötet den {day_soon(meeting.date)}.")
        sentence = " ".join(told)
        reminds = meeting.url("reminder", "formella-beslut")
        task = Task(sentence, "Se läget", meeting.url("feedback_all"), is_late=is_late, reminds=reminds)
        found[meeting.council_id].append(task)
    return found

"""A meeting from plan to closing: plan, change, move, cancel, summon, close, open again."""

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.formats import date_format

from councils.journal import record
from councils.models import Appointment, Council, Seat
from councils.refusal import Conflict, Refused, put, step
from meetings import gate
from meetings.approval import approved_by_whom
from meetings.models import AgendaItem, AgendaVersion, Formality, FormerDate, Meeting, Minutes
from meetings.versions import changes_since_last_sent, sent_content
from meetings.workflow import letters
from meetings.workflow.positions import number_positions, unnumber_positions
from rus_portal.permissions import (
    may_change_meeting,
    may_keep,
    may_record_meeting,
    may_reopen_meeting,
    may_send_summons,
    may_send_update,
    require,
)

Stage = Meeting.Stage
TRANSITIONS = {
    Stage.PLANNED: {Stage.CONVENED, Stage.CANCELLED},
    Stage.CONVENED: {Stage.HELD, Stage.CANCELLED},
    Stage.HELD: {Stage.CONVENED},
    Stage.CANCELLED: set(),
}
FORMALITIES = (
    Formality.Kind.OPENING,
    Formality.Kind.APPROVERS,
    Formality.Kind.AGENDA,
    Formality.Kind.PREVIOUS_MINUTES,
    Formality.Kind.NEXT_MEETING,
    Formality.Kind.CLOSING,
)


def day(date):
    return date_format(date, "j F Y")


def locked(meeting):
    """The row as it stands now, held until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("council").get(pk=meeting.pk)


def chair_of(council, on):
    """Who holds the chair's seat on that day, or None."""
    held = Appointment.objects.on(on).filter(seat__council=council, seat__capacity=Seat.Capacity.CHAIR)
    appointment = held.select_related("person").order_by("begins", "pk").first()
    return appointment and appointment.person


@transaction.atomic
def plan_meeting(council, *, by, at=None, joint_with=(), approvers=(), begin="template", **facts):
    """A new meeting with its formalities. `facts` are fields of `Meeting`; the chair follows from seats. Its
    agenda begins with what recurs, or with `begin` "last" as the last meeting's, or "empty"."""
    from meetings.workflow.recurring import begin_agenda  # it adds items by a verb that imports this module

    require(may_keep(by, council))
    at = at or timezone.now()
    facts.setdefault("end_date", facts["date"])
    facts.setdefault("chair", chair_of(council, facts["date"]))
    facts.setdefault("secretary", by)
    meeting = Meeting(council=council, planned_at=at, planned_by=by, **facts)
    meeting.full_clean(exclude=["chair", "secretary"])
    meeting.save()
    meeting.joint_with.set(joint_with)
    meeting.approvers.set(approvers)
    Formality.objects.bulk_create(
        Formality(meeting=meeting, kind=kind, order=order) for order, kind in enumerate(FORMALITIES)
    )
    record("plan_meeting", meeting, f"Mötet {day(meeting.date)} planerades.", by=by, at=at)
    if begin != "empty":
        begin_agenda(meeting, begin, by=by, at=at)
    return meeting


@transaction.atomic
def change_meeting(
    meeting, *, by, revision=None, at=None, joint_with=None, approvers=None, reason="", **facts
):
    """Change the facts of a meeting not yet held. A new date moves it: the old address leads to the new.
    With `revision`, the one the writer began from, a later save by someone else is a `Conflict`."""
    meeting = locked(meeting)
    require(may_change_meeting(by, meeting))
    if revision is not None and revision != meeting.revision:
        raise Conflict(meeting)
    at = at or timezone.now()
    old_date = meeting.date
    change = put(meeting, facts)
    meeting.revision += 1
    meeting.full_clean(exclude=["chair", "secretary"])
    meeting.save()
    if joint_with is not None:
        meeting.joint_with.set(joint_with)
    if approvers is not None:
        meeting.approvers.set(approvers)
    letters.after_change(meeting, change, at=at, reason=reason)
    if meeting.date == old_date:
        sentence = f"Uppgifterna om mötet {day(meeting.date)} ändrades."
        record("change_meeting", meeting, sentence, by=by, at=at, **change)
        return meeting
    FormerDate.objects.create(
        meeting=meeting, council=meeting.council, date=old_date, reason=reason, moved_at=at, moved_by=by
    )
    sentence = f"Mötet flyttades från {day(old_date)} till {day(meeting.date)}."
    record("move_meeting", meeting, sentence, by=by, at=at, **change)
    return meeting


@transaction.atomic
def cancel_meeting(meeting, *, by, reason, at=None):
    meeting = locked(meeting)
    require(may_change_meeting(by, meeting))
    if not reason.strip():
        raise Refused("Skriv varför mötet ställs in. Ledamöterna ser skälet.")
    stages = step(meeting, Stage.CANCELLED, TRANSITIONS)
    meeting.cancelled_at, meeting.cancelled_by = at or timezone.now(), by
    meeting.cancelled_reason = reason.strip()
    meeting.save()
    sentence = f"Mötet {day(meeting.date)} ställdes in."
    record("cancel_meeting", meeting, sentence, by=by, at=meeting.cancelled_at, **stages)
    letters.after_cancellation(meeting, at=meeting.cancelled_at)
    return meeting


@transaction.atomic
def send_summons(meeting, *, by, at=None):
    """Call the meeting. Every item on it must pass the gate, and the chair must have approved the agenda as
    it stands (docs/adr/0007); from here on the members read it."""
    meeting = locked(meeting)
    require(may_send_summons(by, meeting))
    at = at or timezone.now()
    items = complete_items(meeting)
    approved = approved_by_whom(meeting, by, at)
    stages = step(meeting, Stage.CONVENED, TRANSITIONS)
    meeting.convened_at, meeting.convened_by = at, by
    meeting.save()
    _number_items(meeting, items)
    for item in items:
        item.stage, item.stage_at, item.stage_by = AgendaItem.Stage.ON_AGENDA, at, by
        item.save(update_fields=["stage", "stage_at", "stage_by"])
    sentence = f"Kallelsen till mötet {day(meeting.date)} gick ut med {len(items)} punkter. {approved}"
    record("send_summons", meeting, sentence, by=by, at=at, **stages)
    _keep_version(meeting, by=by, at=at)
    letters.after_summons(meeting, at=at)
    return meeting


@transaction.atomic
def send_update(meeting, *, by, at=None):
    """Tell the members what has changed since they last got the agenda, and keep what they were told."""
    meeting = locked(meeting)
    require(may_send_update(by, meeting))
    at, changed = at or timezone.now(), changes_since_last_sent(meeting)
    if not changed:
        raise Refused("Ingenting har ändrats sedan dagordningen skickades.")
    version = _keep_version(meeting, by=by, at=at)
    sentence = f"Ändrad dagordning till mötet {day(meeting.date)} skickades, version {version.number}."
    told = {"changes": [change.sentence for change in changed]}
    record("send_update", meeting, sentence, by=by, at=at, after=told)
    letters.after_update(version, changed)
    return version


def _keep_version(meeting, *, by, at):
    number = meeting.agenda_versions.count() + 1
    content = sent_content(meeting)
    return AgendaVersion.objects.create(
        meeting=meeting, number=number, sent_at=at, sent_by=by, content=content
    )


def complete_items(meeting):
    """What would go out with the summons. Refused where there is nothing, or something fails the gate."""
    items = list(meeting.items.filter(stage__in=AgendaItem.DRAFTED).order_by("order", "pk"))
    if not items:
        raise Refused("Dagordningen är tom. Lägg till minst en punkt innan kallelsen går ut.")
    stopped = [(item, need) for item in items for need in gate.missing(item)]
    if stopped:
        count = len({item.pk for item, need in stopped})
        what = "en punkt" if count == 1 else f"{count} punkter"
        raise Refused(f"Kallelsen kan inte gå ut än: {what} saknar något som ska framgå.", stopped)
    return items


def _number_items(meeting, items):
    """Number the items as they stand in order: from the summons on, number and address are one."""
    meeting.items.update(number=F("number") + 1000)
    for number, item in enumerate(items, start=1):
        item.number = item.order = number
        item.save(update_fields=["number", "order"])
    struck = meeting.items.filter(number__gt=1000).order_by("number")
    for number, item in enumerate(struck, start=len(items) + 1):
        item.number = item.order = number
        item.save(update_fields=["number", "order"])


@transaction.atomic
def close_meeting(meeting, *, by, at=None):
    """After the last item: paragraphs and positions get their numbers, and draft minutes exist."""
    meeting = locked(meeting)
    require(may_record_meeting(by, meeting))
    at = at or timezone.now()
    open_items = meeting.items.filter(stage=AgendaItem.Stage.ON_AGENDA).order_by("order")
    if open_items:
        titles = ", ".join(f"”{item.title}”" for item in open_items)
        raise Refused(f"Anteckna utfallet först. Utan utfall är: {titles}.")
    stages = step(meeting, Stage.HELD, TRANSITIONS)
    meeting.held_at, meeting.held_by = at, by
    meeting.save()
    _number_paragraphs(meeting)
    number_positions(meeting)
    if not meeting.minutes.exists():
        Minutes.objects.create(meeting=meeting)
    sentence = f"Mötet {day(meeting.date)} avslutades."
    record("close_meeting", meeting, sentence, by=by, at=at, **stages)
    return meeting


def _number_paragraphs(meeting):
    """§§ in the order of the meeting, on from the council's last that year or from 1."""
    Council.objects.select_for_update().get(pk=meeting.council_id)
    last = 0
    if meeting.council.numbering == Council.Numbering.PER_YEAR:
        same = {"meeting__council": meeting.council, "meeting__date__year": meeting.date.year}
        for rows in (AgendaItem.objects, Formality.objects):
            others = rows.filter(**same).exclude(meeting=meeting)
            last = max(last, others.aggregate(last=Max("paragraph"))["last"] or 0)
    formalities = list(meeting.formalities.order_by("order", "pk"))
    opening = [formality for formality in formalities if not formality.closes]
    closing = [formality for formality in formalities if formality.closes]
    items = meeting.items.on_the_agenda().order_by("order", "pk")
    for number, row in enumerate([*opening, *items, *closing], start=last + 1):
        row.paragraph = number
        row.save(update_fields=["paragraph"])


@transaction.atomic
def reopen_meeting(meeting, *, by, at=None):
    """Undo the closing while the minutes are a draft; the next closing gives the numbers anew."""
    meeting = locked(meeting)
    require(may_reopen_meeting(by, meeting))
    stages = step(meeting, Stage.CONVENED, TRANSITIONS)
    meeting.held_at = meeting.held_by = None
    meeting.save()
    meeting.items.update(paragraph=None)
    meeting.formalities.update(paragraph=None)
    unnumber_positions(meeting)
    sentence = f"Mötet {day(meeting.date)} öppnades igen för rättelser."
    record("reopen_meeting", meeting, sentence, by=by, at=at or timezone.now(), **stages)
    return meeting

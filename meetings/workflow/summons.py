"""The summons, and each time a changed agenda is sent after it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from councils import journal
from meetings.agenda import gate
from meetings.agenda.approval import approved_by_whom
from meetings.agenda.versions import changes_since_last_sent, sent_content
from meetings.models import AgendaItem, AgendaVersion
from meetings.workflow.letter import after_summons, after_update
from meetings.workflow.locks import locked_meeting
from meetings.workflow.meeting import TRANSITIONS, Stage
from rus_portal.core.permissions import (
    may_send_summons,
    may_send_update,
    require,
)
from rus_portal.core.refusal import Conflict, Refused, step
from rus_portal.core.seen import mark
from rus_portal.core.words import counted, day


@transaction.atomic
def send_summons(meeting, *, by, at=None):
    """Call the meeting. Every item on it must pass the gate, and the chair must have approved the agenda as
    it stands (docs/adr/0007); from here on the members read it."""
    meeting = locked_meeting(meeting)
    require(may_send_summons(by, meeting))
    at = at or timezone.now()
    items = complete_items(meeting)
    approved = approved_by_whom(meeting, by)
    stages = step(meeting, Stage.CONVENED, TRANSITIONS)
    meeting.convened_at, meeting.convened_by = at, by
    meeting.save()
    addresses = {str(number): item for number, item in meeting.items.values_list("number", "pk")}
    _number_items(meeting, items)
    for item in items:
        item.stage, item.stage_at, item.stage_by = AgendaItem.Stage.ON_AGENDA, at, by
        item.save(update_fields=["stage", "stage_at", "stage_by"])
    told = counted(len(items), "punkt", "punkter")
    sentence = f"Kallelsen till mötet {day(meeting.date)} gick ut med {told}. {approved}"
    if meeting.source:
        sentence = f"Mötet {day(meeting.date)} återgavs med {told}, efter de källor som anges."
    journal.log("send_summons", meeting, sentence, by=by, at=at, **stages)
    _keep_version(meeting, by=by, at=at, addresses=addresses)
    after_summons(meeting, at=at)
    return meeting


@transaction.atomic
def send_update(meeting, *, by, seen=None, at=None):
    """Tell the members what has changed since the agenda was last sent, and keep this version of it. `seen`
    marks the changes that the writer saw."""
    meeting = locked_meeting(meeting)
    require(may_send_update(by, meeting))
    at, changed = at or timezone.now(), changes_since_last_sent(meeting)
    if not changed:
        raise Refused("Ingenting har ändrats sedan dagordningen skickades.")
    if seen not in (None, marks_of_changes(changed)):
        raise Conflict(meeting)
    version = _keep_version(meeting, by=by, at=at)
    sentence = f"Ändrad dagordning till mötet {day(meeting.date)} skickades, version {version.number}."
    told = {"changes": [change.sentence for change in changed]}
    journal.log("send_update", meeting, sentence, by=by, at=at, after=told)
    after_update(version, changed)
    return version


def marks_of_changes(changed):
    return mark(tuple(change.sentence for change in changed))


def _keep_version(meeting, *, by, at, **more):
    number = meeting.agenda_versions.count() + 1
    content = sent_content(meeting) | more
    return AgendaVersion.objects.create(
        meeting=meeting, number=number, sent_at=at, sent_by=by, content=content
    )


def complete_items(meeting):
    """The items that go out with the summons. Refused if there are none, or if one fails the gate."""
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
    """Number the items in their order: from the summons on, the number is part of the address."""
    for each in meeting.breaks.all():
        meeting.breaks.filter(pk=each.pk).update(order=sum(item.order <= each.order for item in items))
    meeting.items.update(number=F("number") + 1000)
    for number, item in enumerate(items, start=1):
        item.number = item.order = number
        item.save(update_fields=["number", "order"])
    struck = meeting.items.filter(number__gt=1000).order_by("number")
    for number, item in enumerate(struck, start=len(items) + 1):
        item.number = item.order = number
        item.save(update_fields=["number", "order"])

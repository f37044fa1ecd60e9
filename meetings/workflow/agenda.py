"""The agenda: add, edit, order, strike and restore items, carry one on to another meeting, attach papers."""

import logging

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from councils.journal import record
from councils.refusal import Conflict, Refused, put, step
from meetings import gate
from meetings.models import AgendaItem, Document
from meetings.uploads.names import clean_name
from meetings.workflow import letters
from meetings.workflow.meetings import day, locked
from rus_portal.papers_store import trouble
from rus_portal.permissions import (
    may_change_item,
    may_change_meeting,
    may_change_papers,
    may_keep,
    require,
)

log = logging.getLogger(__name__)
Stage = AgendaItem.Stage
# `meetings.workflow.proposals` takes a matter from draft to ready, `send_summons` all that is drafted to the
# agenda; `record_outcome` goes between on agenda, handled and postponed.
TRANSITIONS = {
    Stage.DRAFT: {Stage.PROPOSED},
    Stage.PROPOSED: {Stage.IN_PREPARATION, Stage.READY, Stage.RETURNED, Stage.ON_AGENDA, Stage.WITHDRAWN},
    Stage.IN_PREPARATION: {Stage.READY, Stage.RETURNED, Stage.ON_AGENDA, Stage.WITHDRAWN},
    Stage.READY: {Stage.IN_PREPARATION, Stage.RETURNED, Stage.ON_AGENDA, Stage.WITHDRAWN},
    Stage.ON_AGENDA: {Stage.WITHDRAWN, Stage.HANDLED, Stage.POSTPONED},
    Stage.HANDLED: {Stage.ON_AGENDA, Stage.POSTPONED},
    Stage.POSTPONED: {Stage.ON_AGENDA, Stage.HANDLED},
    Stage.RETURNED: {Stage.PROPOSED, Stage.IN_PREPARATION, Stage.WITHDRAWN},
    Stage.WITHDRAWN: {Stage.IN_PREPARATION},
}
CARRIED_ON = [
    "type",
    "title",
    "summary",
    "background",
    "questions",
    "proposed_position",
    "primary_goal",
    "how",
    "presenters",
    "minutes_needed",
    "proposed_by",
    "contact",
    "registry_number",
    "social",
    "ecological",
    "economic",
]


def locked_item(item):
    """The row as it stands now, held until the transaction ends."""
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__council")
    return rows.get(pk=item.pk)


def place_last(meeting):
    """The number and the order of one more item. Call with the meeting locked."""
    last = meeting.items.aggregate(number=Max("number"), order=Max("order"))
    return {"number": (last["number"] or 0) + 1, "order": (last["order"] or 0) + 1}


@transaction.atomic
def add_item(meeting, *, by, at=None, goals=(), focus_areas=(), **facts):
    """A new item, last on the agenda and in preparation. It may lack what the gate asks for until the
    summons; on a meeting already called it waits for `put_on_agenda`."""
    meeting = locked(meeting)
    require(may_change_meeting(by, meeting))
    at = at or timezone.now()
    item = AgendaItem(
        meeting=meeting, added_at=at, added_by=by, stage_at=at, stage_by=by, **place_last(meeting), **facts
    )
    item.full_clean()
    item.save()
    item.goals.set(goals)
    item.focus_areas.set(focus_areas)
    record("add_item", item, f"Punkten ”{item.title}” lades till.", by=by, at=at)
    return item


@transaction.atomic
def edit_item(item, *, by, revision, at=None, goals=None, focus_areas=None, **facts):
    """Save an item's papers. `revision` is the one the writer began from: a later one in the database is a
    `Conflict`, so that nothing is lost by two people writing at once."""
    saved = locked_item(item)
    require(may_change_item(by, saved))
    if saved.revision != revision:
        raise Conflict(saved)
    change = put(saved, facts)
    if saved.is_on_agenda and not gate.passes(saved):
        raise Refused(" ".join(need.sentence for need in gate.missing(saved)))
    saved.revision = revision + 1
    saved.full_clean()
    saved.save()
    if goals is not None:
        saved.goals.set(goals)
    if focus_areas is not None:
        saved.focus_areas.set(focus_areas)
    sentence = f"Underlaget till ”{saved.title}” ändrades."
    record("edit_item", saved, sentence, by=by, at=at or timezone.now(), **change)
    return saved


@transaction.atomic
def put_on_agenda(item, *, by, at=None):
    """A late item on a meeting already called. It must pass the gate like all the others."""
    item = locked_item(item)
    require(may_change_item(by, item))
    if item.stage not in AgendaItem.DRAFTED or item.meeting.stage != item.meeting.Stage.CONVENED:
        raise Refused("Bara en punkt under beredning kan läggas till, på ett möte vars kallelse har gått ut.")
    stopped = [(item, need) for need in gate.missing(item)]
    if stopped:
        raise Refused("Punkten saknar något som ska framgå.", stopped)
    stages = step(item, Stage.ON_AGENDA, TRANSITIONS)
    item.stage_at, item.stage_by = at or timezone.now(), by
    item.late_at = item.stage_at
    item.save(update_fields=["stage", "stage_at", "stage_by", "late_at"])
    record(
        "put_on_agenda",
        item,
        f"”{item.title}” lades till efter kallelsen.",
        by=by,
        at=item.stage_at,
        **stages,
    )
    return item


@transaction.atomic
def order_items(meeting, ids, *, by, at=None):
    """Set the order of the agenda. `ids` must name the meeting's items, each once; struck ones stay last."""
    meeting = locked(meeting)
    require(may_change_meeting(by, meeting))
    items = {item.pk: item for item in meeting.items.exclude(stage=Stage.WITHDRAWN)}
    if sorted(ids) != sorted(items):
        raise Refused("Dagordningen har ändrats av någon annan. Ladda om sidan och ordna på nytt.")
    for order, pk in enumerate(ids, start=1):
        if items[pk].order != order:
            items[pk].order = order
            items[pk].save(update_fields=["order"])
    meeting.items.filter(stage=Stage.WITHDRAWN).update(order=F("number") + 1000)
    record("order_items", meeting, "Dagordningens ordning ändrades.", by=by, at=at or timezone.now())


@transaction.atomic
def move_item(item, steps, *, by, at=None):
    """One item up (-1) or down (+1) in the agenda; at the ends nothing happens."""
    ids = list(
        item.meeting.items.exclude(stage=Stage.WITHDRAWN).order_by("order", "pk").values_list("pk", flat=True)
    )
    if item.pk not in ids:
        raise Refused("Punkten är struken och har ingen plats på dagordningen.")
    place = ids.index(item.pk)
    ids.insert(max(0, place + steps), ids.pop(place))
    order_items(item.meeting, ids, by=by, at=at)


@transaction.atomic
def withdraw_item(item, *, by, at=None):
    """Strike the item from the agenda. It stays in the records and can be restored."""
    item = locked_item(item)
    require(may_change_item(by, item))
    stages = step(item, Stage.WITHDRAWN, TRANSITIONS)
    item.stage_at, item.stage_by = at or timezone.now(), by
    item.save(update_fields=["stage", "stage_at", "stage_by"])
    record("withdraw_item", item, f"Punkten ”{item.title}” ströks.", by=by, at=item.stage_at, **stages)
    letters.after_leaving(item.meeting, at=item.stage_at)
    return item


@transaction.atomic
def restore_item(item, *, by, at=None):
    """Undo a strike: the item is back last on the agenda, in preparation."""
    item = locked_item(item)
    require(may_change_item(by, item))
    stages = step(item, Stage.IN_PREPARATION, TRANSITIONS)
    item.stage_at, item.stage_by = at or timezone.now(), by
    item.order = place_last(item.meeting)["order"]
    item.save(update_fields=["stage", "stage_at", "stage_by", "order"])
    record("restore_item", item, f"Punkten ”{item.title}” togs tillbaka.", by=by, at=item.stage_at, **stages)
    return item


@transaction.atomic
def continue_item(item, meeting, *, by, at=None):
    """Take a postponed or referred-back matter up again: a new item in preparation that `continues` it."""
    carried = item.stage == Stage.POSTPONED or item.outcome == AgendaItem.Outcome.REFERRED_BACK
    if not carried:
        raise Refused("Bara en punkt som flyttats fram eller förts tillbaka till beredning tas upp igen.")
    if item.continued_by.exists():
        raise Refused("Punkten är redan upptagen på nytt.")
    facts = {field: getattr(item, field) for field in CARRIED_ON}
    new = add_item(
        meeting,
        by=by,
        at=at,
        continues=item,
        goals=item.goals.all(),
        focus_areas=item.focus_areas.all(),
        **facts,
    )
    sentence = f"”{item.title}” tas upp igen {day(meeting.date)}."
    record("continue_item", item, sentence, by=by, at=at or timezone.now())
    return new


@transaction.atomic
def attach_document(meeting, file, *, by, item=None, at=None, **facts):
    """Add a paper to an item or to the meeting. `file` is an upload or another Django `File`."""
    require(may_keep(by, meeting.council))
    at = at or timezone.now()
    document = new_document(meeting, file, item=item, added_by=by, added_at=at, **facts)
    record("attach_document", item or meeting, f"Handlingen ”{document.title}” lades till.", by=by, at=at)
    return document


def new_document(meeting, file, *, item=None, **facts):
    """Keep the file as a paper of the meeting, its item, or a proposal without one. Asks no one and tells no
    one: the verb that calls it does."""
    whole = locked(meeting) if meeting else locked_item(item)
    if whole.documents.filter(item=item).count() >= settings.PAPERS_MOST:
        name = ("Punkten" if item else "Mötet") if meeting else "Förslaget"
        raise Refused(
            f"{name} har redan {settings.PAPERS_MOST} handlingar, äldre versioner medräknade. "
            "Samla flera i en fil, eller ta bort någon."
        )
    facts |= {"meeting": meeting, "item": item, "name": clean_name(file.name), "size": file.size}
    document = Document(file=file, **facts)
    document.full_clean()
    try:
        document.save()
    except trouble() as why:
        log.exception("A paper cannot be kept")
        raise Refused("Portalens lager svarar inte. Felet är noterat. Försök igen om en stund.") from why
    return document


@transaction.atomic
def remove_document(document, *, by, at=None):
    """Take away a paper, or the newest version of one so that the version before it applies again. What was
    sent with the summons stays: add a new version instead."""
    require(may_change_papers(by, document.meeting))
    if document.meeting.convened_at and not document.added_after_summons:
        raise Refused(
            "Handlingen har gått ut med kallelsen och står kvar. Lägg till en ny version i stället."
        )
    discard(document)
    subject, at = document.item or document.meeting, at or timezone.now()
    record("remove_document", subject, removal_told(document), by=by, at=at)


def discard(document):
    """The paper and its file, which goes only when all else is done. Asks no one and tells no one."""
    if Document.objects.filter(replaces=document).exists():
        raise Refused("Handlingen har en nyare version. Ta bort den först.")
    file = document.file
    document.delete()
    transaction.on_commit(lambda: file.delete(save=False))


def removal_told(document):
    if document.version == 1:
        return f"Handlingen ”{document.title}” togs bort."
    return f"Version {document.version} av handlingen ”{document.title}” togs bort."

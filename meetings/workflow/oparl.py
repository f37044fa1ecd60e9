"""What the programming interface says is told anew where something has changed, and compared with what it
said: that is how an object gets its time, and how what is no longer there leaves a word that it was."""

import logging
from traceback import clear_frames

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from meetings.models import OparlNote, OparlObject
from meetings.oparl.objects import moment, without_stamps, written
from meetings.oparl.people import begun_untold
from meetings.oparl.telling import objects_of
from rus_portal.core.waiting import waiting_at_most

AT_ONCE = 300  # wholes that a reader waits for, as after a migration: some seconds
PATIENCE = 5  # seconds that a reader waits for another who tells
FIELDS = ("whole", "councils", "said", "created", "modified", "is_deleted")
log = logging.getLogger(__name__)


def told_all():
    """Before somebody is answered: whether nothing is left to tell. What is told is never older than its
    sources. Whoever asks waits for whoever tells: no change is older than an answer that had it not."""
    begun = list(dict.fromkeys(begun_untold()))
    if not (begun or OparlNote.objects.exists()):
        return True
    try:
        with waiting_at_most(PATIENCE):
            tell_changed(AT_ONCE, begun)
    except DatabaseError as busy:
        clear_frames(busy.__traceback__)  # see `rus_portal.core.acting.in_passing`
        return False
    return len(begun) <= AT_ONCE and not OparlNote.objects.exists()


def tell_all_that_waits(watch=iter):
    """A few wholes in each transaction; `watch` sees each time. How many there were."""
    return sum(watch(_told_in_turn()))


def _told_in_turn():
    begun = list(dict.fromkeys(begun_untold()))
    while some := tell_changed(AT_ONCE, begun):
        begun = begun[AT_ONCE:]
        yield some


@transaction.atomic
def tell_changed(at_most, also=()):
    """The wholes noted first, each once. Notes that come while they are read stay. How many there were."""
    noted = list(OparlNote.objects.select_for_update().order_by("pk")[: at_most * 50])
    wholes = list(dict.fromkeys([*also, *(each.whole for each in noted)]))[:at_most]
    for whole in wholes:
        try:
            with transaction.atomic():
                _tell(whole)
        except DatabaseError:
            raise
        except Exception:  # one that cannot be told silences no other, and nothing older is said of it
            log.exception("%s cannot be told", whole)
            there = OparlObject.objects.filter(whole=whole, is_deleted=False)
            there.update(said={}, modified=timezone.now(), is_deleted=True)
    OparlNote.objects.filter(pk__in=[each.pk for each in noted if each.whole in wholes]).delete()
    return len(wholes)


def _tell(whole):
    now, told = timezone.now(), objects_of(whole)
    rows = {row.name: row for row in OparlObject.objects.filter(Q(whole=whole) | Q(name__in=list(told)))}
    changed, stamps = set(), {}
    for name, each in told.items():
        row = rows.get(name) or _new(each, now)
        place = whole, "".join(f"/{council}/" for council in each.councils)
        if (row.whole, row.councils) != place:
            row.whole, row.councils = place
            changed.add(name)
        if row.is_deleted or without_stamps(row.said) != written(each, {}):
            row.modified, row.is_deleted = now, False
            changed.add(name)
        rows[name] = row
        stamps[name] = {"created": moment(row.created), "modified": moment(row.modified)}
    for name in changed:
        rows[name].said = written(told[name], stamps)
    gone = [row for name, row in rows.items() if name not in told and not row.is_deleted]
    for row in gone:
        row.said, row.modified, row.is_deleted = {}, now, True
    OparlObject.objects.bulk_create([rows[name] for name in sorted(changed) if rows[name].pk is None])
    OparlObject.objects.bulk_update([*gone, *(rows[name] for name in changed if rows[name].pk)], FIELDS)


def _new(told, now):
    """It is as old as everyone's knowledge of it, where that is written down."""
    since = min(filter(None, [told.since, now]))
    return OparlObject(kind=told.kind, name=told.name, created=since, is_deleted=True)

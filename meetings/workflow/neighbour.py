"""Other regions' systems: set by an administrator, read by the portal itself, followed by whoever wants."""

import datetime as dt
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from councils import journal
from councils.models import Person
from meetings.models import NeighbourCouncil, NeighbourMeeting, NeighbourSystem
from meetings.neighbours.oparl import Reader
from rus_portal.core.fetching import Away, json_from
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import may_keep_neighbours, require

OVERLAP = dt.timedelta(days=1)  # their clocks are not ours
FIRST = dt.timedelta(days=730)  # whatever is to come was written within that time
KEPT = dt.timedelta(days=1)  # a meeting that is over


@transaction.atomic
def add_neighbour(*, by, name, address, at=None):
    require(may_keep_neighbours(by))
    at = at or timezone.now()
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    system = NeighbourSystem(name=name, address=address, added_at=at, added_by=by)
    refuse_again(system, "added_at", but=("tried_at", "read_at", "trouble"))
    system.full_clean()
    system.save()
    journal.log("add_neighbour", system, f"Systemet ”{name}” lades till: {address}", by=by, at=at)
    if settings.TASKS_WORKER:
        transaction.on_commit(lambda: read_in_worker.enqueue(system.pk))
    return system


@transaction.atomic
def remove_neighbour(system, *, by, at=None):
    """With all that was read there, and the choices of those who followed it."""
    require(may_keep_neighbours(by))
    sentence = f"Systemet ”{system}” togs bort."
    journal.log("remove_neighbour", system, sentence, by=by, at=at or timezone.now())
    system.delete()
    return True


def follow_neighbours(councils, *, by):
    """Those councils, and no others, are shown on one's own page."""
    by.neighbour_councils.set(councils)
    return by


@task()
def read_in_worker(pk):
    for system in NeighbourSystem.objects.filter(pk=pk):
        read_neighbour(system)


def read_neighbour(system, *, at=None):
    """What has changed since the last time. Where it cannot be read it says why, and keeps what it had."""
    at = at or timezone.now()
    since = system.read_at and system.read_at - OVERLAP
    try:
        ask = partial(json_from, host=urlsplit(system.address).hostname)
        told = Reader(system.address, ask).read(since, since or at - FIRST)
    except Away as no:
        NeighbourSystem.objects.filter(pk=system.pk).update(tried_at=at, trouble=str(no))
        return False
    with transaction.atomic():
        held = NeighbourSystem.objects.select_for_update(no_key=True).filter(pk=system.pk)
        if not held.exists():  # it was removed meanwhile
            return False
        _keep(system, *told, at=at)
        held.update(tried_at=at, read_at=at, trouble="")
    return True


def _keep(system, councils, meetings, *, at):
    for each in councils:
        if each.is_gone:
            system.councils.filter(key=each.id).delete()
        else:
            NeighbourCouncil.objects.update_or_create(
                system=system, key=each.id, defaults={"name": each.name}
            )
    known = dict(system.councils.values_list("key", "pk"))
    for each in meetings:
        if each.is_gone or each.starts < at - KEPT:
            system.meetings.filter(key=each.id).delete()
            continue
        names = ("name", "starts", "has_clock", "place", "link", "is_cancelled")
        facts = {name: getattr(each, name) for name in names}
        meeting, _ = NeighbourMeeting.objects.update_or_create(system=system, key=each.id, defaults=facts)
        meeting.councils.set([known[key] for key in each.councils if key in known])
    system.meetings.filter(starts__lt=at - KEPT).delete()

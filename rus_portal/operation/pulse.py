"""Signs of life are written where they happen, and read by the page of the administrator and by metrics."""

import logging
import threading
from contextlib import contextmanager

from django.db import Error, connection
from django.utils import timezone

from rus_portal.models import Pulse

WORKER = "db_worker"
BEAT = 30  # seconds between two signs of the worker's
LONGEST = 200
log = logging.getLogger(__name__)


def well(key):
    now = timezone.now()
    Pulse.objects.update_or_create(key=key, defaults={"well_at": now, "failing_since": None, "fault": ""})


def failed(key, fault):
    """The fault may have changed since it began."""
    Pulse.objects.get_or_create(key=key)
    Pulse.objects.filter(key=key, failing_since=None).update(failing_since=timezone.now())
    Pulse.objects.filter(key=key).update(fault=fault[:LONGEST])


@contextmanager
def noted(key):
    """How it went. Of a fault its kind alone, for what it says may hold names; the log has the rest. That
    nothing can be noted, as when the disk is full, stops nobody."""
    try:
        yield
    except Exception as fault:
        _note(failed, key, type(fault).__name__)
        raise
    _note(well, key)


def _note(write, *args):
    try:
        write(*args)
    except Error:
        log.exception("A sign of life could not be noted")


@contextmanager
def beating(key, every=BEAT):
    """A sign again and again as long as the process lives, from a thread of its own: it may work long."""
    over = threading.Event()
    heart = threading.Thread(target=_beat, args=(key, every, over), daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _beat(key, every, over):
    while True:
        _note(well, key)
        connection.close()
        if over.wait(every):
            return

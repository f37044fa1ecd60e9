"""How a verb says no, and how the database does."""

import errno
import logging
import re
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

AT_ONCE = "Det gick inte att spara: något ändrades i samma stund, eller ligger redan fast. Försök igen."
OCCUPIED = "Det gick inte att spara: något annat sparades just då. Försök igen."
GONE = "Det flyttades eller togs bort medan du arbetade. Ladda om sidan och försök igen."
CANNOT_SAVE = "Portalen kan inte spara något just nu. Felet är noterat. Försök igen om en stund."
NO_DATABASE = (
    "Portalen når inte sin databas just nu. Felet är noterat, och sidan kommer tillbaka av sig själv. "
    "Försök igen om en stund."
)
BUSY = "Något annat ändrades samtidigt, så sidan gick inte att visa. Försök igen om en stund."
FULL = "Portalens disk är full, eller går inte att skriva på. Felet är noterat. Försök igen om en stund."
# Deadlock, serialization failure, lock not available, planned before a migration: what PostgreSQL calls them,
# and SQLite the third.
MEETS_ANOTHER = {"40P01", "40001", "55P03", "0A000", "SQLITE_BUSY", "SQLITE_LOCKED"}
# The disk is full, or the database may only be read.
UNWRITABLE = {"53100", "25006", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN"}
# What PostgreSQL says as it stops, starts, or has no room for another; that it is not reached has no code.
AWAY = {"57P01", "57P02", "57P03", "53300", "08000", "08001", "08003", "08004", "08006", "08P01"}
FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}
log = logging.getLogger(__name__)


class Refused(Exception):
    """The act is not possible as things stand.

    `about` names the fact that stands in the way: a form that has it tells the sentence there. `missing` may
    list (item, requirement) pairs that stop a summons, see `meetings.agenda.gate`.
    """

    def __init__(self, sentence, missing=(), *, about=None):
        super().__init__(sentence)
        self.sentence, self.about = sentence, about
        self.missing = list(missing)


class Conflict(Refused):
    """Something else is saved than what the writer saw (`seen`). `saved` is what the database holds now."""

    def __init__(self, saved):
        super().__init__("Uppgifterna har ändrats sedan du öppnade sidan. Inget av ditt har gått förlorat.")
        self.saved = saved


class AlreadyMade(Refused):
    """The same was `made` a moment ago (`once_more`)."""

    def __init__(self, made):
        super().__init__("Det är redan sparat.")
        self.made = made
        made.was_there = True


@contextmanager
def told_by_database():
    """What the database refuses becomes `Refused`: by a constraint or a trigger, for a lock that another
    holds, since what the verb was to hold is gone since the page found it, or since nothing can be written.
    It is noted, since the verb should have refused first, or somebody must mend it. Other trouble goes on."""
    try:
        yield
    except ObjectDoesNotExist as no:
        if isinstance(no, AttributeError):  # a thing that is one of another has none: a fault of ours
            raise
        log.error("What was acted on is gone", exc_info=True)
        raise Refused(GONE) from no
    except DatabaseError as no:
        unwritable = cannot_be_written(no)
        if not (unwritable or isinstance(no, IntegrityError) or met_another(no)):
            raise
        log.log(logging.CRITICAL if unwritable else logging.WARNING, "The database refused", exc_info=True)
        raise Refused(CANNOT_SAVE if unwritable else _sentence(no)) from no


def cannot_be_written(trouble):
    """Whether the disk or the database is what is wrong, so that nothing can be saved by anyone."""
    if isinstance(trouble, DatabaseError):
        return _name(trouble) in UNWRITABLE
    return isinstance(trouble, OSError) and trouble.errno in FULL_DISK


def met_another(trouble):
    """Whether it was in the way of another, who will soon be done."""
    return isinstance(trouble, DatabaseError) and _name(trouble) in MEETS_ANOTHER


def database_is_away(trouble):
    """Whether PostgreSQL is not reached, or is not ready: it stopped, or another is to take its place."""
    told = getattr(trouble.__cause__, "sqlstate", "") if trouble else ""
    return isinstance(trouble, OperationalError | InterfaceError) and (told is None or told in AWAY)


def _name(no):
    """What the engine calls the trouble."""
    found = getattr(no.__cause__, "sqlstate", None) or getattr(no.__cause__, "sqlite_errorname", None) or ""
    return "_".join(found.split("_")[:2])  # SQLite has kinds of each, as SQLITE_READONLY_DIRECTORY


def _sentence(no):
    """That of the trigger or the constraint, where it is one of ours that has its own."""
    if met_another(no):
        return OCCUPIED
    if told := re.search("is frozen: (.+)", str(no)):
        return told[1]
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            has_own = constraint.violation_error_message != constraint.default_violation_error_message
            if has_own and constraint.name in str(no):
                return str(constraint.violation_error_message)
    return AT_ONCE


def step(thing, to, transitions):
    """Take one step in the diagram of stages (not saved), or refuse it. Returns what the journal keeps."""
    before = thing.stage
    if to not in transitions[thing.stage]:
        raise Refused(f"Det går inte att göra det nu. Skedet är ”{thing.get_stage_display().lower()}”.")
    thing.stage = to
    return {"before": {"stage": str(before)}, "after": {"stage": str(to)}}


def put(thing, facts):
    """Set fields (not saved). Returns what the journal keeps: the changed ones, before and after."""
    changed = {field: value for field, value in facts.items() if getattr(thing, field) != value}
    before = {field: str(getattr(thing, field)) for field in changed}
    for field, value in changed.items():
        setattr(thing, field, value)
    return {"before": before, "after": {field: str(getattr(thing, field)) for field in changed}}

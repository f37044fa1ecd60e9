"""How a verb says no, and how the database does."""

import logging
from contextlib import contextmanager

from django.apps import apps
from django.db import IntegrityError, OperationalError

AT_ONCE = "Det gick inte att spara: något ändrades i samma stund, eller ligger redan fast. Försök igen."
# Deadlock, serialization failure, lock not available: what PostgreSQL calls them.
MEETS_ANOTHER = {"40P01", "40001", "55P03"}
log = logging.getLogger(__name__)


class Refused(Exception):
    """The act is not possible as things stand.

    `missing` may list (item, requirement) pairs that stop a summons, see `meetings.agenda.gate`.
    """

    def __init__(self, sentence, missing=()):
        super().__init__(sentence)
        self.sentence = sentence
        self.missing = list(missing)


class Conflict(Refused):
    """Something else is saved than what the writer saw (`seen`). `saved` is what the database holds now."""

    def __init__(self, saved):
        super().__init__("Uppgifterna har ändrats sedan du öppnade sidan. Inget av ditt har gått förlorat.")
        self.saved = saved


@contextmanager
def told_by_database():
    """What the database refuses becomes `Refused`: by a constraint or a trigger, or for a lock that another
    holds. It is noted, since the verb should have refused first. Other trouble goes on."""
    try:
        yield
    except (IntegrityError, OperationalError) as no:
        if isinstance(no, OperationalError) and not _meets_another(no):
            raise
        log.warning("The database refused", exc_info=True)
        raise Refused(_sentence(no)) from no


def _meets_another(no):
    return getattr(no.__cause__, "sqlstate", "") in MEETS_ANOTHER or "locked" in str(no)


def _sentence(no):
    """That of the constraint, where it is one of ours that has its own."""
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

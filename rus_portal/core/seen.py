"""What a writer saw of a thing before changing it: no save undoes what its writer did not see.

A page marks each value that its form edits, the form sends the marks along, and the verb compares them with
the row once it holds it, so that nothing comes between. A mark follows from the value alone: whichever verb
changed it, it shows, and a save that changed nothing is in nobody's way.
"""

import hashlib

from django.db.models import Manager, Model, QuerySet

from rus_portal.core.refusal import Conflict


def plain(value):
    """The same text for the same value, from a row as from a form. Only a tuple has an order of its own."""
    if isinstance(value, Manager):
        value = value.all()
    if isinstance(value, list | QuerySet):
        return str(sorted(map(plain, value)))
    if isinstance(value, tuple):
        return str([plain(each) for each in value])
    if isinstance(value, Model):
        value = value.pk
    return "" if value is None else str(value)


def mark(value):
    return hashlib.blake2s(plain(value).encode(), digest_size=6).hexdigest()


BLANK = mark(None)


def marks(values):
    """The mark of each value under its name, as a form carries them."""
    return " ".join(f"{name}:{mark(value)}" for name, value in values.items())


def unmarked(seen):
    """The marks by name again. What no page of ours has written says nothing."""
    return dict(pair.split(":", 1) for pair in (seen or "").split() if ":" in pair)


def values_of(thing, names):
    return {name: getattr(thing, name) for name in names}


def marks_of(thing, names=()):
    """Of all its columns, where none are named."""
    return marks(values_of(thing, names or _columns(thing)))


def _columns(thing):
    return [field.attname for field in thing._meta.concrete_fields]


def marks_in(posted):
    """Those that a page has sent along with an act. One that sends none has seen nothing."""
    return posted.get("seen") or "nothing"


def require_seen(saved, facts, seen, *, now=None):
    """A `Conflict` where one of the values to be changed is no longer what the writer saw. Call with the row
    held, before anything is set.

    `facts` are the new values, and `now` those in the database, unless they are the fields of `saved`. `seen`
    are the marks that a form has carried, or the row as the caller had read it; None for a caller who
    replaces whatever there is. What is saved already, as by a second click, is no conflict.
    """
    if seen is None:
        return
    now = values_of(saved, facts) if now is None else dict.fromkeys(facts) | now
    now = {name: mark(value) for name, value in now.items()}
    if all(now[name] == mark(value) for name, value in facts.items()):
        return
    known = unmarked(marks_of(seen, facts) if isinstance(seen, Model) else seen)
    if any(known.get(name, BLANK) != now[name] for name in now):
        raise Conflict(saved)


def require_still(saved, seen, *names):
    """A `Conflict` where what the page told beside its fields is otherwise now. What it does not say that it
    told is in nobody's way."""
    known = unmarked(seen) if isinstance(seen, str) else {}
    if any(known.get(name, mark(value)) != mark(value) for name, value in values_of(saved, names).items()):
        raise Conflict(saved)


def require_untouched(saved, seen, names=()):
    """The same for an act that sets none of these values, as a removal; of all columns where none are
    named. `seen` is as a page has marked them, or None."""
    if seen is None:
        return
    known, now = unmarked(seen), unmarked(marks_of(saved, names))
    if any(known.get(name) != now[name] for name in now):
        raise Conflict(saved)

"""The journal: every change of stage leaves one sentence in it, chained to the one before."""

import hashlib
import json

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from councils.models import JournalAnchor, JournalEntries, JournalEntry
from rus_portal.core.permissions import may_enter_office
from rus_portal.core.pieces import Stretch, stretch_of
from rus_portal.core.prepared import prepared
from rus_portal.core.text import plain

BEGINNING = "0" * 64
NO_LINES = Stretch([], None, None)
AT_ONCE = 2000
# What links are made by, the last in use: another of 256 bits is added after it, and those from before hold.
HASHES = {"sha256": hashlib.sha256}
LINES = 20  # of the history of one thing on its page, where that may be long
# Any number will do, as long as everyone who writes the journal asks for the same lock.
JOURNAL_LOCK = 20_100_630


def register(untold):
    """Called by an app above this one: what its things are told of, and to whom. `untold` gives for a person
    the condition of the entries that the person is not told of."""
    JournalEntries.untold.append(untold)


def log(act, subject, sentence, *, by, at, before=None, after=None):
    """Add one line. `act` is the verb's name, `sentence` whole Swedish, `at` an aware datetime; `before` and
    `after` hold what changed, as plain values. `by` is None where the portal itself acted."""
    with transaction.atomic():
        _wait_for_turn()
        entry = JournalEntry(
            act=act,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            sentence=plain(sentence),  # as it is stored, for the chain is made of it
            by=by,
            at=at,
            before=plain(before or {}),
            after=plain(after or {}),
            hashed_by=[*HASHES][-1],
        )
        entry.chain = link(next(iter(_last_chain()), BEGINNING), entry)
        entry.save()
    return entry


@prepared
def _last_chain():
    return JournalEntry.objects.order_by("-pk").values_list("chain", flat=True)[:1]


def _wait_for_turn():
    """One writer at a time. SQLite has only one anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK])


def link(last, entry):
    """The entry's place in the chain: a hash of the link before it and of all that the entry says. Which hash
    is a part of it, but for the first that there was."""
    said = [
        entry.act,
        entry.subject_type,
        entry.subject_id,
        entry.sentence,
        entry.by_id,
        entry.at.timestamp(),
        entry.before,
        entry.after,
    ]
    if entry.hashed_by != "sha256":
        said.append(entry.hashed_by)
    told = json.dumps([last, *said], ensure_ascii=False, sort_keys=True)
    return HASHES[entry.hashed_by](told.encode()).hexdigest()


def verify(watch=iter):
    """Walk the whole chain; the first entry that does not fit, or None where all do. `watch` sees each.

    A changed row is named itself, a missing one by the row that came after it. Rows cut off at the end are
    not seen by the chain alone, see `lost`. After a newer hash no older one is taken.
    """
    last, known = BEGINNING, [*HASHES]
    for entry in watch(_all_entries()):
        if entry.hashed_by not in known or entry.chain != link(last, entry):
            return entry
        last, known = entry.chain, known[known.index(entry.hashed_by) :]
    return None


def _all_entries():
    """A few in memory at a time: it is long."""
    last = 0
    while some := JournalEntry.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]:
        yield from some
        last = some[len(some) - 1].pk


def anchor(*, at):
    """Note the head of the chain: with every seal, and each time the journal has been found whole."""
    last = JournalEntry.objects.order_by("-pk").first()
    if last and not JournalAnchor.objects.filter(chain=last.chain).exists():
        JournalAnchor.objects.create(at=at, entry=last.pk, chain=last.chain)


def lost():
    """The first head of the chain that was noted and is not in it any longer, or None: then rows at the end
    have been taken away, or all from some row on have been written anew."""
    entry = JournalEntry.objects.filter(pk=OuterRef("entry"), chain=OuterRef("chain"))
    return JournalAnchor.objects.filter(~Exists(entry)).first()


@prepared
def entries(condition, shown, down, which):
    """A slice of those for which both conditions hold: the oldest first or, going down, the newest."""
    found = JournalEntry.objects.filter(condition, shown).select_related("by")
    return found.order_by(*(["-at", "-pk"] if down else ["at", "pk"]))[which]


def history_of(*things):
    """What has happened to these things (rows, or querysets of them), oldest first."""
    about = Q()
    for thing in things:
        ids = thing.order_by().values("pk") if isinstance(thing, QuerySet) else [thing.pk]
        model = thing.model if isinstance(thing, QuerySet) else type(thing)
        about |= Q(subject_type=model._meta.label_lower, subject_id__in=ids)
    return JournalEntry.objects.filter(about).select_related("by").order_by("at", "pk")


def last_act(thing, *acts):
    """The last of these acts upon it, or of all. A draft has none."""
    history = history_of(thing)
    return (history.filter(act__in=acts) if acts else history).last()


def last_told(reader, thing):
    """The last act upon it, or upon what is approved with it, that the reader may be told of: those who do
    not read the journal are told only what led it on, which they see of the thing itself."""
    history = history_of(thing, *getattr(thing, "approved_with", ()))
    told = history.visible_to(reader) if may_enter_office(reader) else history.filter(after__has_key="stage")
    return told.last()


def history_for(reader, thing):
    """The same of one row, for those who may read the journal, but what they may not see; nothing for
    others."""
    if not may_enter_office(reader):
        return []
    return _told(thing._meta.label_lower, thing, JournalEntry.objects.shown_to(reader))


def history_together(reader, *things):
    """The same of these things (rows, or querysets of them), in one."""
    if not may_enter_office(reader):
        return []
    return history_of(*things).filter(JournalEntry.objects.shown_to(reader))


def stretch_for(reader, thing, asked):
    """A page of the same where it may be long, the newest first; `asked` is the query of the address."""
    if not may_enter_office(reader):
        return NO_LINES
    about = Q(subject_type=thing._meta.label_lower, subject_id=thing.pk)
    shown = JournalEntry.objects.shown_to(reader)
    return stretch_of(
        lambda beyond, down, which: entries(about & beyond, shown, down, which),
        JournalEntry,
        asked,
        size=LINES,
    )


@prepared
def _told(kind, thing, shown):
    told = JournalEntry.objects.filter(shown, subject_type=kind, subject_id=thing)
    return told.select_related("by").order_by("at", "pk")

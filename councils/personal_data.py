"""What the portal stores about one person, to be read by them and taken out.

Found by walking every relation to `Person`, so that a table added tomorrow is not forgotten. Relations
*about* the person have a related name (attendances, dissents); those that only tell who did something are
traces, and have none.
"""

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import (
    BinaryField,
    DateTimeField,
    F,
    FileField,
    ForeignKey,
    ForeignObjectRel,
    JSONField,
    Q,
)
from django.utils import timezone

from councils import journal
from councils.models import JournalEntry, Person, Seat
from rus_portal.core.permissions import may_read_personal_data, require
from rus_portal.core.pieces import in_pieces
from rus_portal.core.prepared import prepared
from rus_portal.core.registered import Registered
from rus_portal.core.registry_number import told_fields
from rus_portal.core.words import day

fill_in = Registered()  # makes a row of the app above say what its reader reads
NAMES = {"person", "council", "organisation", "meeting", "item"}  # by which other things are called
SHOWN = 5  # rows of each kind on the page of a person
MANY = 1000  # of one kind are counted there
NOBODY = -20_100_630  # stands for a person in a question that is kept
# Never shown: secrets that give access, and what the portal computes.
SECRET = {"password", "token", "chain", "hashed_by", "sha256", "seed", "search_stems", "facts"}
SECRET |= {"quote", "quote_before", "quote_after"}  # the words of a paper, which its readers alone may read
ROLES = {
    "by": "den som gjorde det",
    "added_by": "den som lade till",
    "approved_by": "den som justerade sist",
    "cancelled_by": "den som ställde in",
    "convened_by": "den som sände kallelsen",
    "held_by": "den som avslutade mötet",
    "lifted_by": "den som lyfte av",
    "lodged_by": "den som förde in texten",
    "moved_by": "den som flyttade",
    "planned_by": "den som planerade",
    "published_by": "den som publicerade",
    "received_by": "den som bekräftade mottagandet",
    "returned_by": "den som lade tillbaka",
    "sent_by": "den som sände ut",
    "stage_by": "den som senast ändrade skedet",
    "withdrawn_by": "den som tog tillbaka",
}
# What other apps' rows are called in Swedish.
KINDS = {
    "mfa.authenticator": "sätt att styrka inloggningen",
    "socialaccount.socialaccount": "inloggning med organisationens konto",
    "usersessions.usersession": "pågående inloggningar",
    "admin.logentry": "ändringar i administrationen",
}
OWN = {"councils", "strategy", "meetings", "rus_portal"}


@dataclass(frozen=True)
class Kept:
    """Rows of one kind, of which there are `total`, or more than `MANY`. `newest` are those of the last
    `SHOWN` that the reader may see; how many of these the reader may not see is `hidden`."""

    model: type
    kind: str
    role: str
    total: int
    newest: list
    hidden: int


@cache
def relations():
    """(model, field) of everything that points at a person, in a fixed order."""
    found = [
        (relation.related_model, relation.field)
        for relation in Person._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and not relation.related_model._meta.auto_created
    ]
    return sorted(found, key=lambda pair: (is_trace(pair[1]), pair[0]._meta.label, pair[1].name))


def is_trace(field):
    return field.remote_field.hidden


def newest_about(person, reader):
    """What is kept, as `Kept` for each kind that has rows: a query for each table. No more rows are read than
    are shown, nor counted than `MANY`, however many there are."""
    require(may_read_personal_data(reader, person))
    shown = _shown_rows(newest := _newest(person), reader)
    for number, total in _totals(person, MANY + 1).items():
        model, field = relations()[number]
        rows = [shown[model, pk] for pk in newest[number] if (model, pk) in shown]
        yield Kept(model, _kind(model), role(field), total, rows, len(newest[number]) - len(rows))
    about = journal_about(person)
    if total := about.order_by()[: MANY + 1].count():
        yield Kept(JournalEntry, "journal", "den det handlar om", total, list(about[:SHOWN]), 0)


def _newest(person):
    """The ids of the last `SHOWN` rows of each of `relations`, by its place there; all in one query."""
    found = defaultdict(list)
    for number, pk in sorted(_asked(person, "found_pk", SHOWN), reverse=True):
        found[number].append(pk)
    return found


def _totals(person, most=None):
    """How many rows there are of each of `relations` that has any, by its place there; all in one query. None
    is counted further than to `most`."""
    return {number: total for number, total in sorted(_asked(person, "COUNT(*)", most)) if total}


def _asked(person, what, most):
    sql, params = _question(connection.vendor, what, most)
    with connection.cursor() as cursor:
        cursor.execute(sql, [person.pk if each == NOBODY else each for each in params])
        return cursor.fetchall()


@cache
def _question(vendor, what, most):
    """`what` of the rows of each of `relations`: of the last, or of any so many."""
    parts, given, last = [], [], ["-pk"] if what == "found_pk" else []
    for number, (model, field) in enumerate(relations()):
        rows = model._default_manager.filter(**{field.name: NOBODY}).order_by(*last)
        sql, params = rows.annotate(found_pk=F("pk")).values_list("found_pk")[:most].query.sql_with_params()
        parts.append(f"SELECT {number}, {what} FROM ({sql}) AS found")  # noqa: S608  our own words
        given += params
    return " UNION ALL ".join(parts), given


def _shown_rows(newest, reader):
    """Those that the reader may see, by table and id; each row is read once, whatever the person is in it."""
    wanted = defaultdict(set)
    for number, pks in newest.items():
        wanted[relations()[number][0]].update(pks)
    return {
        (model, row.pk): row
        for model, pks in wanted.items()
        for row in _rows_of(model)(_padded(pks), _shown(model, reader))
    }


def _padded(pks):
    """As many ids as the next power of two, so that few queries are built."""
    return sorted(pks) + [0] * (2 ** (len(pks) - 1).bit_length() - len(pks))


@cache
def _rows_of(model):
    unread = [field.name for field in model._meta.concrete_fields if isinstance(field, JSONField)]

    @prepared
    def rows(pks, shown):
        found = model._default_manager.filter(shown, pk__in=pks).order_by().defer(*unread)
        return _with(found, _described(model))

    return rows


def _shown(model, reader):
    rows = model._default_manager
    return rows.shown_to(reader) if hasattr(rows, "visible_to") else Q()


def _kind(model):
    return KINDS.get(model._meta.label_lower, str(model._meta.verbose_name_plural))


def describe(row, person):
    """What the row says, without the person's own name, and which things it is about; of other apps' only
    the address, or since when it is there, for they write as programs do."""
    if row._meta.app_label not in OWN:
        return getattr(row, "email", None) or _since(row)
    said = str(row).removeprefix(f"{person}: ")
    fields = [field for field in _foreign_keys(type(row)) if field.related_model is not Person]
    about = [str(getattr(row, field.name)) for field in fields if getattr(row, f"{field.name}_id")]
    return " · ".join([said, *about])


def _since(row):
    times = (getattr(row, f.name) for f in row._meta.concrete_fields if isinstance(f, DateTimeField))
    return next((f"sedan den {day(timezone.localdate(at))}" for at in times if at), "finns")


def role(field):
    """What the person is in the row, in Swedish."""
    if field.verbose_name != field.name.replace("_", " "):
        return str(field.verbose_name)
    return ROLES.get(field.name, "den som gjorde det" if is_trace(field) else "den det gäller")


def _foreign(model):
    """What the rows refer to, and what that refers to."""
    return _and_beyond(_foreign_keys(model), lambda far: True)


def _described(model):
    """What `describe` says of the rows: what they refer to, but of people only whom they are about; and of
    that what it is named by, as a meeting by its council."""
    keys = [f for f in _foreign_keys(model) if f.name == "person" or f.related_model is not Person]
    return _and_beyond(keys, lambda far: far.name in NAMES)


def _with(rows, paths):
    """Asked for together with what the paths lead to: `select_related` of none would be of all."""
    paths = [*paths]
    return rows.select_related(*paths) if paths else rows


def _and_beyond(keys, is_wanted):
    """The paths of what they lead to, and of what is wanted of what that leads to."""
    for key in keys:
        yield key.name
        yield from (f"{key.name}__{far.name}" for far in _foreign_keys(key.related_model) if is_wanted(far))


def _foreign_keys(model):
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    return [field for field in keys if field.related_model is not model]


def journal_about(person):
    """Entries about the person and the seats the person has had."""
    return JournalEntry.objects.filter(
        Q(subject_type=Person._meta.label_lower, subject_id=person.pk)
        | Q(subject_type=Seat._meta.label_lower)
        & (Q(before__person_id=person.pk) | Q(after__person_id=person.pk))
    ).order_by("-pk")


def export(person, *, by, at=None):
    """All of it as JSON, for the person to have, in pieces to be sent as they are made. The export is noted
    in the journal first."""
    require(may_read_personal_data(by, person))
    at = at or timezone.now()
    journal.log("export_personal_data", person, f"Uppgifterna om {person} togs ut.", by=by, at=at)
    return _exported(person, by, at)


def _exported(person, reader, at):
    yield f'{{"uttaget": {_json(at.isoformat())},\n"person": {_json(_fields(person))},\n"uppgifter": ['
    first = True
    for kind, place, rows, total in _everything(person, reader):
        yield "\n" if first else ",\n"
        first = False
        yield f'{{"slag": {_json(kind)}, "personen som": {_json(place)}, "rader": ['
        told = 0
        for row in in_pieces(rows):
            yield f"{',' if told else ''}\n{_json(_told(row))}"
            told += 1
        hidden = max(total - told, 0)
        yield f'], "rader som den som tog ut uppgifterna inte får läsa": {hidden}}}'
    yield "\n]}\n"


def _everything(person, reader):
    """Kind, role, the rows the reader may see, and how many there are of all."""
    totals = _totals(person)
    for number, (model, field) in enumerate(relations()):
        if total := totals.get(number):
            rows = model._default_manager.filter(_shown(model, reader), **{field.name: person})
            yield _kind(model), role(field), _with(rows, _foreign(model)), total
    about = journal_about(person).select_related("by")
    if total := about.count():
        yield "journal", "den det handlar om", about, total


def _json(value):
    return json.dumps(value, ensure_ascii=False)


def _told(row):
    """A row of our own apps with its fields; of other apps' (ways of signing in) only that it exists."""
    fill_in(row)
    label = {"rad": str(row)}
    return label | _fields(row) if row._meta.app_label in OWN else label


def _fields(row):
    """What a person could read in the row: never a password or a hash."""
    return {
        str(field.verbose_name): _value(row, field)
        for field in told_fields(type(row))
        if not (field.name in SECRET or isinstance(field, BinaryField))
    }


def _value(row, field):
    value = getattr(row, field.name)
    if value is None or isinstance(value, bool | int | list | dict):
        return value
    if isinstance(value, dt.date):  # and a datetime is one
        return value.isoformat()
    if isinstance(field, FileField):
        return value.name
    return str(dict(field.flatchoices).get(value, value))

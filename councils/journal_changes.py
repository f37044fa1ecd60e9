"""What an entry of the journal says has changed, in words: names of fields, choices and things as people read
them. The entry itself has them as they are stored, since it never changes."""

import json
from collections import defaultdict
from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, ForeignKey, ManyToOneRel

from councils.models import Appointment, Organisation
from rus_portal.core.words import listed

# Whose fields the line of an act names, where that is not what the act is done to.
OF_ACT = {
    **dict.fromkeys(("record_decision", "drop_decision"), "meetings.formaldecision"),
    **dict.fromkeys(("undertake", "change_undertaking"), "meetings.undertaking"),
    **dict.fromkeys(("record_funding", "change_funding"), "meetings.funding"),
    **dict.fromkeys(("publish_stance", "unpublish_stance"), "meetings.stance"),
    "receive_feedback": "meetings.feedback",
}
# Of what it was that the line of a whole tells: a stance of its item, a part of its plan or strategy.
ELSEWHERE = {
    "stance": ("meetings.stance", "status"),
    **{name: ("strategy.focusarea", name) for name in ("statement_2030", "objective", "goals_note")},
    **{name: ("strategy.goal", name) for name in ("code", "text")},
}
LABELS = {
    "adopted_in": "antagen i ställningstagande",
    "record": "kontrollsumma för texten",  # this and the next four of sealed minutes
    "open_record": "kontrollsumma för den öppna texten",
    "papers": "kontrollsummor för handlingarna",
    "file": "kontrollsumma för filen",
    "seal": "försegling",
    "sha256": "kontrollsumma",
    "answer": "svar",
    "body": "organ",
    "changes": "ändringar",
    "confirmed": "bekräftade mål",
    "goals": "mål",
    "key": "nyckel",
    "link": "länk",
    "name": "namn",
    "note": "anmärkning",
    "positions": "ställningstaganden",
    "slug": "adress",
    "strategy": "strategi",
}
# Keys of rows, which the sentence of the entry names in words.
KEYS = {"id", "document", "enclosed", "left"}
SHARE = "share_"  # of an organisation in the financing
EMPTY = "–"
HIDDEN = "något som inte är ditt att läsa"


def changes_of(entries, reader):
    """Pairs of each entry and its changes, each as (label, before, after). A query for each sort of thing
    that they refer to, and one more where not all see all of it."""
    named = _named(entries, reader)
    return [(entry, list(_changes(entry, named))) for entry in entries]


def _changes(entry, named):
    for key in _keys(entry):
        before, after = (_in_words(entry, key, side, named) for side in (entry.before, entry.after))
        if before != after:
            yield _label(entry, key, named), before, after


def _keys(entry):
    """As the fields stand in the forms, and then by name: PostgreSQL keeps them in no order of ours."""
    keys = {key for key in (*entry.before, *entry.after) if key not in KEYS and not key.endswith("_id")}
    return sorted(keys, key=lambda key: (_place(field_of(entry, key)), key))


def _place(field):
    declared = getattr(field, "creation_counter", None)  # what points to it from elsewhere has none
    return (1, 0) if declared is None else (0, declared)


def field_of(entry, key):
    """The field a key names: of what the act tells of, of the thing itself, for a seat of the appointment to
    it, or of a part of it."""
    return _field(entry.act, entry.subject_type, key)


@cache
def _field(act, subject_type, key):
    models = OF_ACT.get(act), subject_type, Appointment._meta.label_lower
    for model, name in (*((model, key) for model in models if model), ELSEWHERE.get(key, ("", key))):
        try:
            return apps.get_model(model)._meta.get_field(name)
        except (LookupError, ValueError, FieldDoesNotExist):
            continue
    return None


def _named(entries, reader):
    """The words of each row that the entries name by its key, by its model and key: none of what the reader
    may not see."""
    wanted = defaultdict(set)
    for entry in entries:
        for key in _keys(entry):
            if share := _share(key):
                wanted[Organisation].add(share)
            for side in (entry.before, entry.after):
                model, keys = _referred(entry, key, side)
                wanted[model].update(keys)
    named = {}
    for model, keys in wanted.items():
        if not keys:
            continue
        seen = _seen(model, keys, reader)
        for pk, row in model._base_manager.in_bulk(keys).items():
            named[model, pk] = _words_of(row) if pk in seen else HIDDEN
    return named


def _seen(model, keys, reader):
    rows = model._default_manager
    if not hasattr(rows, "visible_to"):
        return keys
    return set(rows.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))


def _words_of(row):
    return getattr(row, "designation", "") or str(row)


def _share(key):
    number = key.removeprefix(SHARE)
    return int(number) if key.startswith(SHARE) and number.isdecimal() else None


def _referred(entry, key, side):
    """The model and the keys of the rows that it refers to, or none: some lines have their words instead."""
    field, value = field_of(entry, key), side.get(key)
    keys = value if isinstance(value, list) else [value]
    if isinstance(field, ForeignKey | ManyToOneRel) and all(str(each).isdecimal() for each in keys):
        return field.related_model, [int(each) for each in keys]
    return None, []


def _as_json(value):
    return json.dumps(value, ensure_ascii=False)


def _label(entry, key, named):
    if share := _share(key):
        return f"egen andel, {named.get((Organisation, share), 'en organisation som är borttagen')}"
    field = field_of(entry, key)
    told = str(getattr(field, "verbose_name", ""))
    is_its_own = told and told != key.replace("_", " ")
    return told if is_its_own else LABELS.get(key, key.replace("_", " "))


def _in_words(entry, key, side, named):
    value = side.get(key, "")
    field = field_of(entry, key)
    if value in ("", None, "None", [], {}):
        return EMPTY
    model, keys = _referred(entry, key, side)
    if keys:
        return listed([*dict.fromkeys(named.get((model, each), "borttaget") for each in keys)])
    if isinstance(field, BooleanField):
        return {"True": "ja", "False": "nej"}.get(str(value), str(value))
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return ", ".join(each if isinstance(each, str) else _as_json(each) for each in value)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))

"""The rules as triggers, for each of the two engines."""

from django.apps import apps
from django.db import connections, transaction
from django.db.models import UniqueConstraint

from meetings.triggers import generation, unindexed, untold
from meetings.triggers.refusal import ALWAYS, COMES
from meetings.triggers.rules import RULES


def install(using="default", **kwargs):
    """Lay all triggers anew. Harmless to run again."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute(LAID[connection.vendor])
        was_told = any(name.startswith(unindexed.PREFIX) for (name,) in cursor.fetchall())
        uninstall(using)
        for rule in RULES:
            if rule.table in tables:
                for statement in statements(rule, connection.vendor):
                    cursor.execute(statement)
        generation.prepare(cursor, connection.vendor)
        for statement in generation.moving(connection.vendor, tables):
            cursor.execute(statement)
        for statement in unindexed.telling(connection.vendor, tables):
            cursor.execute(statement)
        for statement in untold.telling(connection.vendor, tables):
            cursor.execute(statement)
        for statement in () if was_told else unindexed.of_everything(tables):
            cursor.execute(statement)
        for statement in untold.of_everything(tables):
            cursor.execute(statement)


def make_way(using="default", plan=(), **kwargs):
    """Before migrations: no table can be built anew on SQLite while a trigger on another one names it, and
    what is frozen must come along too. `install` lays them again once all have run."""
    if plan:
        uninstall(using)


def uninstall(using="default", kinds=("frozen_", "moves_", "unindexed_", "untold_")):
    """Take away the triggers that are laid, also those of an earlier version. Apart from migrations only for
    tests."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(LAID[connection.vendor])
        for (trigger,) in cursor.fetchall():
            if trigger.startswith(kinds):
                cursor.execute(f"DROP TRIGGER {trigger}")


LAID = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' "
    "AND (name GLOB 'frozen_*' OR name GLOB 'moves_*' OR name GLOB 'unindexed_*' OR name GLOB 'untold_*')",
    "postgresql": "SELECT tgname || ' ON ' || tgrelid::regclass FROM pg_trigger "
    "WHERE NOT tgisinternal AND tgname ~ '^(frozen|moves|unindexed|untold)_'",
}


def statements(rule, vendor):
    """The SQL that refuses; on PostgreSQL a function and a trigger for each event, on SQLite a trigger."""
    message = f"{rule.table} is frozen{rule.told and ': '}{rule.told}"
    for event, when in refused(rule, vendor).items():
        name = f"frozen_{rule.name}_{event.lower()}"
        if vendor == "sqlite":
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {rule.table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        else:
            each = "STATEMENT" if event == "TRUNCATE" else "ROW"
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {when} THEN RAISE EXCEPTION '{message}' "
                f"USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {'NEW' if event in ('INSERT', 'UPDATE') else 'OLD'}; END $$"
            )
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {rule.table} "
                f"FOR EACH {each} EXECUTE FUNCTION {name}()"
            )


def refused(rule, vendor):
    """{event: SQL that holds for what is refused}."""
    old, new = _when(rule, vendor, "OLD"), _when(rule, vendor, "NEW")
    found = {}
    if "INSERT" in rule.events:
        found["INSERT"] = new
    if "UPDATE" in rule.events:
        frozen = {ALWAYS: f"({old} OR {new})", COMES: new}.get(rule.events, old)
        found["UPDATE"] = f"({_changed(rule, vendor)} AND {frozen})"
    if "DELETE" in rule.events:
        found["DELETE"] = old
        if vendor == "sqlite":
            same, key = _same_key(_model(rule)), _model(rule).pk.column
            found["INSERT"] = " OR ".join(
                [*filter(None, [found.get("INSERT")]), _one_is_frozen(rule, vendor, same)]
            )
            found["UPDATE"] += f" OR {_one_is_frozen(rule, vendor, f'{same} AND kept.{key} <> OLD.{key}')}"
        else:
            found["TRUNCATE"] = _one_is_frozen(rule, vendor)
    return found


def _when(rule, vendor, row):
    return (rule.when if isinstance(rule.when, str) else rule.when[vendor]).format(row=row)


def _one_is_frozen(rule, vendor, which="1 = 1"):
    """Among the rows of the table that are there already, as `kept`."""
    frozen = _when(rule, vendor, "kept")
    return f"EXISTS (SELECT 1 FROM {rule.table} kept WHERE {which} AND {frozen})"  # noqa: S608


def _changed(rule, vendor):
    """Values are compared: to write what stands there already changes nothing."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    columns = (_model(rule).pk.column, *rule.columns) if rule.columns else ()
    changes = [f'OLD."{column}" {differs} NEW."{column}"' for column in columns]
    return f"({' OR '.join(changes) or '1 = 1'})"


def _model(rule):
    models = apps.get_models(include_auto_created=True)
    return next(model._meta for model in models if model._meta.db_table == rule.table)


def _same_key(model):
    """Holds where the row that is there has something of NEW that only one row may have, and would have to
    give way."""
    constraints = [each for each in model.constraints if isinstance(each, UniqueConstraint)]
    unique: list[tuple] = [((field.name,), None) for field in model.concrete_fields if field.unique]
    unique += [(fields, None) for fields in model.unique_together]
    unique += [(each.fields, each.condition) for each in constraints]
    keys = []
    for fields, condition in unique:
        columns = [model.get_field(name).column for name in fields]
        same = [f'kept."{column}" = NEW."{column}"' for column in columns]
        under = condition.children if condition else ()
        keys.append(
            " AND ".join(same + [_is_null(model, each, row) for each in under for row in ("kept", "NEW")])
        )
    return f"({' OR '.join(keys)})"


def _is_null(model, condition, row):
    """The only condition there is on a key: that a column is null. Only rows for which it holds have it."""
    lookup, is_null = condition
    column = model.get_field(lookup.removesuffix("__isnull")).column
    return f"{row}.{column} IS {'NULL' if is_null else 'NOT NULL'}"

"""That what the database is to refuse is refused, tried on the rows that are there."""

from django.db import IntegrityError, connections, transaction

from meetings.triggers.laying import LAID, _model, _when, refused
from meetings.triggers.refusal import COMES
from meetings.triggers.rules import RULES

TOUCHES = ("NEW.", "OLD.")  # a rule on what a change is, of which no row tells


class NotFrozen(Exception):
    """The rule does not hold."""


def prove(using="default"):
    """Every rule is laid, and each that some row falls under refuses a change of it. Returns how many rules
    there are, and how many were tried so."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(LAID[connection.vendor])
        laid = {name.split()[0] for (name,) in cursor.fetchall()}
        for rule in RULES:
            for event in refused(rule, connection.vendor):
                if (name := f"frozen_{rule.name}_{event.lower()}") not in laid:
                    raise NotFrozen(f"{name} is not laid")
        return len(RULES), sum(_refuses(rule, cursor, using) for rule in RULES)


def _refuses(rule, cursor, using):
    """Whether there was a row to try it on."""
    vendor = connections[using].vendor
    holds = _when(rule, vendor, "kept")
    if "UPDATE" not in rule.events or rule.events == COMES or any(each in holds for each in TOUCHES):
        return False
    table, key = rule.table, _model(rule).pk.column
    for column in rule.columns or (key,):
        # To write what stands there is a change where the rule is of the whole row.
        to = "NULL" if rule.columns else f'"{key}"'
        cursor.execute(f'SELECT "{key}" FROM {table} kept WHERE "{column}" IS NOT NULL AND {holds} LIMIT 1')  # noqa: S608
        if row := cursor.fetchone():
            try:
                with transaction.atomic(using):
                    cursor.execute(f'UPDATE {table} SET "{column}" = {to} WHERE "{key}" = %s', row)  # noqa: S608
            except IntegrityError as refusal:
                if "is frozen" in str(refusal):
                    return True
            raise NotFrozen(f"{rule.name} let a change of {table} through")
    return False

"""Rules about rows at rest, said once and held by the database.

Each constraint carries the Swedish sentence a person reads when a form breaks it.
"""

import sys

from django.db.models import CheckConstraint, F, Func, IntegerField, Q, TextField, Value
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

# What `str.strip` takes away, so that the database and Python mean the same by blank.
BLANK = "".join(filter(str.isspace, map(chr, range(sys.maxunicode + 1))))


def filled(field):
    """The text field holds something besides spaces, tabs, line breaks and their kin."""
    bare = Func(F(field), Value(BLANK), function="TRIM", output_field=TextField())
    return Q(GreaterThan(Length(bare), 0))


class DaysAfter(Func):
    """How many days the first date is after the second."""

    output_field = IntegerField()

    def as_sql(self, compiler, connection, **context):  # type: ignore[override]  # as Func takes it
        return super().as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **context)

    def as_sqlite(self, compiler, connection, **context):
        of = {"template": "CAST(julianday(%(expressions)s) AS integer)", "arg_joiner": ") - julianday("}
        return super().as_sql(compiler, connection, **of, **context)


def rule(name, condition, message):
    return CheckConstraint(name=name, condition=condition, violation_error_message=message)


def dated_by(model, act):
    """`<act>_at` and `<act>_by` are set together or not at all: no act without its person."""
    both = Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False})
    neither = Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
    return rule(f"{model}_{act}_at_has_by", both | neither, "Det ska framgå både när det gjordes och av vem.")


def one_of(*fields):
    """Exactly one of the fields is set."""
    conditions = [Q(**{f"{field}__isnull": field != chosen for field in fields}) for chosen in fields]
    return Q(*conditions, _connector=Q.OR)

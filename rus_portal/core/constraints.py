"""Rules about rows at rest, said once and held by the database.

Each constraint carries the Swedish sentence a person reads when a form breaks it.
"""

import operator
import sys

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    CheckConstraint,
    F,
    FileField,
    Func,
    IntegerField,
    Lookup,
    Q,
    TextField,
    UniqueConstraint,
    Value,
)
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

    template, arg_joiner = "(%(expressions)s)", " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        of = {"template": "CAST(julianday(%(expressions)s) AS integer)", "arg_joiner": ") - julianday("}
        return self.as_sql(compiler, connection, **of, **context)


class Rule(CheckConstraint):
    """Held by the database. Whether a form breaks it is worked out here, with the database's answer: Django
    would build and ask a query for each rule each time. `about` is the field where a breach is told."""

    def __init__(self, *args, about=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.about = about

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        named = {field for field, *_ in model._get_expr_references(self.condition)}
        if named.isdisjoint(exclude or ()) and _holds(self.condition, instance) is False:
            told = self.get_violation_error_message()
            raise ValidationError({self.about: told} if self.about else told)

    def clone(self):
        made = super().clone()
        made.about = self.about
        return made

    def deconstruct(self):
        return "django.db.models.CheckConstraint", *super().deconstruct()[1:]


class Once(UniqueConstraint):
    """No two rows have the same of the fields, together. A breach is told at the field `about`, by default
    the last of them; Django tells it of the whole form where there are several, or a condition."""

    def __init__(self, *args, about=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.about = about or self.fields[-1]

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        try:
            super().validate(model, instance, exclude, using)
        except ValidationError as breach:
            own = self.violation_error_message != self.default_violation_error_message
            told = self.violation_error_message if own else "Det är redan upptaget. Välj något annat."
            raise ValidationError({self.about: told}) from breach

    def clone(self):
        made = super().clone()
        made.about = self.about
        return made

    def deconstruct(self):
        return "django.db.models.UniqueConstraint", *super().deconstruct()[1:]


def rule(name, condition, message, *, about=None):
    return Rule(name=name, condition=condition, violation_error_message=message, about=about)


def dated_by(model, act):
    """`<act>_at` and `<act>_by` are set together or not at all: no act without its person."""
    both = Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False})
    neither = Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
    return rule(f"{model}_{act}_at_has_by", both | neither, "Det ska framgå både när det gjordes och av vem.")


def one_of(*fields):
    """Exactly one of the fields is set."""
    conditions = [Q(**{f"{field}__isnull": field != chosen for field in fields}) for chosen in fields]
    return Q(*conditions, _connector=Q.OR)


COMPARED = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, others: value in others,
    "contains": operator.contains,
    "startswith": str.startswith,
}
FROM_FALSE_TO_TRUE = (False, None, True)


def _holds(condition, row):
    """True, False, or None where the database cannot know. A condition of another kind is a KeyError or a
    TypeError: it is taught here."""
    if isinstance(condition, tuple):
        (name, _, way), other = condition[0].partition("__"), condition[1]
        value = _value(F(name), row)
        return (value is None) == other if way == "isnull" else _compared(value, way or "exact", other, row)
    if isinstance(condition, Lookup):
        return _compared(_value(condition.lhs, row), condition.lookup_name, condition.rhs, row)
    chosen = {Q.AND: min, Q.OR: max}[condition.connector]
    told = chosen([_holds(each, row) for each in condition.children], key=FROM_FALSE_TO_TRUE.index)
    return not told if condition.negated and told is not None else told


def _compared(value, way, other, row):
    other = _value(other, row)
    return None if value is None or other is None else COMPARED[way](value, other)


def _value(said, row):
    if isinstance(said, F):
        name = said.name  # type: ignore[attr-defined]  # the stubs do not know it
        field = row._meta.pk if name == "pk" else row._meta.get_field(name)
        value = getattr(row, field.attname)
        value = str(value) if isinstance(field, FileField) else value
        return value if value is None else field.to_python(value)
    if not isinstance(said, Func):
        return said.value if isinstance(said, Value) else said
    values = [_value(each, row) for each in said.get_source_expressions()]
    if None in values:
        return None
    if isinstance(said, Length):
        return len(*values)
    if isinstance(said, DaysAfter):
        return operator.sub(*values).days
    if said.extra.get("function") == "TRIM":
        return str.strip(*values)
    raise TypeError(said)

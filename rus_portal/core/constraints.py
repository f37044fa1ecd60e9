"""Rules about rows at rest, said once and held by the database.

Each constraint carries the Swedish sentence a person reads when a form breaks it.
"""

from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan


def filled(field):
    """The text field holds something besides spaces."""
    return Q(GreaterThan(Length(Trim(F(field))), 0))


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

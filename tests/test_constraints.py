"""Rules that a form is held to say what the database says of the same row."""

import datetime as dt
import random
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from meetings.models import Meeting
from rus_portal.core.constraints import Rule
from tests.house_rules.reading import OWN_MODELS

RULES = [
    (model, rule)
    for model in OWN_MODELS
    for rule in model._meta.constraints
    if isinstance(rule, CheckConstraint)
]
TEXTS = ["", " \t\u2003\n", " x "]
DAY = dt.date(2026, 5, 4)
OF_A_KIND = {
    "BooleanField": [True, False],
    "CharField": TEXTS,
    "TextField": TEXTS,
    "DateTimeField": [dt.datetime(2026, 5, 4, tzinfo=dt.UTC)],
    "DateField": [DAY, DAY + dt.timedelta(3), DAY + dt.timedelta(4)],
    "TimeField": [dt.time(9), dt.time(10, 30)],
    "PositiveSmallIntegerField": [0, 1, 600, 601],
    "PositiveBigIntegerField": [0, 1, 2],
}


def words(condition, name):
    """The texts that the field is compared with."""
    for child in getattr(condition, "children", []):
        if not isinstance(child, tuple):
            yield from words(child, name)
        elif child[0].partition("__")[0] == name:
            yield from child[1] if isinstance(child[1], list) else [child[1]]


def values(field, rule):
    """What makes a difference to the rule, NULL among it."""
    if field.choices:
        return [None, *sorted(set(words(rule.condition, field.name))), "another"]
    return [None, *OF_A_KIND.get(field.get_internal_type(), [1, 2])]


def told(validate, *given, **facts):
    try:
        validate(*given, **facts)
    except ValidationError as no:
        return no.messages


def rows(model, rule):
    """Some of all that that the rule may have to judge, of most rules all."""
    names = sorted({name for name, *_ in model._get_expr_references(rule.condition)})
    fields = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in names]
    kinds = list(product(*[values(field, rule) for field in fields]))
    for held in random.Random(2026).sample(kinds, min(len(kinds), 32)):
        yield model(**{field.attname: value for field, value in zip(fields, held, strict=True)})


def test_every_rule_is_of_the_kind_that_asks_no_query():
    assert [rule.name for _, rule in RULES if not isinstance(rule, Rule)] == []


@pytest.mark.both
def test_every_rule_says_what_the_database_says_of_the_same_row(db):
    judged = [
        (rule.name, row, told(rule.validate, model, row), told(CheckConstraint.validate, rule, model, row))
        for model, rule in RULES
        for row in rows(model, rule)
    ]
    assert [(name, vars(row)) for name, row, ours, theirs in judged if ours != theirs] == []
    assert {name for name, _, ours, _ in judged if ours} == {rule.name for _, rule in RULES}


def test_a_rule_is_silent_about_what_a_form_does_not_ask():
    """As about a field that is wrong in itself."""
    meeting = Meeting(date=DAY, end_date=DAY, start_time=dt.time(10), end_time=dt.time(9))
    rule = next(rule for model, rule in RULES if rule.name == "meeting_ends_after_it_starts")
    assert told(rule.validate, Meeting, meeting, exclude={"place"}) == [rule.violation_error_message]
    assert told(rule.validate, Meeting, meeting, exclude={"start_time"}) is None

"""A row that is wrong from before a rule of the database's may be put right, though not made wrong anew."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from councils.models import Council, FormerSlug, Organisation
from meetings.models import AgendaItem, DissentingOpinion, Lift, Meeting, Position, Stance
from meetings.triggers import install, make_way, uninstall
from rus_portal.demo.people import person_for
from strategy.models import Goal
from tests import acts

pytestmark = pytest.mark.both
REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError), match="frozen")


def of(model, **which):
    return model.objects.filter(**which)


def item_and_meeting():
    item = acts.add(acts.plan(Council.objects.get(slug="regionala-samverkansradet"), days=9))
    return of(AgendaItem, pk=item.pk), of(Meeting, pk=item.meeting_id)


def cancels(meeting):
    by = {"cancelled_at": timezone.now(), "cancelled_by": person_for("secretary")}
    return lambda: meeting.update(stage="cancelled", **by)


def an_item_of_a_cancelled_meeting():
    item, meeting = item_and_meeting()
    yield cancels(meeting)
    yield lambda: item.update(stage=AgendaItem.Stage.WITHDRAWN)
    yield lambda: item.update(stage=AgendaItem.Stage.READY)


def a_cancelled_meeting_with_items():
    _, meeting = item_and_meeting()
    yield cancels(meeting)
    yield lambda: meeting.update(stage="planned", cancelled_at=None, cancelled_by=None)
    yield cancels(meeting)


def a_slug_that_another_had():
    FormerSlug.objects.create(kind="councils.organisation", slug="forr", thing=0)
    FormerSlug.objects.create(kind="councils.organisation", slug="an-mer-forr", thing=0)
    row = of(Organisation, pk=Organisation.objects.get(slug="timra").pk)
    yield lambda: row.update(slug="forr")
    yield lambda: row.update(slug="timra")
    yield lambda: row.update(slug="an-mer-forr")


def organisations_that_succeed_each_other():
    first, second = Organisation.objects.get(slug="timra"), Organisation.objects.get(slug="ange")
    row = of(Organisation, pk=first.pk)
    of(Organisation, pk=second.pk).update(successor=first, succeeded_on="2027-01-01")
    yield lambda: row.update(successor=second, succeeded_on="2026-01-01")
    yield lambda: row.update(successor=None, succeeded_on=None)
    yield lambda: row.update(successor=second, succeeded_on="2026-06-01")


def goals_that_stand_under_each_other():
    top, under = acts.goal("1"), acts.goal("1.1")
    row = of(Goal, pk=top.pk)
    yield lambda: row.update(parent=under)
    yield lambda: row.update(parent=None)
    yield lambda: row.update(parent=top.children.exclude(pk=under.pk).first())


def a_goal_with_a_code_of_another_branch():
    row = of(Goal, pk=acts.goal("1.1").pk)
    yield lambda: row.update(code="9.1")
    yield lambda: row.update(code="1.1")
    yield lambda: row.update(code="9.2")


WRONG = [
    an_item_of_a_cancelled_meeting,
    a_cancelled_meeting_with_items,
    a_slug_that_another_had,
    organisations_that_succeed_each_other,
    goals_that_stand_under_each_other,
    a_goal_with_a_code_of_another_branch,
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_what_is_wrong_from_before_may_be_put_right_but_not_made_wrong_anew(wrong, regional):
    makes_bad, mends, worsens = wrong()
    with REFUSED_BY_DATABASE, transaction.atomic():
        makes_bad()
    uninstall()  # as it was before
    makes_bad()
    install()
    with REFUSED_BY_DATABASE, transaction.atomic():
        worsens()
    mends()
    with REFUSED_BY_DATABASE, transaction.atomic():
        worsens()


# What brings old data along may be stopped and started again


def all_of(model):
    return list(model.objects.order_by("pk").values())


def an_item_to_lead_on():
    _, meeting = item_and_meeting()
    cancels(meeting)()


def a_stance_typed_by_the_secretariat():
    item = acts.summoned(Council.objects.get(slug="regionala-samverkansradet"), days=9).items.get()
    said = {"recorded_at": timezone.now(), "recorded_by": person_for("secretary"), "status": "supports"}
    item.stances.create(organisation=Organisation.objects.get(slug="timra"), **said)


def names_to_fill():
    acts.published(
        acts.held(Council.objects.get(slug="regionala-samverkansradet"), dissent_by=person_for("member"))
    )


@pytest.mark.parametrize(
    ("step", "begin", "models"),
    [
        ("lead_on", an_item_to_lead_on, [AgendaItem, Lift]),
        ("mark_stances", a_stance_typed_by_the_secretariat, [Stance]),
        ("name_as_of_the_day", names_to_fill, [DissentingOpinion, Position]),
    ],
)
def test_what_brings_data_along_changes_nothing_the_second_time(step, begin, models, regional):
    run = getattr(import_module("meetings.migrations.0003_bring_along"), step)
    uninstall()  # as it was before
    begin()
    run(apps, connection.schema_editor())
    install()
    before = [all_of(model) for model in models]
    make_way(plan=[run])
    run(apps, connection.schema_editor())
    assert [all_of(model) for model in models] == before
    assert all(before)

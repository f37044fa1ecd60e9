"""Whatever is renamed, and in whatever a name stands: the search finds all as it is called now."""

import pytest
from django.db import models

from councils.models import Council, Organisation
from meetings.models import Findable, Stance
from meetings.search.texts import rows_of
from meetings.triggers.laying import uninstall
from meetings.workflow.search import index_all_that_waits
from strategy.models import FocusArea, Goal, Level, StrategicPlan, Strategy, StrategyStep
from strategy.workflow.plan import begin_edition
from tests import acts
from tests.remembered import remembered

pytestmark = pytest.mark.both
NAMED = (Council, Organisation, Strategy, StrategyStep, Level, Goal, StrategicPlan, FocusArea)
KEYS = {"code", "abbreviation", "registry_pattern", "accent", "adopted_by"}  # held to what they may be
SHOWN = ("whole", "kind", "key", "part", "reading", "title", "text", "about", "stems", "url")


@pytest.fixture
def everything(regional, grand, secretary):
    return made_known(regional, grand, secretary)


@remembered
def made_known(regional, grand, secretary):
    """A position with a published stance, a joint meeting, a proposal, and consultations on two drafts."""
    meeting = acts.held(regional, {"title": "Tåg"})
    acts.published(meeting)
    own = {"organisation": Organisation.objects.get(slug="timra"), "status": "supports"}
    told = {"published_at": meeting.starts, "published_by": secretary, "in_own_words": "Vi vill åka."}
    Stance.objects.create(
        item=meeting.items.get(), recorded_by=secretary, recorded_at=meeting.starts, **own, **told
    )
    acts.held(grand, {"title": "Båt"}, joint_with=[regional])
    acts.proposed(regional)
    acts.consultation(by=secretary)
    draft = begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)
    acts.consultation(by=secretary, step=None, plan=draft)
    index_all_that_waits()


def shown(rows):
    return sorted(tuple(str(getattr(row, name)) for name in SHOWN) for row in rows)


@pytest.mark.parametrize("model", NAMED, ids=lambda model: model.__name__)
def test_what_is_found_is_what_it_is_called_now(everything, model):
    uninstall(kinds=("frozen_",))
    manager = getattr(model, "with_drafts", model._default_manager)
    words = [
        field.name
        for field in model._meta.concrete_fields
        if type(field) in (models.CharField, models.TextField) and not field.choices and not field.unique
    ]
    for thing in manager.all():
        changed = {name: f"Nyord {getattr(thing, name)}"[:60] for name in words if name not in KEYS}
        manager.filter(pk=thing.pk).update(**changed)
    index_all_that_waits()
    wholes = set(Findable.objects.order_by().values_list("whole", flat=True))
    assert {whole.partition("-")[0] for whole in wholes} >= {
        "meeting",
        "item",
        "goal",
        "area",
        "consultation",
    }
    assert shown(Findable.objects.all()) == shown(row for whole in wholes for row in rows_of(whole))

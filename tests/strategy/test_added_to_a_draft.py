"""What is added to a draft, of the plan or of a strategy, in the guided act."""

import pytest

from rus_portal.basics import KINDS
from strategy.models import FocusArea, Goal, Perspective, StrategicPlan
from tests import acts
from tests.strategy.conftest import goal

NEW = "/kansli/grunduppgifter/{}/ny/"


@pytest.fixture
def plan(secretary):
    return acts.begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)


def added(client, page, **facts):
    form = client.get(page).context["form"]
    return client.post(page, acts.as_posted(form, **facts))


def test_an_area_is_added_to_the_draft_last_with_an_address_of_its_title(office, plan):
    page = f"{NEW.format('fokusomraden')}?i={plan.pk}"
    step = office.get(plan.making_url).content.decode()
    assert f'href="{page}"' in step
    told = office.get(page)
    assert "plan" not in told.context["form"].fields
    assert str(plan) in told.content.decode()
    assert f'href="{plan.making_url}"' in told.content.decode()
    answer = added(office, page, code="F5", title="Vatten i hela länet")
    assert answer["Location"] == plan.making_url
    made = FocusArea.with_drafts.get(code="F5")
    assert (made.plan, made.slug) == (plan, "vatten-i-hela-lanet-2027")
    assert plan.focus_areas.order_by("order", "pk").last() == made
    added(office, page, code="F6", title="Vatten – i hela länet")
    assert FocusArea.with_drafts.get(code="F6").slug == "vatten-i-hela-lanet-2027-2"


def test_a_goal_and_a_perspective_are_added_to_the_draft_of_the_strategy(office, new):
    step = office.get(new.making_url).content.decode()
    pages = {key: f"{NEW.format(key)}?i={new.pk}" for key in ("mal", "perspektiv")}
    assert all(f'href="{page}"' in step for page in pages.values())
    form = office.get(pages["mal"]).context["form"]
    assert "strategy" not in form.fields
    levels = [label for value, label in form.fields["level"].choices if value]
    above = [label for value, label in form.fields["parent"].choices if value]
    assert (len(levels), len(above)) == (len(set(levels)), len(set(above)))
    assert set(form.fields["parent"].things.values()) == set(new.goals.all())
    level = goal(new, "1.1").level
    facts = {"code": "1.9", "title": "Nytt mål", "level": level.pk, "parent": goal(new, "1").pk}
    assert added(office, pages["mal"], **facts)["Location"] == new.making_url
    made = Goal.with_drafts.get(title="Nytt mål")
    assert (made.strategy, made.slug) == (new, "1.9-2027-2037")
    assert new.goals.order_by("order", "pk").last() == made
    added(office, pages["perspektiv"], title="Mod")
    told = Perspective.objects.get(title="Mod")
    assert (told.strategy, told.slug) == (new, "mod")
    assert new.perspectives.order_by("order", "pk").last() == told


@pytest.mark.parametrize("asked", ["x", "99999", "{}"])
def test_nothing_is_added_in_this_way_to_what_is_no_draft(office, first, asked):
    plan = StrategicPlan.objects.get()
    assert office.get(f"{NEW.format('fokusomraden')}?i={asked.format(plan.pk)}").status_code == 404


def test_the_same_pressed_twice_is_added_once(office, new):
    page = f"{NEW.format('perspektiv')}?i={new.pk}"
    form = office.get(page).context["form"]
    for _ in range(2):
        office.post(page, acts.as_posted(form, title="Mod"))
    assert Perspective.objects.filter(title="Mod").count() == 1


@pytest.mark.parametrize("key", [kind.key for kind in KINDS.values() if {"slug", "order"} & {*kind.names}])
def test_neither_address_nor_place_need_be_written_of_anything_new(office, administrator, client, key):
    client.force_login(administrator)
    fields = client.get(NEW.format(key)).context["form"].fields
    assert not any(fields[name].required for name in ("slug", "order") if name in fields)

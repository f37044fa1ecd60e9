"""While the next edition is made, the one it is made from stands: else it would differ in what nobody has
decided. Without a draft the office may put a slip right, and is told that everyone reads it at once."""

import datetime as dt
from html import unescape

import pytest
from django.db import DatabaseError, transaction

from councils.workflow import change_basics
from strategy.editions import fates
from strategy.models import FocusArea, Goal, Perspective, StrategicPlan, Strategy
from strategy.workflow.plan import begin_edition, discard_edition, end_area
from strategy.workflow.strategy import begin_strategy
from tests import acts
from tests.strategy.conftest import goal

BASICS = "/kansli/grunduppgifter"
AT_ONCE = "läser alla genast"
STANDS = "Nästa utgåva görs av den här, och under tiden ändras den inte."


@pytest.fixture
def plan(secretary):
    return begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)


def changes_of(kind, thing):
    """What may be done to the edition in force, of a plan or a strategy."""
    return {
        "the plan's text": lambda: StrategicPlan.objects.filter(pk=thing.pk).update(intro="Annat"),
        "an area": lambda: thing.focus_areas.filter(code="F1").update(objective="Annat"),
        "a new area": lambda: thing.focus_areas.create(code="F9", slug="f9", title="Nytt"),
        "an area less": lambda: thing.focus_areas.get(code="F1").goal_links.all().delete(),
        "the strategy's text": lambda: Strategy.objects.filter(pk=thing.pk).update(vision="Annat"),
        "a goal": lambda: thing.goals.filter(code="1.1").update(title="Annat"),
        "a new goal": lambda: Goal.objects.create(
            strategy=thing, level=thing.levels.first(), code="9", slug="9", title="Nytt"
        ),
        "a perspective": lambda: thing.perspectives.update(title="Annat"),
        "a new perspective": lambda: thing.perspectives.create(title="Nytt", slug="nytt"),
    }[kind]


@pytest.mark.both
@pytest.mark.parametrize("kind", ["the plan's text", "an area", "a new area", "an area less"])
def test_the_database_lets_nobody_change_a_plan_that_a_draft_is_made_from(plan, kind):
    with pytest.raises(DatabaseError), transaction.atomic():
        changes_of(kind, plan.made_from)()


@pytest.mark.both
@pytest.mark.parametrize(
    "kind", ["the strategy's text", "a goal", "a new goal", "a perspective", "a new perspective"]
)
def test_the_database_lets_nobody_change_a_strategy_that_a_draft_is_made_from(first, new, kind):
    with pytest.raises(DatabaseError), transaction.atomic():
        changes_of(kind, first)()


def test_once_the_draft_is_thrown_away_it_is_put_right_again(plan, by):
    before = plan.made_from
    discard_edition(plan, **by)
    area = before.focus_areas.get(code="F1")
    assert change_basics(area, objective="Annat.", **by).objective == "Annat."


def test_the_office_is_led_to_the_draft(office, plan, secretary):
    before = plan.made_from
    area = before.focus_areas.get(code="F1")
    for page in (f"{BASICS}/planer/{before.pk}/", f"{BASICS}/fokusomraden/{area.pk}/"):
        told = office.get(page)
        assert STANDS in told.content.decode()
        assert f'href="{plan.making_url}"' in told.content.decode()
        assert {"title", "intro", "objective", "goals"}.isdisjoint(told.context["form"].fields)
        assert AT_ONCE not in told.content.decode()
    form = office.get(f"{BASICS}/fokusomraden/ny/").context["form"]
    assert str(before.pk) not in [str(value) for value, _ in form.fields["plan"].choices]


def test_the_page_of_the_plan_and_of_the_strategy_leads_on_to_the_draft(office, plan, first, new):
    for whole, made, begins in ((plan.made_from, plan, "Uppdatera planen"), (first, new, "Ny strategi")):
        page = whole.get_absolute_url()
        told = office.get(page).content.decode()
        link = told.partition(">Fortsätt med utkastet till nästa")[0].rpartition("<a ")[2]
        assert f'href="{made.making_url}"' in link
        assert f">{begins}</a>" not in told
    office.logout()
    for whole in (plan.made_from, first):
        assert "utkastet till nästa" not in office.get(whole.get_absolute_url()).content.decode()


def test_the_office_is_told_what_became_of_a_part_of_the_draft(office, plan, new):
    area = plan.focus_areas.get
    for step, sent, said in (
        (area(code="F1"), {"what": "split", "titles": "Energi\nVatten"}, "är delat i utkastet."),
        (area(code="F2"), {"what": "merge", "into": area(code="F4").pk}, "har gått ihop med ”Strategisk"),
        (area(code="F3"), {"what": "end"}, "är inte längre med i utkastet."),
    ):
        page = f"{plan.making_url}{step.slug}/"
        form = office.get(page).context["form"]
        told = office.post(page, acts.as_posted(form, **sent), follow=True).content.decode()
        assert f"”{step}” {said}" in unescape(told)
        assert "Det som blir av" not in told


def test_the_office_is_led_to_the_draft_of_the_strategy(office, first, new):
    perspective = first.perspectives.order_by("pk").first()
    pages = [f"strategier/{first.pk}", f"mal/{goal(first, '1.1').pk}", f"perspektiv/{perspective.pk}"]
    for page in pages:
        told = office.get(f"{BASICS}/{page}/")
        assert STANDS in told.content.decode()
        assert f'href="{new.making_url}"' in told.content.decode()
        assert {"title", "vision", "text"}.isdisjoint(told.context["form"].fields)


def test_what_was_being_written_is_told_why_it_is_not_saved(office, secretary):
    before = StrategicPlan.objects.get()
    area = before.focus_areas.get(code="F1")
    page = f"{BASICS}/fokusomraden/{area.pk}/"
    form = office.get(page).context["form"]
    begin_edition(before, by=secretary, year=2027)
    answer = office.post(page, acts.as_posted(form, objective="Annat."))
    assert STANDS in str(answer.context["form"].errors)
    assert FocusArea.objects.get(pk=area.pk).objective == area.objective
    made = StrategicPlan.with_drafts.get(is_draft=True)
    assert {fate.kind for fate in fates(made)} == {"same"}


def test_without_a_draft_the_office_is_told_that_everyone_reads_it_at_once(office, first):
    plan = StrategicPlan.objects.get()
    for thing in (
        f"planer/{plan.pk}",
        f"fokusomraden/{plan.focus_areas.first().pk}",
        "fokusomraden/ny",
        f"strategier/{first.pk}",
        f"mal/{goal(first, '1.1').pk}",
        f"perspektiv/{Perspective.objects.filter(strategy=first).first().pk}",
    ):
        assert AT_ONCE in office.get(f"{BASICS}/{thing}/").content.decode()


@pytest.mark.parametrize("kind", ["planer", "strategier"])
def test_a_draft_is_asked_for_nothing_of_its_adoption(office, first, secretary, kind):
    if kind == "planer":
        made = begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)
    else:
        made = begin_strategy(first, by=secretary, year_from=2027, year_to=2037)
    page = f"{BASICS}/{kind}/{made.pk}/"
    form = office.get(page).context["form"]
    assert {"adopted_on", "adopted_by", "applies_from", "adopted_note"}.isdisjoint(form.fields)
    answer = office.post(page, acts.as_posted(form, title="En ny titel"))
    assert (answer.status_code, type(made).with_drafts.get(pk=made.pk).title) == (302, "En ny titel")
    other = office.get(f"{BASICS}/{kind}/{made.made_from_id}/").context
    assert "adopted_on" in other["form"].fields


def test_what_is_known_of_the_adoption_of_a_strategy_is_put_right_in_its_form(office, first):
    """That of an edition of the plan has a page of its own (docs/adr/0092)."""
    first.adopted_on, first.adopted_by = dt.date(2020, 2, 26), "Regionfullmäktige"
    first.save()
    page = f"{BASICS}/strategier/{first.pk}/"
    form = office.get(page).context["form"]
    office.post(page, acts.as_posted(form, adopted_by="Regionfullmäktige i Region Västernorrland"))
    first.refresh_from_db()
    assert first.adopted_by == "Regionfullmäktige i Region Västernorrland"


@pytest.mark.parametrize("kind", ["fokusomraden", "mal", "perspektiv"])
def test_what_a_draft_is_made_from_is_offered_neither_another_code_nor_removal(
    office, first, plan, new, by, kind
):
    """Also where the draft is without it, so that nothing points to it."""
    whole, made = (plan.made_from, plan) if kind == "fokusomraden" else (first, new)
    if kind == "fokusomraden":
        thing = whole.focus_areas.get(code="F1")
        end_area(plan.focus_areas.get(code="F1"), **by)
    else:
        thing = goal(first, "1.1") if kind == "mal" else first.perspectives.order_by("pk").first()
    page = f"{BASICS}/{kind}/{thing.pk}/"
    form = office.get(page)
    assert "code" not in form.context["form"].fields
    assert f"{page}borttagning/" not in form.content.decode()
    asked = office.get(f"{page}borttagning/").content.decode()
    assert STANDS in asked
    assert f'href="{made.making_url}"' in asked
    assert "btn-danger" not in asked


def test_an_area_of_an_edition_that_is_frozen_is_not_offered_for_removal(office, plan, by):
    area = plan.made_from.focus_areas.get(code="F1")
    acts.adopt_edition(plan, **by)
    asked = office.get(f"{BASICS}/fokusomraden/{area.pk}/borttagning/").content.decode()
    assert "Utgåvan är antagen och ändras inte." in asked
    assert "btn-danger" not in asked

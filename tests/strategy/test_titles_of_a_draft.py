"""No two parts of an edition have one title, and where one is chosen among others it stands with its code."""

import pytest
from django.core.exceptions import ValidationError

from councils.workflow import change_basics
from meetings.forms.item import ItemForm
from rus_portal.core.refusal import Refused
from strategy.forms import FateForm
from strategy.models import FocusArea, StrategicPlan
from strategy.workflow.fate import split_into
from strategy.workflow.plan import begin_edition, bring_back_area, end_area, split_area
from strategy.workflow.strategy import bring_back_goal, end_goal, split_goal
from tests import acts
from tests.strategy.conftest import goal


@pytest.fixture
def plan(secretary):
    return begin_edition(StrategicPlan.objects.get(), by=secretary, year=2027)


def area(plan, code):
    return plan.focus_areas.get(code=code)


def test_no_part_of_an_area_has_the_title_of_another_area(plan, by):
    taken = area(plan, "F3").title
    for titles in ([taken, "Energi"], ["Energi", taken], ["Energi", taken.upper()]):
        with pytest.raises(Refused, match=f"”F3 {taken}” finns redan i utkastet. Ge varje del en egen"):
            split_area(area(plan, "F1"), titles=titles, **by)
    assert plan.focus_areas.count() == 4


def test_the_other_titles_are_read_once_however_many_parts_there_are(plan, django_assert_num_queries):
    part = area(plan, "F1")
    with django_assert_num_queries(1):
        split_into(["Energi", "Vatten", "Vägar"], part)


def test_no_part_of_a_goal_has_the_words_of_another_goal(new, by):
    taken = goal(new, "2.1").title
    for titles in ([taken, "Energi"], ["Energi", taken]):
        with pytest.raises(Refused, match=f"”2.1 {taken}” finns redan i utkastet."):
            split_goal(goal(new, "1.2"), titles=titles, **by)


def test_what_is_brought_back_stands_beside_none_of_its_title(plan, new, by):
    told = "finns redan i utkastet. Ge det en annan titel först."
    old = area(plan.made_from, "F3")
    end_area(area(plan, "F3"), **by)
    change_basics(area(plan, "F1"), title=old.title, **by)
    with pytest.raises(Refused, match=f"”F1 {old.title}” {told}"):
        bring_back_area(old, plan=plan, **by)
    ended = goal(new.made_from, "2.5")
    end_goal(goal(new, "2.5"), **by)
    change_basics(goal(new, "1.1"), title=ended.title, **by)
    with pytest.raises(Refused, match=f"”1.1 {ended.title}” {told}"):
        bring_back_goal(ended, strategy=new, **by)


def test_the_office_is_told_that_a_title_is_taken(office, plan, new):
    for kind, part, other in (
        ("fokusomraden", area(plan, "F1"), area(plan, "F3")),
        ("mal", goal(new, "1.1"), goal(new, "2.1")),
        ("perspektiv", new.perspectives.all()[0], new.perspectives.all()[1]),
    ):
        page = f"/kansli/grunduppgifter/{kind}/{part.pk}/"
        form = office.get(page).context["form"]
        answer = office.post(page, acts.as_posted(form, title=other.title))
        whole = getattr(part, part.WHOLE)
        assert answer.context["form"].errors["title"] == [
            f"”{other}” finns redan i {whole}. Skriv en annan titel."
        ]
        before = part.title
        part.refresh_from_db()
        assert part.title == before


def test_what_an_edition_has_from_the_one_before_stands(secretary, by):
    first = StrategicPlan.objects.get()
    FocusArea.objects.filter(plan=first).update(title="Energi")
    made = begin_edition(first, by=secretary, year=2027)
    assert {each.title for each in made.focus_areas.all()} == {"Energi"}
    change_basics(area(made, "F1"), objective="Mer energi.", **by)
    with pytest.raises(ValidationError):
        change_basics(area(made, "F1"), title="ENERGI", **by)


def test_an_area_is_chosen_by_its_code_and_title(plan, regional):
    others = list(plan.focus_areas.exclude(code="F1"))
    form = FateForm(part=area(plan, "F1"), others=others)
    assert [label for _, label in form.fields["into"].choices][1:] == [
        f"{each.code} {each.title}" for each in others
    ]
    form = ItemForm(saved=acts.add(acts.plan(regional)))
    named = [f"{each.code} {each.title}" for each in StrategicPlan.objects.get().focus_areas.all()]
    assert [label for _, label in form.fields["focus_areas"].choices] == named

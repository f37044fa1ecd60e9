"""An edition of the plan is adopted by the councils on a day, and applies from one."""

import csv
import datetime as dt
import io

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from councils.models import JournalEntry
from meetings.agenda.relinking import left_on_the_earlier, waiting
from meetings.forms.item import focus_areas_to_choose
from meetings.models import AgendaItem, Position
from meetings.workflow.consultation import close_consultation
from meetings.workflow.goal import relink
from meetings.workflow.meeting import reopen_meeting
from meetings.workflow.outcome import record_outcome
from meetings.workflow.plan import correct_adoption
from rus_portal.core.refusal import Refused, told_by_database
from rus_portal.core.words import day
from strategy.editions import by_whole
from strategy.models import FocusArea, StrategicPlan
from strategy.workflow.plan import begin_edition, discard_edition, end_area
from tests import acts
from tests.strategy.adoption.conftest import FIRST_DAY, NEXT, PAGE, REVIEW, TODAY, adopted_in


def on_its_day(monkeypatch):
    now = timezone.now() + dt.timedelta(days=(FIRST_DAY - TODAY).days)
    monkeypatch.setattr(timezone, "now", lambda: now)


def areas(client, page="/strategi/mal/1.1/"):
    return {link.focus_area.plan for link in client.get(page).context["links"]}


@pytest.mark.both
def test_until_its_day_the_edition_before_is_in_force(client, regional, first, ahead, by, monkeypatch):
    meeting = acts.plan(regional, days=20)
    item = acts.add(meeting)
    item.focus_areas.set([first.focus_areas.get(code="F1")])
    client.force_login(by["by"])
    became = ahead.focus_areas.get(code="F1")
    assert (StrategicPlan.objects.in_force(), client.get("/strategi/plan/").context["plan"]) == (first, first)
    assert areas(client) == {first}
    assert {each.plan for each in focus_areas_to_choose(None)[0]} == {first}
    assert (waiting(by["by"], ahead), left_on_the_earlier()) == ([], [])
    with pytest.raises(Refused, match=f"Det kopplas om från den {day(FIRST_DAY)}"):
        relink(item, instead={first.focus_areas.get(code="F1"): [became]}, **by)
    assert f"Kopplas om från den {day(FIRST_DAY)}." in client.get(f"{PAGE}omkoppling/").content.decode()
    assert f"Från den {day(FIRST_DAY)} gäller" in client.get("/strategi/plan/").content.decode()
    told = client.get(PAGE).content.decode()
    assert f"Gäller från den {day(FIRST_DAY)}. Till dess gäller" in told
    on_its_day(monkeypatch)
    assert (StrategicPlan.objects.in_force(), client.get("/strategi/plan/").context["plan"]) == (ahead, ahead)
    assert areas(client) == {ahead}
    assert [each.heirs for each in waiting(by["by"], ahead)] == [[became]]
    relink(item, instead={first.focus_areas.get(code="F1"): [became]}, **by)
    assert list(item.focus_areas.all()) == [became]


@pytest.mark.both
def test_an_item_is_offered_the_areas_of_the_day_of_its_meeting(office, regional, first, ahead):
    """And those that it serves already, whichever plan they are of."""
    then, now = acts.plan(regional, date=dt.date(NEXT, 1, 18)), acts.plan(regional, days=0)
    for meeting, plan in ((then, ahead), (now, first)):
        offered = office.get(meeting.url("item_new")).context["form"].fields["focus_areas"].things.values()
        assert {each.plan for each in offered} == {plan}
    item = acts.add(then)
    item.focus_areas.set([first.focus_areas.get(code="F1")])
    form = office.get(item.url("item_texts")).context["form"]
    assert {each.plan for each in form.fields["focus_areas"].things.values()} == {first, ahead}
    new = ahead.focus_areas.get(code="F2")
    office.post(item.url("item_texts"), acts.as_posted(form, focus_areas=[new.pk]))
    assert list(item.focus_areas.all()) == [new]


def test_what_is_led_on_already_is_not_said_to_serve_the_plan_before(client, regional, first, plan, by):
    """As where the edition's day is put right, and is another one further on."""
    acts.adopt_edition(plan, applies_from=TODAY, **by)
    item = acts.add(acts.plan(regional, days=20))
    item.focus_areas.set([first.focus_areas.get(code="F1")])
    relink(item, instead={first.focus_areas.get(code="F1"): [plan.focus_areas.get(code="F1")]}, **by)
    plan.refresh_from_db()
    told = {"adopted_on": TODAY, "adopted_by": plan.adopted_by, "reason": "Fel dag."}
    correct_adoption(plan, applies_from=FIRST_DAY, **told, **by)
    client.force_login(by["by"])
    page = client.get(f"{PAGE}omkoppling/").content.decode()
    assert f"Det som inte redan är omkopplat tjänar fokusområdena i {first}." in page
    assert "allt" not in page.partition("<h1>")[2].partition("</header>")[0]


def test_an_area_that_is_to_end_says_from_which_day(client, first, plan, by):
    end_area(plan.focus_areas.get(code="F3"), **by)
    acts.adopt_edition(plan, applies_from=FIRST_DAY, **by)
    page = client.get(first.focus_areas.get(code="F3").get_absolute_url()).content.decode()
    assert f"Från den {day(FIRST_DAY)} gäller" in page
    assert "och då upphör området" in page
    assert "Så löd området" not in page
    _, old = client.get("/strategi/plan.json").json()["plans"]
    assert [each["has_ended"] for each in old["focus_areas"]] == [False] * 4


def test_the_councils_adopt_it_in_the_guided_act(client, plan, regional, position, secretary):
    client.force_login(secretary)
    form = client.get(REVIEW).context["form"]
    assert form["applies_from"].value() == FIRST_DAY
    answer = client.post(REVIEW, acts.as_posted(form))
    assert set(answer.context["form"].errors) == {"adopted_on", "councils"}
    early = acts.as_posted(
        form, adopted_on=TODAY, councils=[regional.pk], applies_from=TODAY - dt.timedelta(1)
    )
    assert "tidigast från den dag den antogs" in client.post(REVIEW, early).content.decode()
    late = acts.as_posted(form, adopted_on=TODAY + dt.timedelta(1), councils=[regional.pk])
    assert "Ange den dag den antogs." in client.post(REVIEW, late).content.decode()
    facts = {"adopted_on": TODAY, "councils": [regional.pk], "position": position.pk}
    assert client.post(REVIEW, acts.as_posted(form, **facts))["Location"] == PAGE
    plan.refresh_from_db()
    assert (plan.adopted_on, plan.adopted_by, plan.applies_from) == (TODAY, regional.name, FIRST_DAY)
    assert list(plan.adopted_in.all()) == [position]
    [entry] = JournalEntry.objects.filter(act="adopt_edition")
    told = f"antogs av {regional.name} den {day(TODAY)} och gäller från den {day(FIRST_DAY)}."
    assert entry.sentence == f"Utgåvan för {NEXT} av planen {told}"
    assert entry.after["adopted_in"] == [position.pk]


def test_a_day_long_ago_is_asked_about_before_it_stands_for_ever(plan, regional, office):
    typed = {"adopted_on": dt.date(1900, 1, 1), "councils": regional.pk, "applies_from": FIRST_DAY}
    answer = office.post(REVIEW, typed)
    assert answer.status_code == 422
    assert f"Ange en dag från och med år {TODAY.year - 2}." in answer.content.decode()
    plan.refresh_from_db()
    assert plan.is_draft


def test_page_and_files_say_when_by_whom_and_in_which_position(client, plan, regional, opposition, by):
    meeting = acts.held(regional, {"title": "Plan för nästa år"}, dissent_by=opposition)
    position = acts.published(meeting).meeting.items.get().position
    adopted_in(plan, position, regional, by)
    page = client.get(PAGE).content.decode()
    assert f"Antagen den {day(TODAY)} av {regional.name}." in page
    [told] = client.get("/strategi/plan.json").json()["plans"][0]["adopted_in"]
    [whose] = told["dissent"]
    assert f"{position.designation} Plan för nästa år</a>, med avvikande synpunkt från {whose}" in page
    new, old = client.get("/strategi/plan.json").json()["plans"]
    assert (new["adopted_on"], new["adopted_by"]) == (str(TODAY), regional.name)
    assert (new["applies_from"], told["designation"]) == (str(FIRST_DAY), position.designation)
    assert (old["adopted_on"], old["adopted_by"], old["adopted_in"], old["applies_from"]) == (
        None,
        "",
        [],
        None,
    )
    rows = csv.DictReader(
        io.StringIO(client.get("/strategi/plan.csv").content.decode("utf-8-sig")), delimiter=";"
    )
    assert {
        (each["antagen"], each["antagen av"], each["antagen i"], each["gäller från"])
        for each in rows
        if each["utgåva"]
    } == {
        (
            str(TODAY),
            regional.name,
            f"{position.designation}, med avvikande synpunkt från {whose}",
            str(FIRST_DAY),
        )
    }


def test_the_page_of_the_position_says_which_edition_was_adopted_there(client, plan, regional, position, by):
    told = "I ställningstagandet antogs"
    assert told not in client.get(position.get_absolute_url()).content.decode()
    adopted_in(plan, position, regional, by)
    page = client.get(position.get_absolute_url()).content.decode()
    assert f'{told} <a href="{PAGE}">{plan}</a>.' in page


@pytest.mark.parametrize("number", [1, None], ids=["numbered", "while the meeting goes on"])
def test_what_the_office_reads_it_may_choose_and_see_and_others_once_it_is_published(
    client, plan, regional, by, number
):
    meeting = acts.held(regional, {"title": "Plan för nästa år"})
    position = meeting.items.get().position
    if number is None:
        reopen_meeting(meeting, **by)
        position.refresh_from_db()
        assert position.number is None
    client.force_login(by["by"])
    form = client.get(REVIEW).context["form"]
    offered = dict(form.fields["position"].choices)
    taken = f"{position.designation} {position}, {day(position.adopted_on)}"
    assert offered[position.pk] == f"{taken}, inte publicerat än"
    facts = {"adopted_on": TODAY, "councils": [regional.pk], "position": position.pk}
    client.post(REVIEW, acts.as_posted(form, **facts))
    told = client.get(PAGE).content.decode()
    link = told.partition(f"{position.designation} Plan för nästa år</a>")[0].rpartition('href="')[2]
    assert client.get(link.partition('"')[0]).status_code == 200
    assert "Inte publicerat än" in told
    client.logout()
    assert position.item.title not in client.get(PAGE).content.decode()
    assert client.get("/strategi/plan.json").json()["plans"][0]["adopted_in"] == []
    if number:
        acts.published(meeting)
        assert position.item.title in client.get(PAGE).content.decode()


def test_a_day_of_another_year_than_the_plan_is_asked_about(client, plan, regional, by):
    client.force_login(by["by"])
    form = client.get(REVIEW).context["form"]
    assert "other_year" not in form.fields
    facts = {"adopted_on": TODAY, "councils": [regional.pk]}
    typed = acts.as_posted(form, applies_from=TODAY, **facts)
    answer = client.post(REVIEW, typed)
    assert answer.context["form"].errors["applies_from"] == [
        f"Utgåvan är för {NEXT}. Ange en annan dag, eller kryssa för att det stämmer."
    ]
    assert f"Det stämmer att utgåvan för {NEXT} gäller från en dag ett annat år" in answer.content.decode()
    for far in (dt.date(NEXT + 2, 1, 1), dt.date(NEXT + 9, 1, 1)):
        answer = client.post(REVIEW, typed | {"applies_from": far})
        wrong = f"Utgåvan är för {NEXT}. Ange en dag från och med {NEXT - 1} till och med {NEXT + 1}."
        assert answer.context["form"].errors["applies_from"] == [wrong]
    assert client.post(REVIEW, typed | {"other_year": "on"}).status_code == 302
    plan.refresh_from_db()
    assert plan.applies_from == TODAY


def test_the_position_is_one_of_the_councils_that_adopted_the_plan(plan, position, grand, by):
    with pytest.raises(Refused, match="Välj också det rådet"):
        adopted_in(plan, position, grand, by)


def test_no_edition_applies_before_the_one_it_is_made_from(ahead, by):
    later = begin_edition(ahead, year=NEXT + 1, **by)
    with pytest.raises(Refused, match="gäller tidigast från den dagen"):
        acts.adopt_edition(later, **by)


@pytest.mark.both
@pytest.mark.parametrize(
    "facts",
    [
        {"adopted_on": None},
        {"adopted_by": "Någon annan"},
        {"applies_from": TODAY},
        {"applies_from": None},
    ],
)
def test_the_database_lets_nobody_change_when_and_by_whom_it_was_adopted(ahead, facts):
    with pytest.raises(DatabaseError), transaction.atomic():
        StrategicPlan.objects.filter(pk=ahead.pk).update(**facts)


@pytest.mark.both
@pytest.mark.parametrize(
    "facts",
    [
        {"adopted_on": TODAY},
        {"adopted_on": TODAY, "adopted_by": "Rådet", "applies_from": TODAY},
        {"applies_from": TODAY},
        {"is_draft": False},
        {"is_draft": False, "adopted_on": TODAY, "adopted_by": "Rådet", "applies_from": dt.date(2020, 1, 1)},
    ],
)
def test_the_database_takes_no_draft_for_adopted_and_none_in_force_without_its_day(plan, facts):
    with pytest.raises(DatabaseError), transaction.atomic():
        StrategicPlan.with_drafts.filter(pk=plan.pk).update(**facts)


@pytest.mark.both
def test_the_database_lets_no_edition_apply_before_the_one_it_is_made_from(first, ahead, by):
    later = begin_edition(ahead, year=NEXT + 1, **by)
    adopted = {"is_draft": False, "adopted_on": TODAY, "adopted_by": "Rådet", "applies_from": TODAY}
    with pytest.raises(DatabaseError), transaction.atomic():
        StrategicPlan.with_drafts.filter(pk=later.pk).update(**adopted)


@pytest.mark.both
def test_the_database_lets_no_position_adopt_a_draft_nor_another_plan(plan, position, regional, by):
    with pytest.raises(DatabaseError), transaction.atomic():
        Position.objects.filter(pk=position.pk).update(adopted_plan=plan)
    adopted_in(plan, position, regional, by)
    with pytest.raises(DatabaseError), transaction.atomic():
        Position.objects.filter(pk=position.pk).update(adopted_plan=None)


@pytest.mark.both
def test_a_position_that_adopted_the_plan_says_why_it_is_not_taken_back(plan, regional, by):
    meeting = acts.held(regional, {"title": "Plan för nästa år"})
    item = meeting.items.get()
    adopted_in(plan, item.position, regional, by)
    reopen_meeting(meeting, **by)
    with pytest.raises(Refused, match="I ställningstagandet antogs planen"), told_by_database():
        record_outcome(item, outcome=AgendaItem.Outcome.NO_CONSENSUS, **by)
    assert Position.objects.filter(item=item).exists()


def test_a_draft_that_was_thrown_away_leads_to_one_that_does_not_apply_yet_and_says_so(client, ahead, by):
    later = begin_edition(ahead, year=NEXT + 1, **by)
    asked = acts.consultation("timra", plan=later, step=None)
    close_consultation(asked, reason="Alla har svarat.", **by)
    discard_edition(later, **by)
    told = client.get(f"{asked.get_absolute_url()}utkast/1/").content.decode()
    assert f"Läs {ahead}</a>, som gäller från den {day(FIRST_DAY)}." in told


def test_a_draft_that_was_thrown_away_leads_to_one_that_was_replaced_since_and_says_when(client, plan, by):
    asked = acts.consultation("timra", plan=plan, step=None)
    close_consultation(asked, reason="Alla har svarat.", **by)
    before = plan.made_from
    discard_edition(plan, **by)
    page = f"{asked.get_absolute_url()}utkast/1/"
    assert f"Läs {before}</a>." in client.get(page).content.decode()
    acts.adopt_edition(begin_edition(before, year=NEXT, **by), applies_from=TODAY, **by)
    assert f"Läs {before}</a>, som ersattes den {day(TODAY)}." in client.get(page).content.decode()


def test_a_choice_of_areas_has_those_in_force_first(first, ahead, by):
    every = FocusArea.objects.all()
    parts, heading = by_whole(every)
    assert list(dict.fromkeys(map(heading, parts))) == [str(first), str(ahead)]


@pytest.mark.parametrize("page", ["/strategi/plan/0/", "/strategi/plan/1/", "/strategi/plan/2099/"])
def test_a_year_without_a_plan_is_not_found(client, first, page):
    assert client.get(page).status_code == 404

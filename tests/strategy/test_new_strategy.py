"""A new strategy made of the real one: what each goal became is told, and both read right afterwards."""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from openpyxl import load_workbook

from councils.models import JournalEntry
from councils.workflow import change_basics, remove_basics
from meetings.follow_up.asked import Asked, Period
from meetings.follow_up.coverage import coverage
from meetings.forms.item import AgendaItemForm
from meetings.positions.counts import GOALS_BECAME
from meetings.positions.facets import goals_under, own_goals, under_roots
from meetings.positions.goal_counts import positions_under
from meetings.positions.goal_years import positions_by_year
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.refusal import Refused
from strategy.editions import fates, perspective_fates, strategy_draft
from strategy.models import FocusArea, Goal, GoalSuccession, Indicator, Level, Strategy
from strategy.workflow.strategy import (
    adopt_strategy,
    begin_strategy,
    bring_back_goal,
    discard_strategy,
    end_goal,
    merge_goals,
    split_goal,
)
from tests import acts
from tests.strategy.conftest import goal
from tests.strategy.renewed import DAY, PAGE, SLUG, STEP, adopted, changed, served


def told(strategy):
    """What became of those that are not the same."""
    return [
        (fate.kind, [each.code for each in fate.before], [each.code for each in fate.after])
        for fate in fates(strategy)
        if fate.kind != "same"
    ]


def test_a_new_strategy_begins_with_all_that_stands_in_the_last(first, new):
    assert told(new) == []
    assert len(fates(new)) == first.goals.count() == new.goals.count()
    assert [each.kind for each in perspective_fates(new)] == ["same"] * first.perspectives.count()
    assert "2020–2030" in first.full_title
    assert new.full_title == first.full_title.replace("2020–2030", f"{new.year_from}–{new.year_to}")
    for each in new.goals.filter(parent__isnull=False).select_related("parent"):
        assert each.parent.strategy_id == each.strategy_id == new.pk


def test_goals_are_reworded_split_merged_and_ended(new, by):
    changed(new, by)
    assert told(new) == [
        ("reworded", ["1.1"], ["1.1"]),
        ("split", ["1.2"], ["1.2", "1.5"]),
        ("merged", ["1.3", "1.4"], ["1.4"]),
        ("ended", ["2.5"], []),
    ]
    assert goal(new.made_from, "2.5").strategy == new.made_from


def test_a_goal_that_ends_takes_those_below_it_and_may_be_brought_back(first, new, by):
    below = first.goals.filter(parent__code="2").count()
    end_goal(goal(new, "2"), **by)
    assert [kind for kind, *_ in told(new)] == ["ended"] * (1 + below)
    assert JournalEntry.objects.filter(act="end_goal").count() == 1 + below
    with pytest.raises(Refused, match="Ta först med"):
        bring_back_goal(goal(first, "2.1"), strategy=new, **by)
    bring_back_goal(goal(first, "2"), strategy=new, **by)
    assert told(new) == []
    end_goal(goal(new, "2.1"), **by)
    bring_back_goal(goal(first, "2.1"), strategy=new, **by)
    assert told(new) == []


def test_a_goal_that_is_brought_back_stands_where_it_stood_and_so_do_those_under_it(first, new, by):
    def codes(strategy):
        return [each.code for each in strategy.goals.order_by("order", "code")]

    split_goal(goal(new, "1.1"), titles=["Ett", "Två"], **by)
    as_it_was = codes(new)
    for code in ("1.2", "2", "1.1"):
        end_goal(goal(new, code), **by)
    for code in ("2", "1.2"):
        bring_back_goal(goal(first, code), strategy=new, **by)
    assert codes(new) == [code for code in as_it_was if code != "1.1"]


def test_a_goal_that_has_gone_into_another_may_go_on_by_itself_again(client, new, secretary, by):
    merge_goals(goal(new, "1.3"), into=goal(new, "1.4"), **by)
    client.force_login(secretary)
    back = f"{STEP}mal/1.3/retur/"
    pressed = client.get(STEP).content.decode().partition(f'action="{back}"')[2].partition("</form>")[0]
    assert "för sig igen" in pressed
    client.post(back)
    assert told(new) == []


def test_a_goal_is_not_brought_back_to_a_level_that_is_gone(first, new, by):
    end_goal(goal(new, "2.5"), **by)
    change_basics(goal(new, "2.4").level, key="annan", **by)
    with pytest.raises(Refused, match="saknar målets nivå"):
        bring_back_goal(goal(first, "2.5"), strategy=new, **by)


def test_a_draft_is_seen_by_the_office_alone(client, new, member, secretary):
    perspective = new.perspectives.first().get_absolute_url()
    pages = [PAGE, f"{PAGE}andringar/", goal(new, "1.1").get_absolute_url(), perspective]
    for person, status in ((None, 404), (member, 404), (secretary, 200)):
        if person:
            client.force_login(person)
        assert [client.get(page).status_code for page in pages] == [status] * 4
    assert client.get("/strategi/").context["strategy"] == new.made_from
    assert goal(new, "1.1").get_absolute_url() in client.get(PAGE).content.decode()


def test_the_strategy_is_open_data_with_what_became_of_it_but_no_draft(
    client, first, new, by, django_assert_num_queries
):
    def told():
        return client.get("/strategi.json").json()["strategies"]

    Indicator.objects.create(title="Utsläpp", slug="utslapp", unit="ton").goals.add(goal(first, "1.2"))
    changed(new, by)
    [alone] = told()
    assert not any(each["goes_on_as"] for each in (*alone["goals"], *alone["perspectives"]))
    adopt_strategy(new, adopted_on=DAY, adopted_by="Regionfullmäktige", **by)
    later, before = told()
    goals = {each["code"]: each for each in before["goals"]}
    became = {code: [each["code"] for each in goals[code]["goes_on_as"]] for code in ("1.2", "1.3", "2.5")}
    assert became == {"1.2": ["1.2", "1.5"], "1.3": ["1.4"], "2.5": []}
    assert (goals["1.2"]["parent"], goals["1.2"]["level"]) == ("1", "prioritering")
    assert [each["title"] for each in goals["1.2"]["indicators"]] == ["Utsläpp"]
    assert [len(each["came_from"]) for each in later["perspectives"]] == [1] * len(before["perspectives"])
    assert later["made_from"] == before["url"]
    with django_assert_num_queries(11):
        lines = client.get("/strategi.csv").content.decode("utf-8-sig")
    assert f"horisontellt perspektiv;;{first.perspectives.first()};" in lines
    assert len(load_workbook(io.BytesIO(client.get("/strategi.xlsx").content)).active["A"]) == (
        1 + sum(len(each["goals"]) + len(each["perspectives"]) for each in (later, before))
    )


@pytest.mark.parametrize("is_ahead", [True, False])
def test_programs_are_told_what_measures_a_goal_and_when_it_ends_as_its_page_tells_it(
    client, first, new, by, is_ahead, monkeypatch
):
    for code in ("1.2", "2.5"):
        Indicator.objects.create(title=f"Om {code}", slug=f"om-{code[0]}", unit="ton").goals.add(
            goal(first, code)
        )
    adopted(new, by)
    monkeypatch.setattr(Strategy, "is_ahead", is_ahead)
    later, before = client.get("/strategi.json").json()["strategies"]
    for strategy, told in ((first, before), (new, later)):
        measured = {each["code"]: each["indicators"] for each in told["goals"]}
        for code in ("1", "1.1", "1.2", "2"):
            shown = client.get(goal(strategy, code).get_absolute_url()).context["charts"]
            assert [each["title"] for each in measured[code]] == [each.title for each, _ in shown]
    [ended] = [each for each in before["goals"] if each["ends_with"]]
    assert (ended["code"], ended["has_ended"]) == ("2.5", not is_ahead)
    assert ended["ends_with"] == {"title": new.title, "year_from": 2027, "url": later["url"]}
    told = "upphör 2027" if is_ahead else "upphört"
    assert f";{told};{ended['url']}" in client.get("/strategi.csv").content.decode("utf-8-sig")


def test_no_list_choice_search_or_file_tells_of_a_draft(client, secretary, regional, new, by):
    change_basics(goal(new, "1.1"), title="Hemliga skogar", **by)
    client.force_login(secretary)
    asked = ["/sok/?q=skogar", "/sitemap-mal.xml", "/sitemap-strategier.xml", "/webbkarta/"]
    asked += ["/sitemap-perspektiv.xml", "/sitemap-strategiers-andringar.xml", "/strategi/framtagande/"]
    asked += ["/strategi/", "/strategi/mal/1.1/", "/oppna-data/", "/", "/uppfoljning/"]
    asked += ["/stallningstaganden/", acts.plan(regional, days=40).url("item_new")]

    def telling():
        index_all_that_waits()
        pages = {page: client.get(page).content.decode() for page in asked}
        for page, text in pages.items():  # the office is led on to it, from the page of the strategy itself
            pages[page] = text.replace(f'href="{STEP}">Fortsätt med utkastet', "")
        return [page for page, text in pages.items() if "Hemliga skogar" in text or SLUG in text]

    assert telling() == []
    adopt_strategy(new, adopted_on=DAY, adopted_by="Regionfullmäktige", **by)
    assert {"/sok/?q=skogar", "/sitemap-mal.xml", "/sitemap-strategier.xml"} < set(telling())


def test_once_it_is_adopted_it_is_the_strategy_from_its_first_year(client, first, new, by):
    adopted(new, by)
    assert Strategy.objects.in_force(dt.date(2026, 12, 31)) == first
    assert Strategy.objects.in_force(dt.date(2027, 1, 1)) == new
    assert (strategy_draft(), new.made_from.replaced_by) == (None, new)
    old = client.get(first.get_absolute_url()).content.decode()
    assert "Från 2027 gäller" in old
    assert f"{PAGE}andringar/" in old


def test_the_page_of_changes_tells_them_word_by_word(client, new, by):
    adopted(new, by)
    page = client.get(f"{PAGE}andringar/")
    [reworded] = [fate for fate in page.context["fates"] if fate.kind == "reworded"]
    [(label, pieces)] = reworded.words
    added = "".join(piece.text for piece in pieces if piece.kind != "removed")
    assert (label, added) == ("Lydelse", "Ett starkt län")
    text = page.content.decode()
    assert {"Ny lydelse", "Delat", "Sammanfört", "Upphör"} == {
        told for told in ("Ny lydelse", "Delat", "Sammanfört", "Upphör", "Nytt<") if told in text
    }


def test_what_is_new_and_what_has_ended_is_told_with_all_that_it_says(client, first, by):
    change_basics(goal(first, "2.5"), text="Fler ska läsa vidare.", **by)
    new = begin_strategy(first, year_from=2027, year_to=2037, **by)
    added = {"code": "2.9", "slug": "2.9-x", "level": goal(new, "2.5").level, "parent": goal(new, "2")}
    new.goals.create(title="Rymden", text="Fler ska resa dit.", **added)
    new.perspectives.create(title="Mod", slug="mod", text="Vi vågar.")
    adopted(new, by)
    page = client.get(f"{PAGE}andringar/").content.decode()
    for words in ("Fler ska läsa vidare.</del>", "Fler ska resa dit.</ins>", "Vi vågar.</ins>"):
        assert f"</span>{words}" in page


def test_a_position_keeps_the_words_of_then_and_is_found_under_what_they_became(
    client, regional, first, new, by
):
    item = served(regional)
    adopted(new, by)
    old = client.get(goal(first, "1.2").get_absolute_url())
    assert [each.code for each in old.context["after"]] == ["1.2", "1.5"]
    assert [each.item for each in old.context["positions"]] == [item]
    for code in ("1.2", "1.5"):
        now = client.get(goal(new, code).get_absolute_url())
        assert [each.item for each in now.context["positions"]] == [item]
        assert [each.code for each in now.context["before"]] == ["1.2"]
    item.refresh_from_db()
    assert item.primary_goal == goal(first, "1.2")
    position = client.get(item.position.get_absolute_url()).content.decode()
    assert goal(first, "1.2").title in position
    assert 'href="/strategi/mal/1.2/"' in position


@pytest.mark.parametrize("is_ahead", [True, False])
def test_what_is_in_force_is_not_told_as_past_before_the_first_year_of_the_next(
    client, first, new, by, is_ahead, monkeypatch
):
    adopted(new, by)
    assert new.is_ahead == (timezone.localdate().year < 2027)
    monkeypatch.setattr(Strategy, "is_ahead", is_ahead)
    told = {
        goal(first, "1.1"): ("Från 2027 går målet vidare som", "I nästa strategi går det vidare som"),
        goal(first, "1.2"): ("Från 2027 är målet delat i", "I nästa strategi är det delat i"),
        goal(first, "2.5"): ("och då upphör målet", "Det upphörde med"),
        first.perspectives.first(): ("Från 2027 går perspektivet vidare som", "Så löd perspektivet"),
    }
    for thing, words in told.items():
        page = client.get(thing.get_absolute_url()).content.decode()
        assert [each in page for each in words] == [is_ahead, not is_ahead]
        assert ("Så löd" in page) is not is_ahead
    page = client.get(PAGE).content.decode()
    assert ("Gäller från 2027. Till dess gäller" in page) is is_ahead


def test_no_strategy_is_adopted_on_a_day_to_come(client, new, by):
    client.force_login(by["by"])
    form = client.get(f"{STEP}granskning/").context["form"]
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    facts = {"adopted_on": tomorrow.isoformat(), "adopted_by": "Regionfullmäktige"}
    answer = client.post(f"{STEP}granskning/", acts.as_posted(form, **facts))
    assert answer.context["form"].errors["adopted_on"] == [
        "Strategin är inte fastställd än. Ange den dag den fastställdes."
    ]
    assert strategy_draft() == new


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        ("1.1", {"1", "1.1"}),
        ("1.2", {"1", "1.2", "1.5"}),
        ("1.3", {"1", "1.4"}),
        ("2.5", {"2"}),
    ],
    ids=["reworded", "split", "merged", "ended"],
)
def test_what_served_a_goal_counts_for_what_it_became(regional, new, by, code, reached):
    served(regional, code)
    adopted(new, by)
    counts = positions_under(list(new.goals.all()))
    assert {each.code for each in new.goals.all() if counts[each.pk]} == reached
    [now, *_] = coverage(Asked(by["by"], {}, Period.of(2027)))
    assert {line.goal.code for line in now.lines if line.newest} == reached
    _, cells = positions_by_year(list(new.goals.all()), timezone.localdate())
    assert {each.code for each in new.goals.all() if any(year.dots for year in cells[each.pk])} == reached


@pytest.mark.both
@pytest.mark.parametrize(("page", "count"), [("/stallningstaganden/", 1), ("/sok/", 3)])
def test_a_filter_finds_and_counts_what_served_the_goals_before(client, regional, new, by, page, count):
    served(regional, "1.3")
    adopted(new, by)
    index_all_that_waits()
    now = goal(new, "1.4")
    answer = client.get(page, {"q": "lärlingar", "mal": now.slug}).content.decode()
    assert f"{now} ({count})" in answer


@pytest.mark.both
def test_each_goal_is_counted_for_those_that_a_filter_finds_it_by(first, new, by):
    adopted(new, by)
    goals = own_goals()
    with connection.cursor() as cursor:
        cursor.execute(GOALS_BECAME)
        counted = {(part, origin) for part, origin in cursor.fetchall()}
    found = {(each.pk, origin) for each in goals for origin in goals_under(goals, each.slug)}
    own = {each.pk for each in goals}
    assert {pair for pair in counted if {*pair} <= own} == found
    assert (goal(new, "2").pk, goal(first, "2.5").pk) in found


def headings(field):
    return [told for told, options in field.choices if isinstance(options, list)]


@pytest.mark.parametrize("year", [2026, 2027])
def test_choices_of_goals_name_their_strategy_and_begin_with_the_one_in_force(
    client, first, new, by, year, monkeypatch
):
    adopted(new, by)
    today = dt.date(year, 11, 29)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *at: today)
    now, other = (first, new) if year == 2026 else (new, first)
    turn = [str(now), str(other)]
    client.force_login(by["by"])
    area = FocusArea.objects.first()
    asked = client.get(f"/kansli/grunduppgifter/fokusomraden/{area.pk}/")
    assert headings(asked.context["form"].fields["goals"]) == turn
    added = client.get("/kansli/grunduppgifter/mal/ny/").context["form"].fields
    assert headings(added["level"])[:2] == headings(added["parent"])[:2] == turn
    roots = [
        f"{whole}: {root}"
        for whole in (now, other)
        for root in whole.goals.filter(parent=None).order_by("order", "pk")
    ]
    assert [told for told, _ in under_roots(own_goals())] == roots
    examples = client.get("/oppna-data/").context["filters"]
    example = next(value for name, _, value in examples if name == "mal")
    assert Goal.objects.get(slug=example).strategy == now


def test_an_item_that_serves_a_goal_of_before_names_both_strategies(client, regional, new, by, monkeypatch):
    item = acts.add(acts.plan(regional, days=40), primary_goal=acts.goal("1.1"))
    adopted(new, by)
    monkeypatch.setattr("meetings.forms.item.Goal.objects.selectable", lambda *day: new.goals.all())
    field = AgendaItemForm(saved=item).fields["primary_goal"]
    assert headings(field)[0] == f"{new}: {goal(new, '1')}"
    assert headings(field)[-1] == f"{new.made_from}: {goal(new.made_from, '1')}"


def test_a_draft_is_thrown_away_whole(client, first, new, by):
    change_basics(goal(new, "1.1"), text="Bort med det.", **by)
    client.force_login(by["by"])
    client.post(f"{STEP}borttagning/")
    assert list(Strategy.with_drafts.filter(is_own=True)) == [first]
    assert not Goal.with_drafts.filter(strategy__is_own=True).exclude(strategy=first).exists()
    [told] = JournalEntry.objects.filter(act="discard_strategy")
    assert told.before["1.1 Text"] == "Bort med det."
    begin_strategy(first, year_from=2027, year_to=2037, **by)


def test_no_draft_is_thrown_away_that_is_consulted_on(new, by):
    step = new.steps.create(title="Remiss")
    acts.consultation(step=step)
    with pytest.raises(Refused, match="är öppen"):
        discard_strategy(new, **by)


def test_the_parts_of_what_is_split_stand_after_each_other_in_the_order_they_were_named(new, by):
    split_goal(goal(new, "1.2"), titles=[f"Del {each}" for each in range(8)], **by)
    split = [each.code for each in next(fate for fate in fates(new) if fate.kind == "split").after]
    assert split == ["1.2", *(f"1.{each}" for each in range(5, 12))]
    area = [each.code for each in new.goals.filter(parent__code="1")]
    assert area == ["1.1", *split, "1.3", "1.4"]


@pytest.mark.parametrize("are_placed", [True, False])
def test_the_parts_of_a_goal_stand_after_those_under_it(new, by, are_placed):
    """Also where everything has the same place, as what is typed in without one has."""
    new.goals.update(**({} if are_placed else {"order": 0}))
    codes = list(new.goals.values_list("code", flat=True))
    split_goal(goal(new, "1"), titles=["Ett", "Två", "Tre"], **by)
    after = codes.index("1.4") + 1
    assert list(new.goals.values_list("code", flat=True)) == [*codes[:after], "4", "5", *codes[after:]]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda new, by: begin_strategy(new, by=by, year_from=2030, year_to=2040), "själv ett utkast"),
        (lambda new, by: begin_strategy(new.made_from, by=by, year_from=2030, year_to=2040), "redan gjord"),
        (lambda new, by: split_goal(goal(new, "1.1"), by=by, titles=["Ett"]), "minst två titlar"),
        (
            lambda new, by: split_goal(goal(new, "1.1"), by=by, titles=[f"Del {each}" for each in range(13)]),
            "Dela i högst 12 delar",
        ),
        (lambda new, by: merge_goals(goal(new, "1.1"), by=by, into=goal(new, "1.1")), "ett annat mål"),
        (lambda new, by: merge_goals(goal(new, "1"), by=by, into=goal(new, "2")), "mål under sig"),
        (lambda new, by: bring_back_goal(goal(new.made_from, "1.1"), by=by, strategy=new), "redan med"),
    ],
)
def test_what_makes_no_sense_is_refused(new, secretary, act, sentence):
    with pytest.raises(Refused, match=sentence):
        act(new, secretary)


def test_nothing_is_changed_so_once_it_is_adopted(new, by):
    adopted(new, by)
    for act in (
        lambda: split_goal(goal(new, "1.1"), titles=["Ett", "Två"], **by),
        lambda: end_goal(goal(new, "1.1"), **by),
        lambda: discard_strategy(new, **by),
        lambda: adopt_strategy(new, adopted_on=DAY, adopted_by="Någon", **by),
    ):
        with pytest.raises(PermissionDenied, match="Strategin är fastställd"):
            act()


def test_where_the_draft_was_made_leads_on_to_the_strategy_that_is_adopted(client, new, by):
    adopted(new, by)
    client.force_login(by["by"])
    answer = client.get(STEP)
    assert answer.status_code == 403
    assert f'href="{PAGE}">Till ' in answer.content.decode()


def test_a_goal_that_goes_on_is_not_removed(first, new, by):
    with pytest.raises(Refused, match="hur mål går vidare"):
        remove_basics(goal(first, "2.5"), **by)


class TestTheDatabase:
    pytestmark = pytest.mark.both

    @pytest.mark.parametrize(
        "change",
        [
            lambda new: goal(new, "1.1").successions_back.all().delete(),
            lambda new: goal(new, "1.1").came_from.add(goal(new.made_from, "2.5")),
            lambda new: GoalSuccession.objects.filter(after__code="1.1").update(
                before=goal(new.made_from, "2.5")
            ),
            lambda new: Strategy.objects.filter(pk=new.pk).update(is_draft=True),
            lambda new: Strategy.objects.filter(pk=new.pk).update(made_from=None),
        ],
        ids=["taken away", "added", "changed", "a draft again", "made from nothing"],
    )
    def test_lets_nobody_change_what_goals_became_once_it_is_adopted(self, new, by, change):
        adopted(new, by)
        with pytest.raises(DatabaseError), transaction.atomic():
            change(new)

    @pytest.mark.parametrize(
        "change",
        [
            lambda new: goal(new, "1.1").came_from.add(goal(new, "1.2")),
            lambda new: goal(new.made_from, "1.1").came_from.add(goal(new, "1.2")),
            lambda new: goal(new, "1.1").came_from.add(
                Goal.objects.filter(strategy__is_own=False).order_by("pk").first()
            ),
        ],
        ids=["its own strategy", "backwards", "another region"],
    )
    def test_lets_a_goal_come_only_from_the_strategy_before(self, new, change):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(new)

    def test_lets_no_goal_with_a_fate_move_to_another_strategy(self, first, new):
        level = Level.objects.filter(strategy=first).first()
        for each, there in ((goal(new, "2.5"), first), (goal(first, "2.5"), new)):
            with pytest.raises(DatabaseError), transaction.atomic():
                Goal.with_drafts.filter(pk=each.pk).update(strategy=there, code="8", parent=None, level=level)

    def test_lets_no_strategy_come_from_one_that_begins_later(self, first, new):
        with pytest.raises(DatabaseError), transaction.atomic():
            Strategy.with_drafts.filter(pk=new.pk).update(year_from=2019)
        with pytest.raises(DatabaseError), transaction.atomic():
            Strategy.with_drafts.filter(pk=first.pk).update(year_from=2029)

    def test_lets_nothing_serve_a_goal_of_a_draft(self, regional, new):
        item = acts.add(acts.plan(regional, days=40))
        with pytest.raises(DatabaseError), transaction.atomic():
            item.goals.add(goal(new, "1.1"))

    def test_lets_no_perspective_be_carried_by_goals_of_another_strategy(self, first, new):
        with pytest.raises(DatabaseError), transaction.atomic():
            new.perspectives.first().goals.add(goal(first, "1.1"))


def test_the_new_strategy_is_made_as_a_guided_act(client, first, secretary):
    client.force_login(secretary)
    client.post("/strategi/utgavor/ny/", {"year_from": 2027, "year_to": 2037})
    step = f"{STEP}mal/1.2-{SLUG}/"
    form = client.get(step).context["form"]
    wrong = client.post(step, acts.as_posted(form, what="split", titles="Ett"))
    assert "Skriv minst två titlar" in wrong.content.decode()
    client.post(step, acts.as_posted(form, what="split", titles="Skola\nArbete"))
    end = f"{STEP}mal/2.5-{SLUG}/"
    client.post(end, acts.as_posted(client.get(end).context["form"], what="end"))
    client.post(f"{STEP}mal/2.5/retur/")
    review = client.get(f"{STEP}granskning/")
    assert [fate.told for fate in review.context["fates"] if fate.kind != "same"] == ["Delat"]
    posted = acts.as_posted(review.context["form"], adopted_on="2026-11-25")
    assert "Skriv vem" in client.post(f"{STEP}granskning/", posted).content.decode()
    client.post(f"{STEP}granskning/", posted | {"adopted_by": "Regionfullmäktige"})
    assert told(Strategy.objects.get(slug=SLUG)) == [("split", ["1.2"], ["1.2", "1.5"])]
    assert client.post(f"{STEP}granskning/").status_code == 403


def test_whoever_lets_a_goal_end_is_told_what_is_written_below_it_in_the_draft_alone(office, new, by):
    page = f"{PAGE}uppdatering/mal/{goal(new, '2').slug}/"
    assert "försvinner det som är skrivet" not in office.get(page).content.decode()
    change_basics(goal(new, "2.1"), title="Unga som vill", **by)
    split_goal(goal(new, "2.2"), titles=["Ena", "Andra"], **by)
    told = office.get(page).content.decode()
    assert all(words in told for words in ("Unga som vill", "”2.2 Ena”", "Andra”"))

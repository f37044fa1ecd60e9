"""The strategy's pages: goals with what serves them, the plan, and what the sources leave empty."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from rus_portal.region_loader import load_region
from strategy.models import FocusArea, FocusAreaGoal, Goal, Indicator, Perspective, StrategicPlan, Strategy
from tests import acts

PROPOSED = re.compile(r"missing\">förslag|\(förslag\)")
TO_CONFIRM = re.compile("att bekräfta<|ska bekräfta")
GAP = "Saknas i våra källor"
AREA = "/strategi/fokusomraden/matchning-pa-arbetsmarknaden/"


@pytest.fixture
def neighbour(db):
    load_region("vasterbotten")


def counts(response):
    """The code of every goal in the tree with its count."""

    def walk(branches):
        for branch in branches:
            yield branch["goal"].code, branch["count"]
            yield from walk(branch["branches"])

    return {code: count for _, branches in response.context["levels"] for code, count in walk(branches)}


def test_the_tree_holds_every_goal_in_its_place(client, db):
    levels = client.get("/strategi/").context["levels"]
    assert [(level.singular, [branch["goal"].code for branch in branches]) for level, branches in levels] == [
        ("målområde", ["1", "2", "3"])
    ]
    third = levels[0][1][2]
    assert [branch["goal"].code for branch in third["branches"]] == [f"3.{n}" for n in range(1, 8)]


def test_a_goal_counts_published_positions_that_serve_it_or_a_goal_below_it(client, regional):
    acts.published(
        acts.held(
            regional,
            {"goals": [acts.goal("1.2"), acts.goal("2.1")]},
            {"title": "Information", "type": "information", "primary_goal": acts.goal("3.3")},
        )
    )
    acts.held(regional, {"primary_goal": acts.goal("3.1")})
    served = {code: count for code, count in counts(client.get("/strategi/")).items() if count}
    assert served == {"1": 1, "1.1": 1, "1.2": 1, "2": 1, "2.1": 1}


def test_a_strategy_of_another_region_is_shown_as_such_with_its_gaps(client, neighbour, secretary):
    response = client.get("/strategi/utgavor/vasterbotten-2020-2030/")
    page = response.content.decode()
    assert "visas här som jämförelse" in page
    assert [(level.key, len(branches)) for level, branches in response.context["levels"]] == [
        ("hallbarhetsmal", 2),
        ("prioritering", 0),
        ("delprioritering", 0),
    ]
    assert GAP not in page
    client.force_login(secretary)
    page = client.get("/strategi/utgavor/vasterbotten-2020-2030/").content.decode()
    perspectives = response.context["perspectives"]
    assert page.count(GAP) == 1 + 2 + len([each for each in perspectives if not each.text])


def test_what_the_sources_lack_is_marked_for_those_who_keep_it_alone(
    client, neighbour, member, official, secretary
):
    area = FocusArea.objects.get(slug=AREA.split("/")[3])
    FocusArea.objects.filter(pk=area.pk).update(statement_2030="", objective="")
    FocusAreaGoal.objects.filter(focus_area=area).delete()
    indicator = Indicator.objects.create(title="Utsläpp", slug="utslapp", unit="ton")
    perspective = Perspective.objects.filter(text="").first()
    Strategy.objects.first().steps.create(title="Dialog")
    pages = [AREA, indicator.get_absolute_url(), perspective.get_absolute_url(), "/strategi/framtagande/"]
    for person in (None, member, official):
        if person:
            client.force_login(person)
        assert [client.get(page).content.decode().count("missing") for page in pages] == [0] * 4
    assert "Ännu ingen målsättning." in client.get(AREA).content.decode()
    client.force_login(secretary)
    told = [client.get(page).content.decode().count('"missing"') for page in pages]
    assert told == [3, 2, 1, 2]


def test_that_the_text_of_a_goal_is_missing_is_told_to_whoever_may_add_it(client, db, secretary):
    assert "Målets text:" not in client.get("/strategi/mal/1.1/").content.decode()
    client.force_login(secretary)
    assert "Målets text:" in client.get("/strategi/mal/1.1/").content.decode()


def test_all_strategies_lead_to_each_other(client, neighbour):
    pages = {strategy: client.get(strategy.get_absolute_url()) for strategy in Strategy.objects.all()}
    for strategy, page in pages.items():
        assert set(page.context["editions"]) == set(pages) - {strategy}


def test_the_goal_of_a_matter_leads_to_the_matter(client, regional, member):
    meeting = acts.held(regional, {"title": "Tåg"}, {"title": "Buss", "type": "information"})
    coming = acts.summoned(regional, {"title": "Båt"}, days=10)
    client.force_login(member)
    context = client.get("/strategi/mal/1.1/").context
    assert (list(context["positions"]), {item.title for item in context["items"]}) == (
        [],
        {"Tåg", "Buss", "Båt"},
    )
    client.logout()
    assert list(client.get("/strategi/mal/1.1/").context["items"]) == []
    acts.published(meeting)
    context = client.get("/strategi/mal/1/").context
    assert [position.item.title for position in context["positions"]] == ["Tåg"]
    assert {item.title for item in context["items"]} == {"Buss"}
    assert coming.items.get().title == "Båt"


def test_a_goal_stands_between_what_is_above_and_below_it(client, db):
    top, leaf = client.get("/strategi/mal/2/").context, client.get("/strategi/mal/2.4/").context
    assert ([goal.code for goal in top["ancestors"]], [goal.code for goal, _ in top["children"]]) == (
        [],
        ["2.1", "2.2", "2.3", "2.4", "2.5"],
    )
    assert ([goal.code for goal in leaf["ancestors"]], leaf["children"]) == (["2"], [])


def test_a_goal_of_an_area_is_told_as_a_proposal_until_its_keepers_have_confirmed_it(
    client, secretary, member
):
    """To everyone that it is one; that somebody is to confirm it only to those who do."""
    addresses = ("/strategi/mal/3.3/", AREA, "/strategi/plan/")

    def told():
        pages = [client.get(address).content.decode() for address in addresses]
        proposed = {PROPOSED.search(each) is not None for each in pages}
        return proposed, any(TO_CONFIRM.search(each) for each in pages)

    assert told() == ({True}, False)
    client.force_login(member)
    assert told() == ({True}, False)
    client.force_login(secretary)
    assert told() == ({True}, True)
    FocusAreaGoal.objects.update(confirmed_on=timezone.localdate())
    assert told() == ({False}, False)
    assert Goal.objects.get(slug="3.3").focus_areas.get().code == "F3"


def test_the_plan_is_shown_word_for_word(client, db):
    page = client.get("/strategi/plan/").content.decode()
    plan = StrategicPlan.objects.get()
    texts = "\n".join([plan.intro, plan.purpose, plan.cooperation_text, plan.undated_note])
    for line in filter(None, texts.splitlines()):
        assert line.removeprefix("- ").removeprefix("### ") in page


def test_each_focus_area_is_shown_word_for_word_with_its_goals(client, db):
    for area in FocusArea.objects.all():
        page = client.get(area.get_absolute_url()).content.decode()
        for paragraph in filter(None, (area.statement_2030 + "\n" + area.objective).split("\n")):
            assert paragraph.strip() in page
        assert all(goal.title in page for goal in area.goals.all())


def test_the_newest_plan_is_the_plan_and_each_year_keeps_its_own(client, db):
    later = StrategicPlan.objects.create(year=2027, title="Strategisk plan RUS")
    assert client.get("/strategi/plan/").context["plan"] == later
    its_own = client.get("/strategi/plan/2027/").context
    assert its_own["plan"] == later
    assert [plan.year for plan in its_own["editions"]] == [None]
    assert client.get("/strategi/plan/2028/").status_code == 404


def test_a_focus_area_shows_the_positions_that_belong_to_it(client, regional):
    area = FocusArea.objects.get(code="F3")
    acts.published(acts.held(regional, {"title": "Matchning", "focus_areas": [area]}, {"title": "Annat"}))
    context = client.get(AREA).context
    assert [position.item.title for position in context["positions"]] == ["Matchning"]


def test_every_step_of_the_making_is_told_in_order(client, neighbour):
    told = {
        strategy.slug: [step.title for step in strategy.steps.all()]
        for strategy, _ in client.get("/strategi/framtagande/").context["strategies"]
    }
    assert told == {
        "2020-2030": [
            "Stormöte",
            "Remiss",
            "Remisskonferens",
            "Stora samverkansrådet ställer sig bakom strategin",
            "Beslut",
        ],
        "vasterbotten-2020-2030": ["Dialog 1", "Dialog 2", "Remissförslag", "Beslutsförslag", "Beslut"],
        "vasterbotten-2014-2020": [],  # of which the starting points are known, and no step
    }


def test_no_source_is_told_twice_in_a_row(client, neighbour):
    page = client.get("/strategi/framtagande/").content.decode()
    assert not re.search(r"Källa:[^<]*</p>\s*(<p[^>]*>)?Källa:", page)


@pytest.mark.parametrize("address", ["/strategi/", "/strategi/plan/", "/strategi/framtagande/"])
def test_an_empty_portal_says_so(client, db, address):
    FocusAreaGoal.objects.all().delete()
    StrategicPlan.objects.all().delete()
    Goal.objects.all().delete()
    Strategy.objects.all().delete()
    assert 'class="empty"' in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 6])
def test_the_pages_of_the_strategy_cost_the_same_with_many_positions(
    client, regional, django_assert_num_queries, count
):
    area = FocusArea.objects.get(code="F3")
    links = {"focus_areas": [area], "goals": [acts.goal("1.2")]}
    acts.published(acts.held(regional, *({"title": f"Fråga {n}"} | links for n in range(count))))
    for address, queries in (("/strategi/", 16), ("/strategi/mal/1/", 16), (AREA, 9), ("/strategi/plan/", 6)):
        with django_assert_num_queries(queries):
            client.get(address)


def test_the_making_tells_what_law_and_presentation_say_with_their_sources(client, neighbour):
    page = client.get("/strategi/framtagande/").content.decode()
    for words in (
        "En region ska utarbeta och fastställa en strategi för länets utveckling och samordna insatser för "
        "genomförandet av strategin",
        "Lag (2010:630) om regionalt utvecklingsansvar, i lydelsen enligt",
        "Den regionala utvecklingsstrategin ska vara en samlad och sektorsövergripande strategi för det "
        "regionala "
        "utvecklingsarbetet i ett eller flera län och innehålla mål och långsiktiga prioriteringar för det "
        "regionala "
        "utvecklingsarbetet",
        "Förordning (2017:583) om regionalt utvecklingsarbete, i lydelsen enligt",
        "Europa 2020",
        "Globala utmaningar och möjligheter",
        "Lång horisont",
        "Lättare att följa upp",
        "En bas för det regionala utvecklingsarbetet",
        "RDA (regional digital agenda)",
    ):
        assert words in page


def test_the_starting_points_of_a_neighbour_are_told_where_its_strategies_are(client, db):
    assert "Europa 2020" not in client.get("/strategi/framtagande/").content.decode()


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("/strategi/mal/1.1/", "mal=1.1"),
        (AREA, "fokus=matchning-pa-arbetsmarknaden"),
        ("/rad/regionala-samverkansradet/", "rad=regionala-samverkansradet"),
    ],
)
def test_what_serves_a_goal_an_area_or_a_council_is_a_feed_of_its_own(client, regional, page, asked):
    area = FocusArea.objects.get(slug="matchning-pa-arbetsmarknaden")
    acts.published(acts.held(regional, {"title": "Tåg till kusten", "focus_areas": [area]}))
    told, feed = client.get(page).content.decode(), f"/stallningstaganden/atom.xml?{asked}"
    [link] = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', told)
    assert link == feed
    assert f'<a href="{feed}">Följ som flöde (Atom)</a>' in told
    assert "Tåg till kusten" in client.get(feed).content.decode()


def test_another_regions_goal_has_no_feed(client, neighbour):
    goal = Goal.objects.filter(strategy__is_own=False).first()
    assert "atom" not in client.get(goal.get_absolute_url()).content.decode()


def test_nobody_but_the_keepers_reads_who_is_to_confirm(client, db):
    told = [client.get(area.get_absolute_url()) for area in FocusArea.objects.all()]
    told += [client.get(reverse(f"plans_{kind}")) for kind in ("csv", "json")]
    assert {page.status_code for page in told} == {200}
    assert [page.content.decode() for page in told if "ska bekräfta" in page.content.decode()] == []

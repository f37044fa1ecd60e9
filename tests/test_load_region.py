"""A region comes from its files: exactly what the sources say, any number of times."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from councils.models import Appointment, Council, FormerSlug, Organisation, Seat
from councils.workflow import change_basics, remove_basics
from meetings.models import Synonyms
from rus_portal.demo.people import appoint_everyone
from rus_portal.region_data import REGIONS, read
from rus_portal.region_loader import load_region
from strategy.models import (
    FocusArea,
    FocusAreaGoal,
    Goal,
    Level,
    Perspective,
    RelatedPlan,
    StrategicPlan,
    Strategy,
    StrategyStep,
)
from tests.acts import goal

pytestmark = pytest.mark.django_db

VASTERNORRLAND = {
    "organisations": 28,
    "strategies": 1,
    "goals": 19,
    "councils": 4,
    "seats": 89,
    "focus_areas": 4,
}
GOALS = [
    ("1", "År 2030 har Västernorrland som plats stärkts i ett nationellt och globalt perspektiv"),
    ("1.1", "Samordnat påverkansarbete gentemot nationell och internationell nivå"),
    ("1.2", "Kraftsamling för att skapa, attrahera och behålla kompetens och investeringar till länet"),
    ("1.3", "Universitet, högskolor och forskningsinstitut är motorer för innovation och utveckling"),
    ("1.4", "Ett modigt regionalt ledarskap som tar ansvar för framtiden!"),
    ("2", "År 2030 är Västernorrland den plats som människor väljer för att leva och besöka"),
    ("2.1", "Växande region med attraktiva, livskraftiga städer och landsbygder"),
    ("2.2", "Alla ska ha grundläggande behörighet från grundskola och gymnasium"),
    ("2.3", "Fler flexibla former för lärande genom nya metoder och arbetssätt"),
    ("2.4", "Ett funktionellt och sammanhållet system för hållbart resande"),
    ("2.5", "Ökad upplevd närhet till omvärlden, oavsett om den är fysisk eller digital"),
    ("3", "År 2030 är Västernorrland platsen där företag och organisationer väljer att växa"),
    ("3.1", "Finansieringsbeslut tagna för genomförande av nya Ostkustbanan, Mittbanan och Ådalsbanan"),
    (
        "3.2",
        "Ett sammanbundet logistiksystem som ger kraftigt minskad klimatpåverkan från länets transportsektor",
    ),
    ("3.3", "Ett regionalt matchat utbildningsutbud"),
    ("3.4", "Skola och arbetsliv samverkar kring arbetsmarknadens möjligheter för ökad matchningsgrad"),
    ("3.5", "Utvecklade styrkeområden genom smart specialisering"),
    ("3.6", "Fler nya och växande hållbara företag och fler företagsamma invånare"),
    ("3.7", "Utvecklat och sammanhållet finansierings-, företags- och innovationsstödsystem"),
]
KINDS = (Organisation, Strategy, Level, Goal, Council, Seat, StrategicPlan, FocusArea, FocusAreaGoal)


def rows():
    return {kind: kind.objects.count() for kind in KINDS}


def test_loading_again_changes_nothing():
    before = rows()
    slugs = set(Goal.objects.values_list("pk", "slug"))
    assert load_region("vasternorrland") == VASTERNORRLAND
    assert rows() == before
    assert set(Goal.objects.values_list("pk", "slug")) == slugs


def test_the_three_goal_areas_and_sixteen_priorities_stand_word_for_word():
    goals = Goal.objects.filter(strategy__is_own=True).order_by("order")
    assert list(goals.values_list("code", "title")) == GOALS
    by_level = [(goal.level.key, goal.parent and goal.parent.code) for goal in goals]
    assert by_level == [
        ("prioritering", code[0]) if "." in code else ("malomrade", None) for code, title in GOALS
    ]
    assert all(goal.slug == goal.code for goal in goals)


def test_every_row_keeps_the_rules_of_its_model():
    load_region("vasterbotten")
    for kind in KINDS:
        for row in kind.objects.all():
            row.full_clean()


def test_both_councils_are_prepared_and_served_by_the_same_bodies(regional, grand):
    served = [(council.prepared_by.slug, council.office.slug) for council in (regional, grand)]
    assert served == [("strategiska-rus-gruppen", "kansliet")] * 2
    assert len(regional.task_list) == 7
    assert len(regional.principle_list) == 6


def test_focus_areas_serve_goals_as_proposals_until_confirmed():
    assert set(FocusAreaGoal.objects.values_list("focus_area__code", "goal__code", "confirmed_on")) == {
        (area, code, None)
        for area, codes in {
            "F1": ("1.2", "3.6"),
            "F2": ("1.1", "3.1"),
            "F3": ("3.3", "3.4", "2.2", "2.3"),
            "F4": ("3.7",),
        }.items()
        for code in codes
    }


def told():
    """All that the region's rows say."""
    return {
        kind.__name__: list(kind.objects.order_by("pk").values())
        for kind in (*KINDS, Perspective, StrategyStep, RelatedPlan)
    }


def test_what_was_edited_in_the_portal_is_never_overwritten(regional):
    """Also where it is what a row is known by, or the row was removed."""
    own = goal("1.1").strategy
    Organisation.objects.filter(slug="timra").update(name="Timrå stad", registry_email="stad@timra.example")
    Council.objects.filter(pk=regional.pk).update(purpose="Annat.", office=None, prepared_by=None)
    regional.seats.filter(order=3).update(order=300, title="Annan titel")
    Appointment.objects.filter(seat__council=regional, seat__order=22).delete()
    regional.seats.get(order=22).delete()
    Strategy.objects.filter(pk=own.pk).update(title="RUS, reviderad")
    Goal.objects.filter(code="1.1", strategy=own).update(title="En annan lydelse", order=50)
    Goal.objects.filter(code="1.2", strategy=own).update(code="1.9", retired_on=timezone.localdate())
    Level.objects.filter(strategy=own, key="malomrade").update(key="omrade", singular="Område")
    own.perspectives.first().delete()
    own.steps.update(title="Ett steg")
    own.related_plans.update(note="Ersatt.")
    StrategicPlan.objects.update(year=2026, purpose="Annat.")
    FocusArea.objects.filter(code="F1").update(code="F9", title="Annat")
    FocusAreaGoal.objects.filter(goal__code="3.7").update(confirmed_on=timezone.localdate())
    FocusAreaGoal.objects.filter(goal__code="3.1").delete()
    before = told()
    load_region("vasternorrland")
    assert told() == before


@pytest.mark.parametrize(
    ("model", "slug"),
    [(Organisation, "timra"), (Council, "stora-samverkansradet"), (Strategy, "2020-2030")],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_what_got_another_address_in_the_portal_is_not_created_anew(model, slug):
    thing = model.objects.get(slug=slug)
    FormerSlug.objects.create(kind=model._meta.label_lower, slug=slug, thing=thing.pk)
    model.objects.filter(pk=thing.pk).update(slug="annan")
    before = told()
    load_region("vasternorrland")
    assert told() == before


def test_words_that_mean_the_same_come_along_at_an_upgrade_unless_the_region_has_written_of_them(secretary):
    shipped = read("vasternorrland", "region")["synonyms"]
    trains, commuting, buses, strategy = (Synonyms.objects.get(words=words) for words in shipped)
    Synonyms.objects.filter(pk=trains.pk).update(words="järnväg, tåg, bana")  # as an earlier version had it
    commuting.delete()  # which it had not
    change_basics(buses, by=secretary, words="buss, skolskjuts")
    remove_basics(strategy, by=secretary)
    for _ in range(2):
        load_region("vasternorrland")
    assert {*Synonyms.objects.values_list("words", flat=True)} == {*shipped[:2], "buss, skolskjuts"}
    assert Synonyms.objects.get(pk=trains.pk).words == shipped[0]


def test_what_is_missing_is_created(grand):
    Appointment.objects.filter(seat__council=grand).delete()
    grand.seats.all().delete()
    grand.delete()
    load_region("vasternorrland")
    again = Council.objects.get(slug="stora-samverkansradet")
    assert (again.prepared_by.slug, again.office.slug) == ("strategiska-rus-gruppen", "kansliet")
    assert rows()[Seat] == VASTERNORRLAND["seats"]
    assert rows()[Organisation] == VASTERNORRLAND["organisations"]


def test_another_region_comes_with_its_strategies_for_comparison_and_nothing_else():
    before = rows()
    assert load_region("vasterbotten") == {"organisations": 1, "strategies": 2, "goals": 8}
    assert load_region("vasterbotten") == {"organisations": 1, "strategies": 2, "goals": 8}
    after = rows()
    assert {kind.__name__: after[kind] - before[kind] for kind in KINDS if after[kind] != before[kind]} == {
        "Organisation": 1,
        "Strategy": 2,
        "Level": 4,
        "Goal": 8,
    }
    others = Strategy.objects.filter(is_own=False)
    assert set(others.values_list("slug", "region_name")) == {
        ("vasterbotten-2014-2020", "Region Västerbotten"),
        ("vasterbotten-2020-2030", "Region Västerbotten"),
    }
    assert Strategy.objects.in_force().slug == "2020-2030"
    assert others.get(year_to=2030).steps.count() == 5


def forget_strategies():
    for kind in (StrategicPlan, Goal, Strategy):
        kind.objects.all().delete()


def test_our_own_goals_keep_the_plain_addresses_in_whatever_order_regions_are_loaded():
    forget_strategies()
    load_region("vasterbotten")
    load_region("vasternorrland")
    assert list(Goal.objects.filter(slug="1").values_list("strategy__region_name", flat=True)) == [
        "Region Västernorrland"
    ]
    assert Goal.objects.get(slug="1-vasterbotten-2014-2020").code == "1"


def test_in_its_own_installation_vasterbotten_is_our_region(settings):
    forget_strategies()
    settings.REGION = "vasterbotten"
    load_region("vasterbotten")
    assert set(Strategy.objects.values_list("slug", "is_own")) == {("2014-2020", True), ("2020-2030", True)}
    assert set(Goal.objects.values_list("slug", flat=True)) == {"1", "2", "3", "4", "5", "6", "H1", "H2"}


def test_the_command_tells_in_swedish_what_it_loaded(capsys):
    call_command("load_region", "vasternorrland")
    assert capsys.readouterr().out == (
        "Region Västernorrland är inläst: 28 organisationer, 1 strategi, 19 mål, "
        "4 råd och grupper, 89 platser, 4 fokusområden.\n"
    )


def test_the_command_names_the_regions_there_are():
    with pytest.raises(CommandError, match=r"Välj bland: exempelregionen, vasterbotten, vasternorrland\."):
        call_command("load_region", "atlantis")


def test_everyone_is_appointed_once_however_often_it_is_asked(regional):
    before = rows()
    people = set(regional.seats.values_list("appointments__person__name", flat=True))
    appoint_everyone(timezone.localdate())
    assert rows() == before
    assert set(regional.seats.values_list("appointments__person__name", flat=True)) == people
    assert regional.seats.count() == len(people)


def test_every_region_names_its_source():
    for path in Path(REGIONS).rglob("*.toml"):
        assert "source = " in path.read_text(), path

"""The register of positions: who finds which position by which filter, and each with its dissent."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from councils.models import Organisation
from meetings import pdf as sheets
from meetings.models import Position
from meetings.positions.decisions import summary_of
from meetings.workflow import decision as verbs
from meetings.workflow.search import index_all_that_waits
from tests import acts

REGISTER = "/stallningstaganden/"


def titles(response):
    return [position.item.title for position in response.context["found"].page]


@pytest.mark.both
def test_the_search_covers_what_the_list_shows_its_reader(client, office, regional, member):
    acts.held(regional, {"title": "Bredband"}, date=dt.date(2026, 3, 1))
    asked = [{}, {"q": "RSR 1/2026"}, {"q": "bredbandet"}, {"q": "rsr"}, {"q": "skola"}]
    assert [titles(office.get(REGISTER, query)) for query in asked] == [["Bredband"]] * 4 + [[]]
    assert [titles(Client().get(REGISTER, query)) for query in asked] == [[]] * 5


def test_everyone_finds_what_is_published_the_newest_first(client, three):
    response = client.get(REGISTER)
    assert titles(response) == ["Forskning", "Skola", "Järnväg"]
    assert "3 ställningstaganden" in response.content.decode()


FOUND = [
    ({"q": "järnvägen"}, ["Järnväg"]),
    ({"q": "Härnösands kommun"}, ["Järnväg"]),
    ({"q": "RSR 1/2024"}, ["Järnväg"]),
    ({"q": "rsr 2/2024"}, ["Skola"]),
    ({"q": "Nr 1/2025"}, ["Forskning"]),
    ({"q": "1/2024"}, ["Järnväg"]),
    ({"q": "SSR 1/2024"}, []),
    ({"q": "ssr"}, ["Forskning"]),
    ({"q": "rsr2/2024"}, ["Skola"]),
    ({"q": "rsr 2"}, ["Skola"]),
    ({"q": "ssr1"}, ["Forskning"]),
    ({"q": "RSR 3"}, []),
    ({"q": "skola 2/2024"}, ["Skola"]),
    ({"q": "99999/9999"}, []),
    ({"mal": "1.1"}, ["Järnväg"]),
    ({"mal": "1"}, ["Forskning", "Järnväg"]),
    ({"mal": "3"}, ["Skola"]),
    ({"fokus": "matchning-pa-arbetsmarknaden"}, ["Järnväg"]),
    ({"rad": "stora-samverkansradet"}, ["Forskning"]),
    ({"ar": "2024"}, ["Skola", "Järnväg"]),
    ({"utfall": "samsyn"}, ["Forskning", "Skola"]),
    ({"utfall": "enigt"}, ["Forskning", "Skola"]),  # as it was called
    ({"utfall": "avvikande"}, ["Järnväg"]),
    ({"mal": "1", "ar": "2024", "utfall": "avvikande", "q": "järnväg"}, ["Järnväg"]),
    ({"mal": "1", "rad": "regionala-samverkansradet", "utfall": "enigt"}, []),
]


@pytest.mark.both
def test_a_filter_finds_exactly_what_it_names(client, three):
    assert [(query, titles(client.get(REGISTER, query))) for query, _ in FOUND] == FOUND


OFFERED_BY_NO_LIST = [
    {"mal": "9.9"},
    {"ar": "i fjol"},
    {"rad": "1 OR 1=1"},
    {"utfall": "nej"},
    {"sida": "x"},
    {"fokus": "–"},
]


def test_a_value_that_no_list_offers_counts_as_not_given(client, three):
    for query in OFFERED_BY_NO_LIST:
        response = client.get(REGISTER, query)
        found = titles(response), response.context["found"].in_effect
        assert found == (["Forskning", "Skola", "Järnväg"], []), query


@pytest.mark.both
def test_any_words_may_be_searched_for(client, three):
    for words in ('"', "* OR", "järnväg AND NOT (", "a'b", "å" * 300):
        assert client.get(REGISTER, {"q": words}).status_code == 200, words


def test_each_filter_in_effect_can_be_taken_away_by_itself(client, three):
    response = client.get(REGISTER, {"q": "järnväg", "mal": "1.1", "sida": "1"})
    assert [rest for _, rest in response.context["found"].in_effect] == ["mal=1.1", "q=j%C3%A4rnv%C3%A4g"]
    for _, rest in response.context["found"].in_effect:
        assert titles(client.get(f"{REGISTER}?{rest}")) == ["Järnväg"]
    assert '<details class="filter-fold">' in response.content.decode()  # the hits stand above the fold


def test_an_empty_answer_says_what_to_do(client, three):
    assert "Ta bort ett filter ovanför" in client.get(REGISTER, {"q": "kärnkraft"}).content.decode()


def test_an_empty_register_says_when_it_fills(client, db):
    assert "protokollet från ett möte är justerat" in client.get(REGISTER).content.decode()


def test_there_are_nine_on_a_page_and_the_filter_is_kept(client, regional):
    acts.published(acts.held(regional, *({"title": f"Fråga {n}"} for n in range(1, 11))))
    first = client.get(REGISTER, {"mal": "1.1"})
    assert titles(first) == [f"Fråga {n}" for n in range(10, 1, -1)]
    assert "?mal=1.1&amp;sida=2" in first.content.decode()
    assert titles(client.get(REGISTER, {"mal": "1.1", "sida": "2"})) == ["Fråga 1"]


def test_the_register_lists_what_each_reader_may_open(regional, request):
    """The list and the page agree, for every role."""
    acts.published(acts.held(regional, {"title": "Publicerad"}))
    acts.held(regional, {"title": "Opublicerad"})
    acts.handle(acts.summoned(regional, {"title": "Onumrerad"}).items.get())
    inside = {"secretary", "chair", "member", "opposition", "official", "preparer"}
    for who in inside | {"outsider", "administrator", "public"}:
        seen = {"Publicerad", "Opublicerad"} if who in inside else {"Publicerad"}
        client = Client()
        if who != "public":
            client.force_login(request.getfixturevalue(who))
        assert set(titles(client.get(REGISTER))) == seen, who
        for position in Position.objects.filter(number__isnull=False).select_related("item"):
            status = client.get(position.get_absolute_url()).status_code
            assert status == (200 if position.item.title in seen else 404), who


@pytest.mark.both
@pytest.mark.parametrize("count", [1, 6])
def test_the_register_costs_the_same_with_many_positions(
    client, regional, member, opposition, django_assert_num_queries, count
):
    acts.published(
        acts.held(regional, *({"title": f"Fråga {n}"} for n in range(count)), dissent_by=opposition)
    )
    asked = [({}, 6), ({"q": "fråga"}, 6), ({"mal": "1", "ar": "2026", "utfall": "avvikande"}, 5)]
    for query, queries in asked:
        with django_assert_num_queries(queries):
            client.get(REGISTER, query)
    client.force_login(member)
    for query, queries in (({}, 8), ({"q": "fråga"}, 10)):
        with django_assert_num_queries(queries):
            client.get(REGISTER, query)


# One position


@pytest.fixture
def position(regional, opposition):
    meeting = acts.held(regional, {"goals": [acts.goal("1.2")]}, dissent_by=opposition)
    acts.published(meeting)
    return Position.objects.get(item__meeting=meeting)


def test_a_position_is_shown_with_its_dissent_word_for_word(client, position):
    page = client.get(position.get_absolute_url()).content.decode()
    assert position.text in page
    assert "Med avvikande synpunkt (1)" in page
    assert "Härnösands kommun" in page
    assert "Vi delar inte bedömningen." in page
    assert page.index(position.text) < page.index("Vi delar inte bedömningen.") < page.index("Bakgrund")


def test_a_position_is_never_called_unanimous_when_there_is_dissent(client, position):
    assert "I samsyn" not in client.get(position.get_absolute_url()).content.decode()


def test_a_position_keeps_the_wording_of_its_goals(client, position):
    goal = acts.goal("1.1")
    old = goal.title
    goal.title = "En helt ny lydelse"
    goal.save()
    page = client.get(position.get_absolute_url()).content.decode()
    assert old in page
    assert "En helt ny lydelse" not in page


def test_a_position_names_council_number_and_day_for_those_who_cite_it(client, position):
    page = client.get(position.get_absolute_url()).content.decode()
    assert f"Regionala samverkansrådet, ställningstagande {position.designation}" in page


def test_another_slug_leads_to_the_position_for_ever(client, position):
    old = f"/stallningstaganden/{position.year}/{position.number}-gammal-rubrik/"
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, position.get_absolute_url())


@pytest.mark.both
def test_another_slug_leads_nowhere_when_two_positions_may_be_meant(client, position, grand):
    acts.published(acts.held(grand, {"title": "En annan fråga"}, date=position.adopted_on))
    twins = Position.objects.filter(year=position.year, number=position.number)
    assert twins.count() == 2
    assert client.get(f"/stallningstaganden/{position.year}/{position.number}-fel/").status_code == 404
    assert all(client.get(twin.get_absolute_url()).status_code == 200 for twin in twins)


def test_what_is_not_published_leads_to_no_other_councils_position(client, position, grand):
    [hidden] = [item.position for item in acts.held(grand, date=position.adopted_on).items.all()]
    assert (hidden.year, hidden.number) == (position.year, position.number)
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_a_number_that_is_not_given_is_not_found(client, position):
    assert client.get(f"/stallningstaganden/{position.year}/999-fel/").status_code == 404


def test_what_replaces_a_position_is_told_on_both(client, position, regional):
    newer = acts.held(regional, {"title": "Nyare"})
    acts.published(newer)
    after = Position.objects.get(item__meeting=newer)
    position.superseded_by = after
    position.save(update_fields=["superseded_by"])
    assert client.get(position.get_absolute_url()).context["superseded_by"] == after
    assert client.get(after.get_absolute_url()).context["supersedes"] == [position]


def test_every_list_tells_what_a_position_is_replaced_by_once_everyone_may_know(client, position, regional):
    newer = acts.held(regional, {"title": "Nyare"})
    after = Position.objects.get(item__meeting=newer)
    Position.objects.filter(pk=position.pk).update(superseded_by=after)
    lists = ("/stallningstaganden/", "/sok/?q=Ostkustbanan", "/", "/strategi/mal/1.1/")
    told = [f"Ersatt av {after.designation}" in client.get(each).content.decode() for each in lists]
    acts.published(newer)
    index_all_that_waits()
    told += [f"Ersatt av {after.designation}" in client.get(each).content.decode() for each in lists]
    assert told == [False] * 4 + [True] * 4


def test_a_replacement_is_not_told_before_it_is_published(client, position, regional, member):
    newer = acts.held(regional, {"title": "Nyare"})
    position.superseded_by = Position.objects.get(item__meeting=newer)
    position.save(update_fields=["superseded_by"])
    assert client.get(position.get_absolute_url()).context["superseded_by"] is None
    client.force_login(member)
    assert client.get(position.get_absolute_url()).context["superseded_by"] == position.superseded_by


def test_a_replacement_is_told_on_paper_when_everyone_may_know_of_it(position, regional, monkeypatch):
    said = []
    monkeypatch.setattr("rus_portal.core.pdf._printed", said.append)
    newer = acts.held(regional, {"title": "Nyare"})
    position.superseded_by = later = Position.objects.get(item__meeting=newer)
    sheets.position_pdf(position)
    later.published_at = timezone.now()
    sheets.position_pdf(position)
    assert ["Nyare" in html for html in said] == [False, True]


def test_formal_decisions_are_shown_as_far_as_they_have_come(client, position, secretary):
    facts = {
        "timra": {"status": "decided", "decided_on": position.adopted_on, "paragraph": "§ 7"},
        "kramfors": {"status": "planned", "planned_on": dt.date(2027, 1, 20)},
        "sundsvall": {"status": "not_needed"},
    }
    for slug, told in facts.items():
        verbs.record_decision(position, Organisation.objects.get(slug=slug), by=secretary, **told)
    page = client.get(position.get_absolute_url()).content.decode()
    on = date_format(position.adopted_on, "j F Y")
    assert all(words in page for words in (on, "§ 7", "planeras", "Behövs inte"))


@pytest.mark.parametrize("status", ["planned", "not_answered"])
def test_a_decision_whose_planned_day_has_passed_is_not_planned_any_longer(
    client, position, secretary, status
):
    timra = Organisation.objects.get(slug="timra")
    planned = timezone.localdate()
    verbs.record_decision(position, timra, by=secretary, status=status, planned_on=planned)
    page = client.get(position.get_absolute_url()).content.decode()
    assert ("planeras" in page, "Försenat" in page) == (True, False)
    position.decisions.update(planned_on=planned - dt.timedelta(days=1))
    for address in (position.get_absolute_url(), timra.get_absolute_url()):
        page = client.get(address).content.decode()
        assert all(words in page for words in ("Försenat", "planerades till")), address
        assert "planeras" not in page
    row = position.decisions.get()
    assert (row.is_overdue, row.told_status) == (True, "Försenat")


def test_the_sheet_of_what_is_retold_parts_its_sources_and_says_nothing_of_a_demo(
    position, settings, monkeypatch
):
    settings.DEMO = True
    said = []
    monkeypatch.setattr("rus_portal.core.pdf._printed", said.append)
    sheets.position_pdf(position)
    position.source = "rvn.se: Milstolpe\nrvn.se: Remiss"
    position.item.meeting.source = position.source
    sheets.position_pdf(position)
    assert ["Demo med" in html for html in said] == [True, False]
    assert "rvn.se: Milstolpe<br>rvn.se: Remiss" in said[1]


def test_only_the_secretariat_sees_what_has_been_done_to_a_position(client, position, secretary, member):
    for person, seen in ((secretary, True), (member, False)):
        client.force_login(person)
        assert bool(client.get(position.get_absolute_url()).context["history"]) is seen


def test_a_position_is_to_be_had_as_pdf_under_the_same_rule(client, position, regional):
    address = position.get_absolute_url().removesuffix("/") + ".pdf"
    response = client.get(address)
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    name = f"stallningstagande-rsr-{position.number}-{position.year}.pdf"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    hidden = Position.objects.get(item__meeting=acts.held(regional, {"title": "Dold"}))
    assert client.get(hidden.get_absolute_url().removesuffix("/") + ".pdf").status_code == 404


# The secretariat's page of formal decisions


def decisions(position, organisation=""):
    query = f"?organisation={organisation}" if organisation else ""
    return f"{position.get_absolute_url()}formella-beslut/{query}"


def test_above_the_table_it_says_how_far_the_organisations_have_come(client, position):
    yesterday, later = (
        timezone.localdate() - dt.timedelta(days=1),
        timezone.localdate() + dt.timedelta(days=9),
    )
    answers = {
        "harnosand": {"status": "decided", "decided_on": yesterday},
        "kramfors": {"status": "declined", "decided_on": yesterday},
        "solleftea": {"status": "planned", "planned_on": yesterday},
        "sundsvall": {"status": "planned", "planned_on": later},
        "timra": {"status": "not_answered"},
        "ange": {"status": "not_answered"},
        "ornskoldsvik": {"status": "not_needed"},
    }
    for slug, told in answers.items():
        position.decisions.create(organisation=Organisation.objects.get(slug=slug), **told)
    page = client.get(position.get_absolute_url())
    assert page.context["come_so_far"] == (
        "1 av 6 har fattat formellt beslut. Kramfors kommun har sagt nej. "
        "Sundsvalls kommun planerar formellt beslut. "
        "Sollefteå kommun är försenad. Timrå kommun och Ånge kommun har inte svarat. För Region "
        "Västernorrland och Kommunförbundet Västernorrland är det inte antecknat om något formellt beslut "
        "behövs."
    )
    squares = re.findall(r'class="strip-(\w+)" title="(\w+)', page.content.decode())
    assert [kind for kind, name in sorted(squares, key=lambda pair: pair[1])] == [
        *("decided", "declined", "late", "planned", "not_answered", "not_answered", "not_needed"),
    ]


def test_where_no_organisation_needs_to_decide_that_is_said(position):
    home = Organisation.objects.get(slug="timra")
    position.decisions.create(organisation=home, status="not_needed")
    told = summary_of(list(position.decisions.all()))
    assert told == "Ingen av organisationerna behöver fatta formellt beslut."
    assert summary_of([]) == ""


def test_only_the_secretariat_records_formal_decisions(client, position, secretary, member):
    assert client.get(decisions(position))["Location"].startswith("/logga-in/")
    for person, status in ((member, 403), (secretary, 200)):
        client.force_login(person)
        assert client.get(decisions(position)).status_code == status
        assert client.get(decisions(position, "timra")).status_code == status


def test_the_organisations_that_take_part_in_the_position_are_asked(client, position, secretary):
    client.force_login(secretary)
    asked = {organisation.slug for organisation, _ in client.get(decisions(position)).context["rows"]}
    assert asked == {
        "harnosand",
        "kramfors",
        "solleftea",
        "sundsvall",
        "timra",
        "ange",
        "ornskoldsvik",
        "region-vasternorrland",
        "kommunforbundet-vasternorrland",
    }
    assert client.get(decisions(position, "tco")).status_code == 404


def test_the_secretariat_records_what_an_organisation_decided(client, position, secretary):
    client.force_login(secretary)
    facts = {"status": "decided", "body": "Kommunstyrelsen", "paragraph": "§ 7"}
    facts["decided_on"] = position.adopted_on.isoformat()
    page = decisions(position, "timra")
    response = client.post(page, facts | acts.seen(client, page))
    assert response["Location"] == decisions(position)
    decision = position.decisions.get()
    assert (decision.organisation.slug, decision.status, decision.paragraph) == ("timra", "decided", "§ 7")


def test_a_decision_without_a_day_is_sent_back_with_what_was_typed(client, position, secretary):
    client.force_login(secretary)
    response = client.post(decisions(position, "timra"), {"status": "decided", "body": "Kommunstyrelsen"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Ange vilken dag beslutet togs." in page
    assert 'value="Kommunstyrelsen"' in page
    assert not position.decisions.exists()

"""Positions are found by their words in any form, with å, ä and ö or without, alike on both databases."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from councils.workflow import add_basics
from meetings.models import Position, Synonyms
from meetings.positions.passage import passage
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.words import MORE
from tests import acts

pytestmark = pytest.mark.both


@pytest.fixture
def two(regional):
    """Published: järnvägen genom Ånge, and a law."""
    railway = {"title": "Järnvägen genom Ånge", "summary": "Klimatet och våra ställningstagandens tåg."}
    law = {"title": "En lag", "summary": "Vi anger kompetensförsörjningsstrategins mål och samverkan."}
    acts.published(acts.held(regional, railway, law))


def found(client, query):
    page = client.get("/stallningstaganden/", {"q": query}).context["found"].page
    return [position.item.title.split()[-1] for position in page]


FOUND = {
    "järnväg": ["Ånge"],
    "järnvägarnas": ["Ånge"],
    "klimat": ["Ånge"],
    "ställningstagandena": ["Ånge"],
    "tåg i Ånge": ["Ånge"],
    "ja\u0308rnva\u0308g": ["Ånge"],
    "jarnvagar": ["Ånge"],
    "stallningstagandet": ["Ånge"],
    "tag": ["Ånge"],
    "lag": ["lag"],
    "ange": ["lag", "Ånge"],
    "anger": ["lag"],
    "samer": [],
    "kompetens": ["lag"],  # within a longer word, since no other has it
    "försörjningen": ["lag"],
    "strategier": ["lag"],
    "verkan": [],
    "kompetensförsörjningsstrategier": ["lag"],
}


def test_a_word_in_any_form_finds_texts_with_any(client, two):
    assert {query: found(client, query) for query in FOUND} == FOUND


@pytest.mark.parametrize("asked", ["§ {}", "§§{}", "paragraf {}", "§ {}/{}", "lagen § {}"])
def test_a_position_is_found_by_its_paragraph_and_by_no_other_number(client, two, asked):
    law = Position.objects.get(item__title="En lag")
    number, year = law.item.paragraph, law.year
    assert found(client, asked.format(number, year)) == ["lag"]
    assert found(client, asked.format(number + 90, year)) == []


def test_what_waits_for_its_publication_is_found_by_the_same_rules(client, regional, member):
    acts.held(regional, {"title": "Järnvägen genom Ånge"})
    client.force_login(member)
    asked = ("järnvägar", "jarnvag", "ange", "lån")
    assert [found(client, query) for query in asked] == [["Ånge"], ["Ånge"], ["Ånge"], []]


def test_an_upgrade_takes_the_stems_anew_also_of_what_is_frozen(client, two):
    kept = dict(Position.objects.values_list("pk", "search_stems"))
    Position.objects.update(search_stems="järn lag")
    assert found(client, "klimatet") == []
    import_module("meetings.migrations.0003_bring_along").take_stems(apps, None)
    words = {pk: set(stems.split()) for pk, stems in Position.objects.values_list("pk", "search_stems")}
    assert words == {pk: set(stems.split()) for pk, stems in kept.items()}
    assert found(client, "klimatet") == ["Ånge"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.update(text="Ett annat")


def test_longer_words_are_found_where_no_other_has_the_word_and_where_they_are_asked_for(client, regional):
    plan = {"title": "Transportplanen", "summary": "En länstransportplans trafik."}
    acts.published(acts.held(regional, plan, {"title": "Kollektivtrafikens plan"}))
    assert found(client, "trafik") == ["Transportplanen"]
    page = client.get("/stallningstaganden/", {"q": "trafiken", "ar": "2"})
    answer = page.context["found"]
    assert (answer.within, answer.wider) == (False, "q=trafiken&ar=2&delar=1")
    assert "Visa också där det du sökte ingår i ett längre ord" in page.content.decode()
    page = client.get(f"/stallningstaganden/?{answer.wider}")
    answer = page.context["found"]
    assert [position.item.title for position in answer.page] == ["Kollektivtrafikens plan", "Transportplanen"]
    assert (answer.within, answer.wider) == (True, "")
    assert ("Också inne i längre ord", "q=trafiken&ar=2") in answer.in_effect
    assert "ingår i ett längre ord." in page.content.decode()
    assert found(client, "transport") == ["Transportplanen"]
    assert found(client, "plan") == ["plan"]  # is too short to be a part


SAME = {
    "ostkustbana": ["Ånge"],
    "spåret i Ånge": ["Ånge"],
    "Ostkustbanans klimat": ["Ånge"],
    "spar": ["lag", "Ånge"],
    "lag": ["lag"],
}


def test_what_the_office_says_means_the_same_is_found_and_told(client, two, secretary):
    Synonyms.objects.all().delete()
    assert [found(client, query) for query in SAME] == [[], [], [], [], ["lag"]]
    add_basics(Synonyms, by=secretary, words="järnväg, spår, Ostkustbanan")
    add_basics(Synonyms, by=secretary, words="spår, lagar")
    assert {query: found(client, query) for query in SAME} == SAME
    page = client.get("/stallningstaganden/", {"q": "Ostkustbanans"})
    assert page.context["found"].same == "järnväg och spår"
    assert "Sökningen gäller också järnväg och spår, som här betyder detsamma." in page.content.decode()
    assert client.get("/stallningstaganden/", {"q": "klimat"}).context["found"].same == ""


AREA = ("Fokusområde", "Påverkansagenda", "/strategi/fokusomraden/paverkansagenda/")
GOAL = ("Mål", "1.4 Ett modigt regionalt ledarskap som tar ansvar för framtiden!", "/strategi/mal/1.4/")
ELSEWHERE = {
    "Timrås kommun": (("Organisation", "Timrå kommun", "/organisationer/timra/"),),
    "påverkansagendor": (AREA,),
    "modiga": (GOAL,),
    "rymdfart": (),
}


def test_where_nothing_is_found_pages_of_other_kinds_are_offered(client, two):
    def offered(query):
        return client.get("/stallningstaganden/", {"q": query}).context["help"].pages

    assert {query: offered(query) for query in ELSEWHERE} == ELSEWHERE
    for query in ("q=lag", "q=modiga&ar=2026", "ar=2025"):  # found, and what a filter may have hidden
        assert client.get(f"/stallningstaganden/?{query}").context["help"] is None
    page = client.get("/stallningstaganden/", {"q": "timra kommuner"}).content.decode()
    assert '<li>Organisation: <a href="/organisationer/timra/">Timrå kommun</a></li>' in page


def test_where_nothing_is_found_a_word_of_positions_is_offered(client, two, regional, member):
    acts.held(regional, {"title": "Rymdhamnar"})
    index_all_that_waits()

    def helped(query):
        return client.get("/stallningstaganden/", {"q": query}).context["help"]

    assert (helped("jarvägen").meant, helped("lag järnväg").alone) == ("Järnvägen", ("lag", "järnväg"))
    assert helped("rymhamnar").meant == helped("grupmöte").meant == ""  # minutes alone have the other
    assert (
        'Menade du <a href="?q=J%C3%A4rnv%C3%A4gen">'
        in client.get("/stallningstaganden/?q=jarvägen").content.decode()
    )
    client.force_login(member)
    assert helped("rymhamnar").meant == "Rymdhamnar"


def test_words_that_mean_the_same_are_several_single_words(secretary):
    for words in ("järnväg", "järnväg, ", "nya järnvägen, bana"):
        with pytest.raises(ValidationError):
            add_basics(Synonyms, by=secretary, words=words)
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonyms.objects.create(words="järnväg")


def pieces(client, query):
    [row] = client.get("/stallningstaganden/", {"q": query}).context["found"].rows
    return "".join(f"<{text}>" if is_sought else text for text, is_sought in row.passage)


PASSAGES = {
    "bana": "Samverkansrådet vill se fler <banor>.",
    "tågens banor": "Fler <tåg> på <banan> behövs, och RUS säger det.",
    "rus": "Fler tåg på banan behövs, och <RUS> säger det.",
    "långsam": "Avvikande synpunkt från oppositionen i Härnösands kommun: Det går för <långsamt>.",
    "modigt": "Tjänar också målet 1.4 Ett <modigt> regionalt ledarskap som tar ansvar för framtiden!",
    "järnvägen": "",  # in the title, where it is seen
    "rsr": "",
}


@pytest.fixture
def railway(regional, opposition):
    """Published, with dissent."""
    Synonyms.objects.all().delete()
    item = {"title": "Järnväg", "summary": "En fråga. Fler tåg på banan behövs, och RUS säger det."}
    item["goals"] = [acts.goal("1.4")]
    meeting = acts.summoned(regional, item, days=0)
    acts.dissent(meeting.items.get(), opposition, "Vi är emot.\nDet går för långsamt.")
    acts.handle(
        meeting.items.get(), text="Samverkansrådet ställer sig bakom.\nSamverkansrådet vill se fler banor."
    )
    acts.published(acts.close(meeting))


def test_a_hit_is_shown_in_its_sentence_with_the_words_marked(client, railway):
    assert {query: pieces(client, query) for query in PASSAGES} == PASSAGES
    page = client.get("/stallningstaganden/", {"q": "banornas"}).content.decode()
    assert "<p>Samverkansrådet vill se fler <mark>banor</mark>.</p>" in page


def test_of_a_long_sentence_what_lies_around_the_first_of_the_words_is_shown():
    item = SimpleNamespace(summary=f"{'före ' * 60}banan {'efter ' * 60}", how="")
    position = SimpleNamespace(text="", item=item, dissents=[], goals=[])
    shown = passage(position, [["ban"]])
    assert shown[0] == ("… ", False)
    assert ("banan", True) in shown
    assert sum(len(text) for text, _ in shown) <= 305
    assert shown[-1][0].endswith(f"efter{MORE}")

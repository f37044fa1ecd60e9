"""Positions are found by their words in any form, with å, ä and ö or without, alike on both databases."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from meetings.models import Position
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
    "kompetens": [],
    "kompetensförsörjningsstrategier": ["lag"],
}


def test_a_word_in_any_form_finds_texts_with_any(client, two):
    assert {query: found(client, query) for query in FOUND} == FOUND


def test_what_waits_for_its_publication_is_found_by_the_same_rules(client, regional, member):
    acts.held(regional, {"title": "Järnvägen genom Ånge"})
    client.force_login(member)
    asked = ("järnvägar", "jarnvag", "ange", "tåg")
    assert [found(client, query) for query in asked] == [["Ånge"], ["Ånge"], ["Ånge"], []]


def test_an_upgrade_takes_the_stems_anew_also_of_what_is_frozen(client, two):
    kept = dict(Position.objects.values_list("pk", "search_stems"))
    Position.objects.update(search_stems="järn lag")
    assert found(client, "klimatet") == []
    module = import_module("meetings.migrations.0058_take_stems_of_positions_by_our_own_rules")
    module.take_stems(apps, None)
    words = {pk: set(stems.split()) for pk, stems in Position.objects.values_list("pk", "search_stems")}
    assert words == {pk: set(stems.split()) for pk, stems in kept.items()}
    assert found(client, "klimatet") == ["Ånge"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.update(text="Ett annat")

"""The secretariat's tabs: from every page of a meeting there is a way to the others."""

import re

import pytest

from tests import acts

WHOLE = ("meeting", "meeting_facts", "agenda", "agenda_approval", "meeting_documents", "summons", "answers")
WHOLE += ("stances", "letters", "sitting", "attendance", "formalities", "closing", "meeting_history")
WHOLE += ("meeting_cancellation", "agenda_versions", "item_new")
OF_ITEM = ("item", "item_texts", "item_documents", "item_guests", "item_lift", "item_outcome")
TABS = ["Mötet", "Uppgifter", "Dagordning", "Handlingar", "Kallelse", "Svar", "Förankring", "Utskick"]
TABS += ["Mötesdag", "Närvaro", "Formalia", "Utfall", "Historik"]


def tabs(page):
    """The names of the tabs, and of the one that is marked."""
    bar = re.search(r'<nav class="tabs" aria-label="Mötets arbetssidor">(.*?)</nav>', page, re.S)
    links = re.findall(r"<a href=\"[^\"]*\"( aria-current=\"\w+\")?>([^<]*)</a>", bar[1]) if bar else []
    return [label for _, label in links], [label for here, label in links if here]


@pytest.fixture
def today(regional):
    return acts.summoned(regional, days=0)


def test_the_same_tabs_stand_on_every_page_of_a_meeting(readers, today):
    item = today.items.get()
    addresses = [today.url(name) for name in WHOLE] + [item.url(name) for name in OF_ITEM]
    pages = {address: readers["secretary"].get(address).content.decode() for address in addresses}
    assert {address: tabs(page)[0] for address, page in pages.items()} == dict.fromkeys(addresses, TABS)


@pytest.mark.parametrize(
    ("page", "tab"),
    [
        ("meeting", "Mötet"),
        ("closing", "Mötesdag"),
        ("agenda_versions", "Dagordning"),
        ("stances", "Förankring"),
    ],
)
def test_the_tab_of_the_page_is_marked(readers, today, page, tab):
    assert tabs(readers["secretary"].get(today.url(page)).content.decode())[1] == [tab]


def test_pages_of_an_item_stand_under_the_agenda_and_its_outcome_by_itself(readers, today):
    item = today.items.get()
    pages = {name: readers["secretary"].get(item.url(name)).content.decode() for name in OF_ITEM}
    marked = {name: "".join(tabs(page)[1]) for name, page in pages.items()}
    assert marked == dict.fromkeys(OF_ITEM, "Dagordning") | {"item_outcome": "Utfall"}


def test_only_the_secretariat_has_them(readers, today):
    have = [who for who in readers if tabs(readers[who].get(today.get_absolute_url()).content.decode())[0]]
    assert have == ["secretary"]

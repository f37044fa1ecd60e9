"""What came of a meeting, in short, above its agenda: to each of what the reader may see, and no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import acts


def digest(browser, meeting):
    return browser.get(meeting.get_absolute_url()).context["digest"]


def told(browser, meeting):
    found = digest(browser, meeting)
    adopted = found.adopted if found else []
    return [(each.title, [whose for whose, *_ in each.dissents]) for each in adopted]


def test_before_it_is_held_there_is_none(regional, readers):
    meeting = acts.summoned(regional, days=10)
    assert {who: digest(browser, meeting) for who, browser in readers.items()} == dict.fromkeys(readers)
    assert "Mötet i korthet" not in readers["member"].get(meeting.get_absolute_url()).content.decode()


def test_once_published_everyone_reads_what_was_adopted_who_dissents_and_why(regional, member, readers):
    meeting = acts.held(regional, {"title": "Om tågen"}, dissent_by=member)
    acts.published(meeting)
    for browser in readers.values():
        assert told(browser, meeting) == [("Om tågen", ["Härnösands kommun"])]
    page = readers["public"].get(meeting.get_absolute_url()).content.decode()
    assert page.index("Mötet i korthet") < page.index('id="dagordning"')
    position = meeting.items.get().position
    assert f'<a href="{position.get_absolute_url()}">{position.designation} Om tågen</a>' in page
    assert "Vi delar inte bedömningen." in page
    assert "Logga in för att läsa dagordning" not in page  # all of it is open


def test_before_it_is_published_only_those_within_read_it(regional, member, readers):
    meeting = acts.held(regional, {"title": "Om tågen"}, dissent_by=member)
    assert told(readers["public"], meeting) == []
    assert told(readers["member"], meeting) == [("Om tågen", ["Härnösands kommun"])]
    assert "Ännu inte publicerat" in readers["member"].get(meeting.get_absolute_url()).content.decode()
    assert "Om tågen" not in readers["public"].get(meeting.get_absolute_url()).content.decode()


def test_what_was_not_adopted_is_told_as_such(regional, readers):
    meeting = acts.summoned(regional, {"title": "Framflyttad"}, {"title": "Oense"}, days=0)
    postponed, split = meeting.items.order_by("order")
    acts.handle(postponed, outcome="postponed")
    acts.handle(split, outcome="no_consensus")
    acts.published(acts.close(meeting))
    found = digest(readers["public"], meeting)
    assert {(item.title, outcome) for item, outcome in found.otherwise} == {
        ("Framflyttad", "postponed"),
        ("Oense", "no_consensus"),
    }


def test_the_organisations_that_were_there_stand_as_in_the_approved_minutes(regional, member, readers):
    meeting = acts.summoned(regional, days=0)
    acts.attend(meeting, member)
    acts.handle(meeting.items.get())
    acts.close(meeting)
    assert digest(readers["member"], meeting).there == []
    acts.published(meeting)
    for reader in ("public", "member"):
        found = digest(readers[reader], meeting)
        assert "Härnösands kommun" in found.there
        assert not set(found.there) & set(found.away)


@pytest.mark.parametrize("who", ["public", "member"])
def test_it_costs_the_same_however_long_the_agenda(regional, member, readers, who):
    numbers = []
    for count in (1, 5):
        items = [{"title": f"Fråga {n}"} for n in range(count)]
        meeting = acts.held(regional, *items, dissent_by=member)
        acts.published(meeting)
        readers[who].get(meeting.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            readers[who].get(meeting.get_absolute_url() + f"?{count}")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]

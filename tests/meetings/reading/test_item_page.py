"""The page of an item: one address, more for those who may see more."""

import pytest

from meetings.workflow import minutes
from meetings.workflow.item import continue_item
from meetings.workflow.meeting import close_meeting
from meetings.workflow.outcome import record_outcome
from tests import acts
from tests.meetings.reading.asking import EVERYONE, INSIDE, PREPARING, answered, attach, page, who_reads


def test_an_item_is_read_by_those_who_read_its_agenda(sent, readers):
    assert answered(readers, sent.items.get(number=2).get_absolute_url()) == INSIDE | PREPARING


def test_an_item_shows_all_that_the_plan_says_must_be_told(sent, readers):
    text = page(readers["member"], sent.items.get(number=2).get_absolute_url())
    for told in (
        "Ställningstagande",
        "1.1",
        "Samordnat påverkansarbete gentemot nationell och internationell nivå",
        "det samordnade påverkansarbete som målet talar om",
        "Rådet har begärt ett underlag.",
        "Vad krävs?",
        "Förslag till ställningstagande",
        "Samverkansrådet ställer sig bakom budskapet.",
        "3.1",
    ):
        assert told in text


def test_a_gap_in_sustainability_shows_on_a_matter_for_a_position_only(sent, readers):
    pages = [page(readers["member"], item.get_absolute_url()) for item in sent.items.all()]
    assert [text.count("Inte beskriven") for text in pages] == [3, 2, 0]


def test_the_contact_is_for_those_who_take_part(sent, readers):
    assert who_reads(readers, sent.items.get(number=2).get_absolute_url(), "Kansliets kontakt") == INSIDE


def test_the_items_before_and_after_are_one_step_away(sent, readers):
    def around(number):
        shown = readers["member"].get(sent.items.get(number=number).get_absolute_url()).context["neighbours"]
        return [item and item.title for item in (shown["before"], shown["after"])]

    assert [around(number) for number in (1, 2, 3)] == [
        [None, "Andra"],
        ["Första", "Tredje"],
        ["Andra", None],
    ]


def test_a_matter_taken_up_again_is_linked_both_ways(regional, secretary, member, client):
    first = acts.summoned(regional, days=-20)
    item = first.items.get()
    record_outcome(item, by=secretary, outcome="referred_back")
    close_meeting(first, by=secretary)
    item.refresh_from_db()
    again = continue_item(item, acts.plan(regional, days=10), by=secretary)
    client.force_login(member)
    old, new = (f"/rad/{regional.slug}/moten/{each.meeting.date}/punkter/1/" for each in (item, again))
    assert client.get(old).context["continued_by"] == []
    acts.send(again.meeting)
    assert client.get(old).context["continued_by"] == [again]
    assert client.get(new).context["continues"] == [item]


def test_what_was_said_is_read_when_the_minutes_are(regional, secretary, readers):
    meeting = acts.summoned(regional)
    acts.handle(meeting.items.get(), discussion="Rådet prövade tre vägar.")
    close_meeting(meeting, by=secretary)
    address = meeting.items.get().get_absolute_url()
    assert who_reads(readers, address, "Rådet prövade tre vägar.") == {"secretary"}
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    assert who_reads(readers, address, "Rådet prövade tre vägar.") == INSIDE
    minutes.recall_minutes(sent, by=secretary)
    acts.published(meeting)
    assert who_reads(readers, address, "Rådet prövade tre vägar.") == EVERYONE


def test_only_those_who_take_positions_are_offered_to_dissent(sent, readers):
    item, information = sent.items.get(number=1), sent.items.get(number=3)
    offer = f'href="{item.url("item_dissent")}"'
    assert who_reads(readers, item.get_absolute_url(), offer) == {"chair", "member", "opposition"}
    assert who_reads(readers, information.get_absolute_url(), "Lämna avvikande synpunkt") == set()


def test_dissent_lodged_before_the_meeting_is_read_by_the_council(sent, member, readers):
    item = sent.items.get(number=1)
    acts.dissent(item, member, "Vi vill vänta.")
    assert who_reads(readers, item.get_absolute_url(), "Vi vill vänta.") == INSIDE
    assert who_reads(readers, item.get_absolute_url(), "Ta tillbaka din avvikande synpunkt<") == {"member"}
    offer = ">Lämna avvikande synpunkt<"
    assert who_reads(readers, item.get_absolute_url(), offer) == {"chair", "opposition"}


def test_the_secretariat_sees_what_an_item_lacks_with_the_way_to_mend_it(regional, readers):
    item = acts.add(acts.plan(regional, days=10), how="", primary_goal=None)
    context = readers["secretary"].get(item.get_absolute_url()).context
    assert [(need["met"], need["url"].rpartition("/")[2]) for need in context["requirements"]] == [
        (True, "#id_type"),
        (False, "#id_primary_goal"),
        (True, "#id_background"),
        (True, "#id_proposed_position"),
    ]
    assert readers["preparer"].get(item.get_absolute_url()).context["requirements"] == []


def test_only_the_secretariat_sees_what_has_been_done_to_an_item(sent, readers):
    address = sent.items.get(number=1).get_absolute_url()
    assert who_reads(readers, address, "Vad som har gjorts") == {"secretary"}


@pytest.mark.parametrize("count", [1, 6])
def test_an_item_page_costs_the_same_however_long_the_agenda(
    regional, secretary, member, opposition, readers, django_assert_num_queries, count
):
    items = ({"title": f"Fråga {n}", "minutes_needed": 5} for n in range(count))
    meeting = acts.held(regional, *items, dissent_by=opposition)
    for nth in range(count):
        attach(meeting, secretary, item=meeting.items.get(number=1), name=f"underlag-{nth}.pdf")
    with django_assert_num_queries(19):
        readers["member"].get(meeting.items.get(number=1).get_absolute_url())


def test_the_papers_are_a_step_away_from_the_title(sent, secretary, readers):
    item, leads = sent.items.get(number=2), '<a href="#handlingar">Handlingar (1)</a>'
    assert leads not in readers["member"].get(item.get_absolute_url()).content.decode()
    attach(sent, secretary, item=item)
    assert leads in readers["member"].get(item.get_absolute_url()).content.decode()

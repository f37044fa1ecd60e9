"""The preparatory group's board: where each proposal is, the time left in each meeting, and moving a card."""

import datetime as dt
import re

import pytest
from django.test import Client

from councils.models import Council
from meetings.models import AgendaItem, Lift, Meeting
from meetings.proposals.board import board_of, ways
from meetings.workflow.lift import lift_item
from meetings.workflow.meeting import cancel_meeting
from meetings.workflow.stance import record_stance
from rus_portal.demo.people import person_for
from tests import acts

BOARD = "/beredning/"
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def group(preparer):
    client = Client()
    client.force_login(preparer)
    return client


def titles(cards):
    return [card.item.title for card in cards]


def columns(board):
    return {column.key: titles(column.cards) for column in board.columns}


def move(client, item, to, **options):
    sent = {"to": to, "board": "rad=x"} | acts.where(item)
    return client.post(f"/forslag/{item.pk}/plats/", sent, **options)


def fresh(item):
    return AgendaItem.objects.get(pk=item.pk)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        *(("secretary", 200), ("preparatory", 200), ("chair", 403), ("member", 403), ("official", 403)),
        *(("outsider", 403), ("admin", 403)),
    ],
)
def test_the_board_is_for_the_preparatory_group_and_the_office(db, role, status):
    client = Client()
    client.force_login(person_for(role))
    assert client.get(BOARD).status_code == status


def test_each_proposal_stands_in_the_column_of_its_stage(regional, preparer):
    for stage in ("draft", "proposed", "in_preparation", "ready", "returned", "withdrawn", "scheduled"):
        acts.proposed(regional, stage, title=stage)
    board = board_of(preparer.standing)
    assert columns(board) == {
        "proposed": ["proposed"],
        "in_preparation": ["in_preparation"],
        "ready": ["ready"],
    }
    assert [titles(place.cards) for place in board.places] == [["scheduled"]]
    assert [item.title for item in board.returned] == ["returned"]


def test_each_coming_meeting_shows_the_minutes_that_are_left(group, regional):
    half = acts.plan(regional, days=10, start_time=dt.time(9), end_time=dt.time(10))
    acts.add(half, minutes_needed=25)
    full = acts.plan(regional, days=20, start_time=dt.time(9), end_time=dt.time(10))
    acts.add(full, minutes_needed=75)
    day = acts.plan(regional, days=30)
    Meeting.objects.filter(pk=day.pk).update(end_date=day.date + dt.timedelta(days=1))
    acts.add(day, minutes_needed=40)
    page = re.sub(r"<[^>]+>", "", group.get(BOARD).content.decode())
    assert "35 minuter kvar av mötet" in page
    assert "15 minuter för mycket" in page
    assert "40 minuter är upptagna, över flera dagar" in page


def test_only_meetings_that_can_still_take_an_item_are_on_the_board(regional, preparer, secretary):
    planned, convened = acts.plan(regional, days=10), acts.summoned(regional, days=5)
    acts.plan(regional, days=-10)
    acts.held(regional)
    cancel_meeting(acts.plan(regional, days=20), by=secretary, reason="Sjukdom.")
    assert [place.meeting for place in board_of(preparer.standing).places] == [convened, planned]


def test_the_board_is_narrowed_by_council_and_by_meeting(regional, grand, preparer):
    acts.proposed(regional, title="Till Regionala")
    acts.proposed(grand, title="Till Stora")
    ours, theirs = acts.plan(regional, days=10), acts.plan(grand, days=20)
    joint = acts.plan(grand, days=30, joint_with=[regional])

    def shown(**narrowed):
        board = board_of(preparer.standing, **narrowed)
        return columns(board)["proposed"], [place.meeting for place in board.places]

    assert shown() == (["Till Regionala", "Till Stora"], [ours, theirs, joint])
    assert shown(council=regional.slug) == (["Till Regionala"], [ours, joint])
    assert shown(council=grand.slug) == (["Till Stora"], [theirs, joint])
    assert shown(meeting=str(ours.pk)) == (["Till Regionala"], [ours])
    assert shown(meeting=str(joint.pk)) == (["Till Regionala", "Till Stora"], [joint])
    assert shown(council="finns-inte", meeting="x") == shown()


def test_a_group_sees_only_the_councils_it_prepares(regional, grand, preparer):
    Council.objects.filter(pk=grand.pk).update(prepared_by=None)
    acts.proposed(grand, title="Till Stora")
    acts.plan(grand, days=20)
    board = board_of(preparer.standing)
    assert (columns(board)["proposed"], board.places, board.councils) == ([], [], [regional])


@pytest.mark.parametrize(
    ("stage", "keys"),
    [
        ("proposed", ["in_preparation", "ready"]),
        ("in_preparation", ["ready"]),
        ("ready", ["mote", "in_preparation"]),
        ("scheduled", ["mote", "ready"]),
        ("on_agenda", []),
        ("returned", []),
    ],
)
def test_a_card_may_go_where_its_stage_allows(regional, stage, keys):
    item, other = acts.proposed(regional, stage), acts.plan(regional, days=60)
    assert [key.partition("-")[0] for key, label in ways(item, [other])] == keys


# By dragging and by form: the same acts


@pytest.mark.parametrize("options", [{"headers": FETCH}, {}], ids=["dragged", "sent by its form"])
def test_a_card_goes_all_the_way_to_a_meeting_and_back(group, regional, options):
    item, meeting = acts.proposed(regional), acts.plan(regional, days=10)
    way = [
        ("in_preparation", "in_preparation", None),
        ("ready", "ready", None),
        (f"mote-{meeting.pk}", "ready", meeting),
        ("ready", "ready", None),
        ("in_preparation", "in_preparation", None),
    ]
    for to, stage, place in way:
        assert move(group, item, to, **options).status_code == (200 if options else 302)
        assert (fresh(item).stage, fresh(item).meeting) == (stage, place)


def test_a_card_sent_by_its_form_comes_back_to_the_same_board_and_says_what_was_done(group, regional):
    item = acts.proposed(regional)
    response = move(group, item, "in_preparation")
    assert response.url == f"/beredning/?rad=x#forslag-{item.pk}"
    assert f"”{item.title}” är under beredning." in group.get(BOARD).content.decode()


def test_a_card_that_may_not_go_there_is_told_why_and_stays(group, regional):
    item, meeting = acts.proposed(regional), acts.plan(regional, days=10)
    answer = move(group, item, f"mote-{meeting.pk}", headers=FETCH)
    sentence = "Förslaget måste vara klart innan det får en plats på ett möte."
    assert (answer.status_code, answer.content.decode()) == (409, sentence)
    AgendaItem.objects.filter(pk=item.pk).update(how="")
    answer = move(group, item, "ready", headers=FETCH)
    assert answer.status_code == 409
    assert "Skriv en mening om hur ärendet tjänar målet." in answer.content.decode()
    assert fresh(item).stage == "proposed"


def test_the_writer_does_not_move_the_card(regional, official):
    item = acts.proposed(regional)
    client = Client()
    client.force_login(official)
    assert move(client, item, "ready").status_code == 403
    assert fresh(item).stage == "proposed"


@pytest.mark.parametrize("count", [1, 6])
def test_the_board_costs_the_same_however_much_is_on_it(regional, group, django_assert_num_queries, count):
    for number in range(count):
        acts.proposed(regional, title=f"Förslag {number}")
        acts.add(acts.plan(regional, days=10 + number))
    with django_assert_num_queries(8):
        group.get(BOARD)


def test_whoever_is_late_is_told_where_the_proposal_went_and_nothing_of_what_organisations_say(
    group, regional, member, secretary
):
    item = acts.proposed(regional, "scheduled", type="position")
    seen = acts.where(item)
    acts.send(item.meeting)
    home = acts.seat_of(member, regional).organisation
    record_stance(fresh(item), home, by=member, status="supports")
    sent = {"to": AgendaItem.Stage.READY, "kind": "return", "text": "Mer."} | seen
    for address, headers in (("plats", FETCH), ("plats", {}), ("kommentarer", {})):
        answer = group.post(f"/forslag/{item.pk}/{address}/", sent, headers=headers)
        told = answer.content.decode()
        assert (answer.status_code, "har hänt sedan du" in told, "förankring" in told) == (409, True, False)
    lift_item(fresh(item), Lift.Way.PREPARATION, by=secretary)
    told = group.get(f"/forslag/{item.pk}/").content.decode()
    assert ("lyftes av dagordningen" in told, "förankring:" in told) == (True, False)

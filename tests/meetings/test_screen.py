"""The screen in the room follows the secretary, and so do the pages of those who follow the meeting; nothing
hidden is on it."""

from html import unescape

import pytest
from django.test import Client

from councils.models import Council
from meetings.models import ScreenLink
from meetings.planning.screen import shown_of
from meetings.workflow.meeting import reopen_meeting
from meetings.workflow.screen import close_screen, open_screen
from meetings.workflow.sitting import turn_to, write_text
from meetings.workflow.stance import record_stance
from tests import acts

pytestmark = pytest.mark.usefixtures("four")
HIDDEN = "Hemligt som ingen i rummet får se"


@pytest.fixture
def meeting(regional):
    return acts.summoned(regional, {}, {"type": "information", "title": "Lägesbild", "proposed_position": ""})


@pytest.fixture
def item(meeting):
    return meeting.items.get(number=1)


@pytest.fixture
def address(meeting, secretary):
    return meeting.url("screen", open_screen(meeting, by=secretary))


def text(response):
    return unescape(response.content.decode())


def test_the_screen_shows_the_item_its_type_goal_and_proposal_and_the_next(address, meeting, item, secretary):
    assert "Välkommen till mötet" in text(Client().get(address))
    turn_to(item, by=secretary)
    write_text(item, by=secretary, wording="Rådet förordar budskapet.")
    shown = shown_of(meeting)
    assert (shown.number, shown.title, shown.type) == (1, item.title, "position")
    assert (shown.goal, shown.points, shown.after) == ("1.1", ("Rådet förordar budskapet.",), "2. Lägesbild")
    page = text(Client().get(address))
    assert [
        words for words in (item.title, "Rådet förordar budskapet.", "2. Lägesbild") if words not in page
    ] == []


def test_the_part_that_changes_is_answered_by_its_mark(address, item, secretary):
    browser, part = Client(), f"{address}lage/"
    before = browser.get(part)["ETag"]
    assert browser.get(part, headers={"If-None-Match": before}).status_code == 304
    turn_to(item, by=secretary)
    after = browser.get(part, headers={"If-None-Match": before})
    assert (after.status_code, after["ETag"] != before, after["Cache-Control"]) == (200, True, "no-cache")


def test_what_is_polled_costs_five_queries(address, django_assert_num_queries):
    browser, part = Client(), f"{address}lage/"
    browser.get(part)
    with django_assert_num_queries(5):
        browser.get(part)


def test_nothing_hidden_is_on_the_screen_or_on_what_it_polls(address, meeting, item, member, secretary):
    """Each of these could leak: a restricted document, a stance with its note, the text being written, a
    dissent and a note in the minutes."""
    acts.attach(meeting, item, title=HIDDEN, visibility="restricted", legal_ground="OSL 21 kap. 1 §")
    home = acts.seat_of(member, meeting.council).organisation
    record_stance(item, home, by=member, status="can_accept", note=HIDDEN)
    acts.dissent(item, member, text=HIDDEN)
    turn_to(item, by=secretary)
    write_text(item, by=secretary, discussion=HIDDEN, further_handling=HIDDEN)
    polled = unescape(Client().get(f"{address}lage/").json()["html"])
    for told in (text(Client().get(address)), polled):
        assert item.title in told
        assert [word for word in (HIDDEN, home.short_name, "underlag.pdf") if word in told] == []


def test_the_address_is_kept_as_its_hash_alone_and_a_new_one_closes_it(address, meeting, secretary):
    token = address.rstrip("/").rpartition("/")[2]
    assert token not in str(list(ScreenLink.objects.values()))
    again = meeting.url("screen", open_screen(meeting, by=secretary))
    assert (Client().get(address).status_code, Client().get(again).status_code) == (404, 200)
    close_screen(meeting, by=secretary)
    assert Client().get(again).status_code == 404


def test_it_lives_until_the_meeting_is_closed_and_not_again(address, meeting, secretary):
    for item in meeting.items.all():
        acts.handle(item)
    acts.close(meeting)
    assert Client().get(address).status_code == 404
    reopen_meeting(meeting, by=secretary)
    assert Client().get(address).status_code == 404


def test_it_opens_no_other_meeting(address, meeting, regional):
    other = acts.summoned(regional)
    token = address.rstrip("/").rpartition("/")[2]
    assert Client().get(other.url("screen", token)).status_code == 404


def test_the_secretary_is_shown_the_address_once(office, meeting):
    page = office.post(meeting.url("sitting_screen"))
    assert Client().get(page.context["path"]).status_code == 200
    assert "skarm/" not in text(office.get(meeting.url("sitting_screen"))).replace("motesdag/skarm/", "")
    office.post(meeting.url("sitting_screen"), {"close": "1"})
    assert Client().get(page.context["path"]).status_code == 404


def test_those_who_follow_the_meeting_see_where_it_is_also_where_they_read_another_item(
    client, regional, member, secretary
):
    today = acts.summoned(regional, {}, {"title": "Nattågen"}, days=0)
    first, second = today.items.order_by("number")
    pages = [today.get_absolute_url(), first.get_absolute_url()]
    client.force_login(member)
    for page in pages:
        assert "Mötet har inte tagit upp någon punkt än." in text(client.get(page))
    turn_to(second, by=secretary)
    now = f'<strong>Just nu:</strong> <a href="{second.get_absolute_url()}">punkt 2. Nattågen</a>'
    for page in pages:
        assert now in text(client.get(page))
    assert client.get(today.url("meeting_now")).json() == {"html": f"\n{now}\n", "goes_on": True}
    client.force_login(acts.person_for("preparatory"))
    assert ["data-follow" in text(client.get(page)) for page in pages] == [False, False]


def test_members_read_the_proposal_as_it_is_reworded_once_it_is_taken_up(client, regional, member, secretary):
    item = acts.summoned(regional, days=0).items.get()
    client.force_login(member)
    write_text(item, by=secretary, wording="Rådet förordar budskapet.")
    places, told = (item.get_absolute_url(), item.url("item_dissent")), "som det lyder på mötet"
    assert [told in text(client.get(place)) for place in places] == [False, False]
    turn_to(item, by=secretary)
    for place in places:
        page = text(client.get(place))
        assert (told in page, "Rådet förordar budskapet." in page) == (True, True), place


def test_whoever_follows_is_told_when_the_meeting_has_ended(client, regional, member, secretary):
    today = acts.summoned(regional, {}, days=0)
    item = today.items.get()
    turn_to(item, by=secretary)
    acts.handle(item)
    acts.close(today)
    client.force_login(member)
    assert client.get(today.url("meeting_now")).json() == {"html": "\nMötet pågår inte.\n", "goes_on": False}
    assert "data-follow" not in text(client.get(item.get_absolute_url()))


def test_a_joint_meeting_has_the_same_page(office, grand, regional, member):
    meeting = acts.summoned(grand, joint_with=[regional])
    page = office.get(meeting.url("sitting"))
    assert member in {line.person for line in page.context["roll"].lines}
    assert (
        len({council.pk for council in meeting.councils} & set(Council.objects.values_list("pk", flat=True)))
        == 2
    )

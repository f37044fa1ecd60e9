"""How far a meeting has come, for its secretariat: the stations, the figures and the act that comes next."""

import re

import pytest

from meetings.workflow.agenda import approve_agenda, ask_for_approval, return_agenda
from meetings.workflow.meeting import cancel_meeting, close_meeting
from meetings.workflow.summons import send_summons
from rus_portal.core.words import day
from tests import acts
from tests.meetings.reading.asking import attach


@pytest.fixture
def course(office):
    """What the secretary's page of a meeting says."""
    return lambda meeting: office.get(meeting.get_absolute_url()).context["course"]


def stations(course):
    return {station.label: station.state for station in course.stations}


def tiles(course):
    return {tile.label: (tile.figure, tile.told) for tile in course.tiles}


WAY = ["Planerat", "Godkänt", "Kallat", "Genomfört", "Publicerat"]


def way(reached):
    """The stations up to this many done, the next one now."""
    return dict(zip(WAY, [*["done"] * reached, *["now"], *["ahead"] * 4][:5], strict=True))


def test_the_stations_follow_the_meeting(regional, secretary, chair, course):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting)
    assert stations(course(meeting)) == way(1)
    acts.approve(meeting)
    assert stations(course(meeting)) == way(2)
    assert course(meeting).stations[1].by == chair.name
    send_summons(meeting, by=secretary)
    assert stations(course(meeting)) == way(3)
    assert stations(course(held := acts.held(regional))) == way(4)
    assert stations(course(acts.published(held).meeting)) == way(5)


def test_an_approval_that_no_longer_holds_is_no_station_reached(regional, course):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting)
    acts.approve(meeting)
    acts.add(meeting, title="En fråga till")
    assert stations(course(meeting)) == way(1)
    assert course(meeting).act.label == "Be ordföranden om godkännande"
    assert course(meeting).act.told.startswith("Dagordningen har ändrats sedan den godkändes.")


def test_the_agenda_tells_its_minutes_and_what_is_too_much(regional, course):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting, minutes_needed=150)
    assert tiles(course(meeting))["Dagordning"] == ("1 punkt", "150 av 180 minuter")
    acts.add(meeting, title="Lång", minutes_needed=50)
    tile = course(meeting).tiles[0]
    assert (tile.figure, tile.told) == ("2 punkter", "200 av 180 minuter: 20 för mycket")
    assert (tile.warns, tile.done, tile.missing) == (True, 90, 10)


def test_answers_tell_which_organisations_nobody_comes_for(regional, member, official, course):
    meeting = acts.summoned(regional, days=10)
    figure, told = tiles(course(meeting))["Svar"]
    assert (figure, told) == ("0 av 30", "Ingen kommer än från 11 organisationer")
    for person in (member, official):
        acts.said(meeting, person, "on_site")
    assert tiles(course(meeting))["Svar"] == ("2 av 30", "Ingen kommer än från 9 organisationer")


def test_as_many_are_called_as_the_page_of_the_summons_says(regional, office, course):
    meeting = acts.plan(regional, days=10)
    acts.add(meeting)
    people = office.get(meeting.url("summons")).context["people"]
    assert tiles(course(meeting))["Svar"][0] == f"{people} kallas"


def test_stances_are_counted_on_what_asks_for_a_position(regional, course):
    meeting = acts.summoned(regional, {}, {"type": "information", "proposed_position": ""}, days=10)
    assert tiles(course(meeting))["Förankring"] == ("0 av 9", "9 besked saknas")
    acts.thought(meeting.items.get(number=1))
    assert tiles(course(meeting))["Förankring"] == ("1 av 9", "8 besked saknas")


def test_after_the_meeting_the_figures_tell_how_it_was_and_warn_of_nothing(regional, member, course):
    meeting = acts.summoned(regional, days=0)
    acts.attend(meeting, member)
    acts.handle(meeting.items.get())
    held = acts.close(meeting)
    told = {tile.label: tile for tile in course(held).tiles}
    assert "Svar" not in told
    assert not any(tile.warns or tile.missing for tile in told.values())
    assert (told["Närvaro"].figure, told["Närvaro"].told) == ("1 av 11", "organisationer var med")
    assert told["Förankring"].told == "9 besked kom inte"


def test_what_should_have_been_done_by_now_is_late(regional, office, course):
    coming, passed = acts.summoned(regional, days=10), acts.summoned(regional, days=-2)
    assert "försenat" not in office.get(coming.get_absolute_url()).content.decode()
    assert "försenat</strong>" in office.get(passed.get_absolute_url()).content.decode()
    now = next(station for station in course(passed).stations if station.state == "now")
    assert (now.label, now.is_late) == ("Genomfört", True)
    told = {tile.label: (tile.figure, tile.told, tile.warns) for tile in course(passed).tiles}
    assert told["Närvaro"] == ("–", "Närvaron är inte antecknad", True)


def test_papers_tell_how_many_came_after_the_summons(regional, secretary, course):
    meeting = acts.plan(regional, days=10)
    attach(meeting, secretary, item=acts.add(meeting))
    assert tiles(course(meeting))["Handlingar"] == ("1", "")
    meeting = acts.send(meeting)
    attach(meeting, secretary)
    assert tiles(course(meeting))["Handlingar"] == ("2", "varav 1 efter kallelsen")


def test_before_the_summons_what_hinders_is_said_with_the_way_to_mend_it(regional, course):
    meeting = acts.plan(regional, days=30)
    assert course(meeting).act.url == meeting.url("item_new")
    item = acts.add(meeting, background="", how="")
    acts.add(meeting, title="Komplett")
    act = course(meeting).act
    assert (act.label, act.url) == ("Gör klart punkterna", f"{item.url('item_texts')}#id_how")
    assert [url for _, url in act.hinders] == [f"{item.url('item_texts')}#id_how"]
    assert "Skriv en bakgrund" in act.hinders[0][0]


def test_the_chair_is_asked_from_the_page_of_the_meeting(regional, secretary, chair, office, course):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting)
    act = course(meeting).act
    assert act.asks
    office.post(act.url)
    assert course(meeting).act.label == "Se det som ordföranden läser"
    return_agenda(meeting, by=chair, text="Ta punkt 2 först.")
    assert course(meeting).act.told == f"{chair} vill ändra: Ta punkt 2 först."
    ask_for_approval(meeting, by=secretary)
    approve_agenda(meeting, by=chair)
    assert course(meeting).act.url == meeting.url("summons")


def test_what_is_left_before_a_meeting_can_be_closed(regional, secretary, member, course):
    meeting = acts.summoned(regional, days=0)
    act, item = course(meeting).act, meeting.items.get()
    assert act.url == meeting.url("sitting")
    assert [url for _, url in act.hinders] == [meeting.url("attendance"), item.url("item_outcome")]
    acts.handle(item)
    acts.attend(meeting, member)
    assert course(meeting).act.url == meeting.url("closing")
    close_meeting(meeting, by=secretary)
    assert course(meeting).act.label == "Skicka protokollet för justering"


def test_nobody_else_reads_how_far_it_has_come(regional, readers):
    meeting = acts.summoned(regional, days=10)
    pages = {who: readers[who].get(meeting.get_absolute_url()).context["course"] for who in readers}
    assert [who for who, course in pages.items() if course] == ["secretary"]


def test_a_cancelled_meeting_has_no_act(regional, secretary, course):
    meeting = acts.summoned(regional, days=10)
    assert course(meeting).act
    cancel_meeting(meeting, by=secretary, reason="För få ärenden.")
    assert course(meeting).act is None


def test_each_figure_and_each_act_leads_to_a_page_that_answers(regional, office, course):
    planned, held = acts.plan(regional, days=30), acts.held(regional)
    acts.add(planned)
    for meeting in (planned, acts.summoned(regional, days=20), held, acts.published(held).meeting):
        told = course(meeting)
        ways = [tile.url for tile in told.tiles] + [url for _, url in told.act.hinders]
        ways += [] if told.act.asks else [told.act.url]
        assert {way: office.get(way).status_code for way in ways} == dict.fromkeys(ways, 200)


@pytest.mark.parametrize("is_summoned", [False, True])
def test_a_cancelled_meeting_has_no_days_to_come(regional, secretary, office, is_summoned):
    meeting = acts.summoned(regional, days=30) if is_summoned else acts.plan(regional, days=30)
    cancel_meeting(meeting, by=secretary, reason="Rådhuset är stängt.")
    page = office.get(meeting.get_absolute_url())
    assert [station.due for station in page.context["course"].stations] == [None] * 5
    for name in ("stances", "answers", "letters"):
        told = office.get(meeting.url(name)).content.decode()
        assert not re.search("öppnar när|visas här när|görs när", told), name


def test_a_coming_meeting_is_held_on_its_day_and_not_by_it(regional, office):
    meeting = acts.plan(regional, days=30)
    told = " ".join(re.sub("<[^>]*>", " ", office.get(meeting.get_absolute_url()).content.decode()).split())
    assert f"Genomfört den {day(meeting.date)}" in told
    assert f"Kallat senast {day(meeting.summons_due)}" in told

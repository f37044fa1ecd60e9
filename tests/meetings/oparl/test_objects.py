"""The programming interface, OParl 1.1, read by a client that follows every link."""

import datetime as dt
import json

import pytest
from django.test import Client

from councils.models import Appointment, Organisation, Seat
from meetings.models import Position
from meetings.workflow.decision import record_decision
from rus_portal.demo.people import person_for
from tests import acts
from tests.meetings.oparl.asking import OWN, ROOT, get, names, of, said
from tests.oparl import SCHEMAS


def test_everything_can_be_reached_from_the_system_and_is_valid(public, client):
    found = client.walk()
    assert {each["type"].rpartition("/")[2] for each in found.values()} == set(SCHEMAS)
    assert len(of("Meeting", found)) == 3
    assert {each["name"] for each in of("Paper", found)} == {"Nytt om vägar", "Tåg till kusten"}


def test_every_file_is_there_and_is_what_it_says(public, client):
    files = of("File", client.walk())
    told = {each["name"]: each["mimeType"] for each in files}
    fetched = {}
    for each in files:
        answer = Client().get(each["accessUrl"].removeprefix("http://testserver"))
        answer.getvalue()
        fetched[each["name"]] = (
            answer["Content-Type"].partition(";")[0] if answer.status_code == 200 else None
        )
    assert fetched == told
    assert told.keys() == {
        *("Kallelse", "Protokoll", "Protokoll som Akoma Ntoso", "Öppen karta"),
        f"Ställningstagande {Position.objects.get(published_at__isnull=False).designation}",
    }


def test_nothing_is_said_of_what_is_not_public(public, client):
    text = json.dumps(client.walk(), ensure_ascii=False)
    assert "Ännu hemligt" not in text
    assert "Kommande hemligt" not in text
    assert "Hemlig karta" not in text
    assert person_for("secretary").name not in text
    assert "@" not in text


def test_a_position_is_a_paper_with_its_dissent_its_goals_and_the_formal_decisions(public, secretary):
    position = Position.objects.get(item__meeting=public)
    timra = Organisation.objects.get(slug="timra")
    record_decision(position, timra, by=secretary, status="planned")
    paper = said(f"paper/{position.item_id}/")
    assert paper["paperType"] == "Ställningstagande"
    assert paper["reference"] == position.designation
    assert paper["consultation"][0]["authoritative"] is False
    assert paper[OWN + "advisory"] is True
    assert paper[OWN + "text"] == ["Vi bygger.", "Vi kör."]
    assert [(each["whose"], each["text"]) for each in paper[OWN + "dissents"]] == [
        ("oppositionen i Härnösands kommun", "Vi avstår <b>helt</b>.")
    ]
    [goal] = paper[OWN + "goals"]
    assert (goal["code"], paper["keyword"]) == ("1.1", [f"1.1 {goal['title']}"])
    [decision] = [each for each in paper[OWN + "formalDecisions"] if each["organisation"] == "Timrå kommun"]
    assert decision["status"] == "planned"
    item = said(f"agendaitem/{position.item_id}/")
    assert item["resolutionText"] == "Vi bygger.\nVi kör."
    assert item["result"] == "Ställningstagande med avvikande synpunkter"
    assert item[OWN + "dissents"] == paper[OWN + "dissents"]


def test_a_position_in_consensus_says_that_nobody_differed(regional):
    item = acts.published(acts.held(regional)).meeting.items.get()
    assert said(f"paper/{item.pk}/")[OWN + "dissents"] == []
    assert said(f"agendaitem/{item.pk}/")["result"] == "Ställningstagande"


def test_persons_are_those_who_hold_elected_seats_by_name_and_seat_alone(db, regional):
    held = Appointment.objects.exclude(seat__side=Seat.Side.NONE)
    people = said("person/?limit=100")["data"]
    assert {each["name"] for each in people} == set(held.values_list("person__name", flat=True))
    assert {key for each in people for key in each} == {
        *("id", "type", "body", "name", "membership", "created", "modified")
    }


def test_what_stands_inside_another_is_the_same_but_for_what_leads_back(public):
    meeting = said(f"meeting/{public.pk}/")
    item = said(f"agendaitem/{public.items.get(number=1).pk}/")
    assert item.pop("meeting") == meeting["id"]
    assert meeting["agendaItem"][0] == item
    assert [each["order"] for each in meeting["agendaItem"]] == [0, 1]


@pytest.mark.both
def test_a_meeting_of_two_councils_stands_in_the_lists_of_both(regional, grand):
    meeting = acts.plan(regional, days=30, joint_with=[grand])
    for council in (regional, grand):
        lists = said(f"organization/council-{council.pk}/meeting/")
        assert names(lists["data"]) == {f"meeting/{meeting.pk}"}


@pytest.mark.both
def test_lists_are_read_page_by_page_in_the_order_in_which_things_came(public, client):
    whole = said("organization/?limit=100")["data"]
    assert client.list(f"{ROOT}organization/", limit="3") == whole
    page = said("organization/?limit=3")
    assert page["pagination"] == {"totalElements": len(whole), "elementsPerPage": 3}
    assert page["links"]["self"] == page["links"]["first"] == f"http://testserver{ROOT}organization/?limit=3"
    # What comes or goes meanwhile moves nothing.
    Organisation.objects.create(slug="ny", name="Ny", short_name="Ny", kind="municipality", order=0)
    following = page["links"]["next"].removeprefix("http://testserver")
    assert json.loads(Client().get(following).content)["data"] == whole[3:6]


def test_a_page_holds_a_hundred_at_most(db):
    assert said("membership/?limit=5000")["pagination"]["elementsPerPage"] == 100
    assert said("membership/")["pagination"]["elementsPerPage"] == 100


def test_the_links_keep_the_filters_and_each_page_has_one_address(db):
    page = said("membership/?omit_internal=true&limit=2&created_since=2020-01-01T00:00:00%2B01:00&x=1")
    asked = "created_since=2020-01-01T00%3A00%3A00%2B01%3A00&limit=2&omit_internal=true"
    assert page["links"]["first"] == f"http://testserver{ROOT}membership/?{asked}"
    assert page["links"]["next"].startswith(f"http://testserver{ROOT}membership/?after=")
    assert page["links"]["next"].endswith(f"&{asked}")


@pytest.mark.both
def test_filters_hold_for_the_times_that_are_told(public):
    told = said("organization/")["data"][0]
    for name in ("created", "modified"):
        at = dt.datetime.fromisoformat(told[name])
        times = {"since": (0, 1), "until": (0, -1)}  # seconds from then: the one is found, the other not
        for which, seconds in times.items():
            asked = [(at + dt.timedelta(seconds=each)).isoformat().replace("+", "%2B") for each in seconds]
            found, not_found = (names(said(f"organization/?{name}_{which}={time}")["data"]) for time in asked)
            assert names([told]) <= found
            assert not names([told]) & not_found


WRONG = ["modified_since=2026-01-01", "modified_since=x", "created_until=2026-01-01T00:00:00", "limit=0"]
WRONG += ["limit=-1", "limit=x", "limit=99999999999999999999", "after=²", "omit_internal=ja"]


def test_what_cannot_be_read_is_refused_in_a_sentence(db):
    for query in WRONG:
        answer = get(f"organization/?{query}")
        assert answer.status_code == 400, query
        error = json.loads(answer.content)
        assert error["type"] == "https://schema.oparl.org/1.1/Error"
        assert query.partition("=")[0] in error["message"]


def test_a_time_before_or_after_all_there_is_may_be_asked_for(db):
    every = names(said("organization/")["data"])
    for query in ("modified_until=9999-12-31T23:59:59-12:00", "created_since=0001-01-01T00:00:00%2B12:00"):
        assert names(said(f"organization/?{query}")["data"]) == every


def test_internal_lists_can_be_left_out(public):
    for kind, left in (("meeting", {"auxiliaryFile", "agendaItem"}), ("person", {"membership"})):
        whole, less = (said(f"{kind}/?omit_internal={flag}&limit=1")["data"][0] for flag in ("false", "true"))
        assert whole.keys() - less.keys() == left & whole.keys()
        assert {key: whole[key] for key in less} == less


def test_a_list_costs_as_many_queries_however_long_it_is(public, django_assert_num_queries):
    said("organization/")
    for limit in (1, 100):
        with django_assert_num_queries(4):  # what has begun, what is noted, how many there are, and the page
            Client().get(f"{ROOT}membership/?limit={limit}")

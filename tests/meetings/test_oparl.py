"""The programming interface: OParl 1.1, read by a client that follows every link."""

import datetime as dt
import io
import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.models import Appointment, Organisation, Person, Seat
from councils.workflow import change_basics
from meetings.models import Document, Minutes, OparlNote, OparlObject, Position
from meetings.oparl import telling
from meetings.triggers import LAID
from meetings.triggers.untold import WHOLES
from meetings.workflow import minutes
from meetings.workflow import oparl as telling_verb
from meetings.workflow.correction import begin_correction, correct_passage
from meetings.workflow.decision import record_decision
from meetings.workflow.document import change_document
from meetings.workflow.meeting import change_meeting
from meetings.workflow.minutes import publish_minutes
from rus_portal.demo.people import person_for
from tests import acts
from tests.oparl import SCHEMAS, OparlClient

ROOT = "/api/oparl/v1.1/"
READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')
# Read in passing: whether the author of a dissent has left, whether the chair was asked for approval, and
# whether what is sealed is what it was. None of it is told.
IN_PASSING = {"meetings_attendance", "meetings_summonsanswer", "meetings_agendaapproval"}
IN_PASSING |= {"meetings_sealedfile", "councils_journalentry"}
OWN = "samverkansportalen:"


@pytest.fixture
def public(regional, opposition):
    """A published meeting with two matters, one of them with dissent, and papers for everyone and for the
    council; beside it one that is held and not published, and one to come."""
    meeting = acts.summoned(
        regional,
        {"title": "Tåg till kusten", "proposed_position": "- Vi bygger.\n- Vi kör."},
        {"title": "Nytt om vägar", "type": "information", "proposed_position": ""},
        place="Residenset",
    )
    item = meeting.items.get(number=1)
    acts.dissent(item, opposition, "Vi avstår <b>helt</b>.")
    acts.attach(meeting, item, "Öppen karta", visibility="public")
    acts.attach(meeting, item, "Hemlig karta")
    for each in meeting.items.all():
        acts.handle(each)
    acts.published(acts.close(meeting))
    acts.held(regional, {"title": "Ännu hemligt"})
    acts.summoned(regional, {"title": "Kommande hemligt"}, days=20)
    return meeting


@pytest.fixture
def client():
    return OparlClient()


def get(path, **headers):
    return Client().get(ROOT + path, headers=headers)


def said(path):
    return json.loads(get(path).content)


def names(objects):
    return {each["id"].partition(ROOT)[2].strip("/") for each in objects}


def of(kind, found):
    return [each for each in found.values() if each["type"].endswith(f"/{kind}")]


# Whole and valid


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


# Lists


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


# What changes


@pytest.mark.both
def test_every_table_that_is_told_of_has_its_triggers(db):
    with connection.cursor() as cursor:
        cursor.execute(LAID[connection.vendor])
        laid = {name.split()[0] for (name,) in cursor.fetchall() if name.startswith("untold_")}
    events = ("insert", "update", "delete")
    assert laid == {f"untold_{table}_{event}" for table in WHOLES for event in events}


def test_what_is_told_is_read_from_tables_that_tell_of_their_changes(public):
    said("")
    OparlNote.objects.bulk_create(OparlNote(whole=row.whole) for row in OparlObject.objects.all())
    with CaptureQueriesContext(connection) as queries:
        said("")
    read = {table for query in queries for table in READ.findall(query["sql"])}
    own = {"meetings_oparlnote", "meetings_oparlobject"}
    assert read - own - WHOLES.keys() == IN_PASSING


def moment_of(row):
    return timezone.localtime(row.modified).isoformat(timespec="seconds").replace("+", "%2B")


def changed_by(act):
    """The names of what an incremental sync is told after that, and which of it is gone."""
    OparlClient().get(ROOT)
    long_ago = timezone.now() - dt.timedelta(days=1)
    OparlObject.objects.update(modified=long_ago)
    act()
    since = (timezone.now() - dt.timedelta(hours=1)).astimezone(dt.UTC).isoformat(timespec="seconds")
    client, found = OparlClient(), []
    for kind in ("organization", "person", "meeting", "paper", "agendaitem", "consultation", "file"):
        found += client.list(f"{ROOT}{kind}/", modified_since=since, omit_internal="true")
    found += client.list(f"{ROOT}membership/", modified_since=since)
    for each in found:
        assert client.get(each["id"])["modified"] == each["modified"]
    gone = names(each for each in found if each.get("deleted"))
    return names(found) - gone, gone


@pytest.mark.both
def test_a_formal_decision_changes_the_paper_alone(public, secretary):
    position = Position.objects.get(item__meeting=public)
    timra = Organisation.objects.get(slug="timra")
    changed = changed_by(lambda: record_decision(position, timra, by=secretary, status="planned"))
    assert changed == ({f"paper/{position.item_id}"}, set())


@pytest.mark.both
def test_a_renamed_organisation_is_changed_and_what_it_was_called_then_stays(public, administrator):
    harnosand = Organisation.objects.get(slug="harnosand")
    changed = changed_by(lambda: change_basics(harnosand, by=administrator, name="Härnösands stad"))
    assert changed == ({f"organization/organisation-{harnosand.pk}"}, set())


@pytest.mark.both
def test_a_renamed_person_is_changed_with_the_dissent_that_names_her(public, opposition):
    item = public.items.get(number=1)
    changed, gone = changed_by(lambda: Person.objects.filter(pk=opposition.pk).update(name="Eva Ek"))
    of_hers = {f"person/{opposition.pk}", f"paper/{item.pk}", f"agendaitem/{item.pk}", f"meeting/{public.pk}"}
    assert (changed, gone) == (of_hers, set())


def test_signing_in_changes_nothing(public, opposition):
    def sign_in():
        opposition.last_login = timezone.now()
        opposition.save(update_fields=["last_login"])

    assert changed_by(sign_in) == (set(), set())


@pytest.mark.both
def test_a_paper_that_is_withdrawn_leaves_a_word_that_it_was(public, secretary):
    document = Document.objects.get(title="Öppen karta")
    changed, gone = changed_by(lambda: change_document(document, by=secretary, visibility="council"))
    item, name = public.items.get(number=1), f"file/document-{document.pk}"
    assert gone == {name}
    # The sealed file of the minutes, in which it lies, is no longer handed out either.
    around = {
        f"paper/{item.pk}",
        f"agendaitem/{item.pk}",
        f"meeting/{public.pk}",
        f"file/minutes-{public.pk}",
    }
    assert changed == around
    left = said(f"{name}/")
    assert left.keys() == {"id", "type", "created", "modified", "deleted"}
    assert left["deleted"] is True
    assert name not in names(said("file/?limit=100")["data"])
    assert OparlObject.objects.get(name=name).said == {}


def test_what_is_public_again_is_there_again_and_as_old_as_it_was(public, secretary):
    document = Document.objects.get(title="Öppen karta")
    before = said(f"file/document-{document.pk}/")
    change_document(document, by=secretary, visibility="council")
    said("")
    change_document(Document.objects.get(pk=document.pk), by=secretary, visibility="public")
    after = said(f"file/document-{document.pk}/")
    assert after["created"] == before["created"]
    assert after["name"] == "Öppen karta"


def test_a_correction_changes_the_minutes(public, secretary):
    def correct():
        begun = begin_correction(
            Minutes.objects.get(meeting=public), by=secretary, what="§ 1.", why="Fel namn."
        )
        correct_passage(begun, "p-1.summary", "Rättad.", by=secretary)
        sent = minutes.send_minutes(Minutes.objects.get(pk=begun.pk), by=secretary)
        made = minutes.approve_minutes(sent, by=person_for("chair"))
        publish_minutes(made, by=secretary)

    changed, gone = changed_by(correct)
    assert (changed, gone) == ({f"meeting/{public.pk}", f"file/minutes-{public.pk}"}, set())


def test_a_publication_adds_all_that_becomes_public(regional, secretary):
    meeting = acts.held(regional)
    made = acts.approved(meeting)
    changed, gone = changed_by(lambda: publish_minutes(made, by=secretary))
    key, item, position = meeting.pk, meeting.items.get().pk, Position.objects.get().pk
    added = {f"{kind}/{item}" for kind in ("paper", "agendaitem", "consultation")}
    added |= {f"file/{name}" for name in (f"minutes-{key}", f"akn-{key}", f"summons-{key}")}
    assert changed == added | {f"file/position-{position}", f"meeting/{key}"}
    assert gone == set()
    published = Position.objects.get().published_at
    assert said(f"paper/{item}/")["created"] == timezone.localtime(published).isoformat(timespec="seconds")


def test_what_is_done_before_publication_changes_nothing(regional, secretary, opposition):
    meeting = acts.summoned(regional)

    def go_on():
        acts.dissent(meeting.items.get(), opposition)
        acts.attach(meeting, meeting.items.get(), visibility="public")
        acts.handle(meeting.items.get())

    assert changed_by(go_on) == (set(), set())


def test_a_meeting_that_is_moved_is_changed(regional, secretary):
    meeting = acts.plan(regional, days=20)
    day = meeting.date + dt.timedelta(days=1)
    facts = {"date": day, "end_date": day, "reason": "Krock."}
    changed = changed_by(lambda: change_meeting(meeting, by=secretary, **facts))
    assert changed == ({f"meeting/{meeting.pk}"}, set())
    assert said(f"meeting/{meeting.pk}/")["start"].startswith(f"{day}T")


@pytest.mark.both
def test_a_later_position_changes_the_one_it_takes_the_place_of(public, regional):
    earlier = Position.objects.get(item__meeting=public)
    later = acts.published(acts.held(regional)).meeting.items.get().position
    changed, _ = changed_by(lambda: Position.objects.filter(pk=earlier.pk).update(superseded_by=later))
    assert changed == {f"paper/{earlier.item_id}", f"paper/{later.item_id}"}
    assert said(f"paper/{earlier.item_id}/")[OWN + "supersededBy"] == said(f"paper/{later.item_id}/")["id"]


@pytest.mark.both
def test_an_appointment_is_there_on_its_first_day_though_nobody_wrote(regional, monkeypatch):
    seat = acts.seat_of(person_for("opposition"), regional)
    today = timezone.localdate()
    Appointment.objects.filter(seat=seat).update(ends=today)
    term = Appointment.objects.create(
        seat=seat, person=Person.objects.create(name="Ny Ledamot"), begins=today + dt.timedelta(days=1)
    )
    name = f"membership/{term.pk}/"
    assert get(name).status_code == 404
    monkeypatch.setattr(timezone, "localdate", lambda at=None: today + dt.timedelta(days=1))
    assert said(name)["startDate"] == str(term.begins)
    assert said(name)["id"] in said(f"organization/council-{regional.pk}/")["membership"]


def test_nothing_is_answered_before_all_who_begin_on_one_day_are_told(regional, monkeypatch):
    said("")
    monkeypatch.setattr(telling_verb, "AT_ONCE", 2)
    day = timezone.localdate() + dt.timedelta(days=400)
    for number, seat in enumerate(regional.seats.filter(capacity="member").order_by("pk")[:3]):
        seat.appointments.update(ends=day - dt.timedelta(days=1))
        person = Person.objects.create(name=f"Ny {number}")
        Appointment.objects.create(seat=seat, person=person, begins=day)
    OparlNote.objects.all().delete()
    monkeypatch.setattr(timezone, "localdate", lambda at=None: day)
    assert [telling_verb.told_all() for _ in range(3)] == [False, False, True]


def test_who_has_left_stays_with_the_last_day_and_who_never_sat_is_withdrawn(regional):
    term = Appointment.objects.get(seat=acts.seat_of(person_for("opposition"), regional))
    ends = timezone.localdate() - dt.timedelta(days=1)
    Appointment.objects.filter(pk=term.pk).update(ends=ends)
    assert said(f"membership/{term.pk}/")["endDate"] == str(ends)
    others = Appointment.objects.filter(person=term.person_id).exclude(pk=term.pk)
    name, gone = f"membership/{term.pk}", {f"membership/{each.pk}" for each in others}
    _, withdrawn = changed_by(lambda: Appointment.objects.filter(person=term.person_id).delete())
    assert withdrawn == {name, f"person/{term.person_id}", *gone}


def test_what_cannot_be_told_is_withdrawn_and_silences_no_other(public, monkeypatch, caplog):
    said("")

    def broken(key):
        raise ValueError("ett fel")

    monkeypatch.setitem(telling.WHOLES, "meeting", broken)
    Person.objects.filter(pk=person_for("opposition").pk).update(name="Eva Ek")
    left = said(f"meeting/{public.pk}/")
    assert left["deleted"] is True
    assert get("").status_code == 200
    assert "cannot be told" in caplog.text


def test_nothing_is_said_while_something_is_left_to_tell(public, monkeypatch):
    monkeypatch.setattr("meetings.workflow.oparl.AT_ONCE", 1)
    answer = get("meeting/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert json.loads(answer.content)["type"] == "https://schema.oparl.org/1.1/Error"


def test_the_command_tells_all_that_waits(public):
    call_command("tell_programs", stdout=io.StringIO())
    assert not OparlNote.objects.exists()
    assert OparlObject.objects.filter(kind="paper").count() == 2


# How it answers


def test_it_can_only_be_read(db):
    browser, answers = Client(enforce_csrf_checks=True), set()
    for path in ("", "meeting/", "body/1/", "finns/inte/", "../../openapi.json", "../../"):
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
            answer = browser.generic(method, ROOT + path)
            answers.add((answer.status_code, answer["Allow"], answer["Content-Type"]))
    assert answers == {(405, "GET, HEAD, OPTIONS", "application/json")}


def test_another_site_may_ask_first(db):
    for path in ("", "meeting/", "body/1/", "../../openapi.json"):
        answer = Client().options(ROOT + path)
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
        assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


NOT_THERE = ["/api/", "/api/x", f"{ROOT}paper/-1/", f"{ROOT}paper/4711/", f"{ROOT}a/b/c/d", f"{ROOT}sprak/"]
NOT_THERE += [f"{ROOT}system/", f"{ROOT}organization/council-1/file/", f"{ROOT}paper/å/"]
NOT_THERE += [f"{ROOT}organization/council-99/meeting/"]


def test_what_is_not_there_is_said_in_json(regional):
    for path in NOT_THERE:
        answer = Client().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/json"), path
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert json.loads(answer.content)["message"] == "Det finns ingenting på den adressen."


def test_an_address_without_its_slash_leads_to_the_one_there_is(db):
    answer = Client().get(f"{ROOT}meeting?limit=1")
    assert (answer.status_code, answer["Location"]) == (301, f"{ROOT}meeting/?limit=1")
    assert Client().get(ROOT[:-1])["Location"] == ROOT


def test_whoever_asks_is_told_the_same_and_nobody_gets_a_cookie(public, secretary):
    signed_in = Client()
    signed_in.force_login(secretary)
    for path in ("", f"meeting/{public.pk}/", "paper/", "person/"):
        own, others = signed_in.get(ROOT + path), get(path)
        assert own.content == others.content
        assert not own.cookies
        assert not others.cookies


def test_what_has_not_changed_need_not_be_sent_again(public):
    path = f"paper/{public.items.get(number=1).pk}/"
    answer = get(path)
    assert answer["ETag"]
    assert get(path, if_none_match=answer["ETag"]).status_code == 304
    assert get(path, if_modified_since=answer["Last-Modified"]).status_code == 304
    Person.objects.filter(pk=person_for("opposition").pk).update(name="Eva Ek")
    assert get(path, if_none_match=answer["ETag"]).status_code == 200


def test_head_has_the_headers_alone(public):
    answer = Client().head(f"{ROOT}meeting/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"] == "application/json"

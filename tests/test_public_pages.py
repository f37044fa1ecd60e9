"""A public page is made once for all who are nobody in particular, and is never shown when it has become
another."""

import datetime as dt
import re
import sqlite3
import sys
from contextlib import closing
from functools import partial
from os import environ
from subprocess import PIPE, Popen

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from councils.models import Appointment, Council, Organisation, Person
from councils.workflow import change_basics
from meetings.models import Meeting, OparlNote, Position
from meetings.triggers import LAID, generation, install
from meetings.workflow.decision import record_decision
from meetings.workflow.document import change_document
from meetings.workflow.meeting import change_meeting
from meetings.workflow.minutes import publish_minutes
from rus_portal import public_pages
from rus_portal.demo.people import person_for
from strategy.models import FocusArea, Goal
from tests import acts
from tests.conftest import of_the_test
from tests.test_rights import (  # noqa: F401  a fixture
    IN_MEETINGS,
    ON_BODIES,
    ON_PEOPLE,
    ON_PROPOSALS,
    PROPOSAL_STAGES,
    allowed,
    stages,
)
from tests.world import addresses, make_world, routes

KEPT = ["/", "/rad/", "/stallningstaganden/?q=samverkan&sida=1", "/om/", "/utan-nat.js"]


def page(address, **asked):
    return Client().get(address, **asked).content.decode()


def made_anew(address):
    caches["pages"].clear()
    return page(address)


def mark():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT mark FROM {generation.TABLE} ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize("address", KEPT)
def test_a_page_asked_for_again_costs_one_look_and_is_the_same_to_the_last_header(
    db, client, django_assert_num_queries, address
):
    first = client.get(address, headers={"host": "localhost"})
    with django_assert_num_queries(1):
        again = Client().get(address, headers={"host": "localhost"})
    assert (again.status_code, again.content) == (200, first.content)
    assert dict(again.items()) == dict(first.items())
    assert {
        "Content-Security-Policy",
        "X-Frame-Options",
        "X-Content-Type-Options",
        "ETag",
    } <= again.headers.keys()
    assert again["Cache-Control"] == "no-cache"
    assert not again.cookies


def test_whoever_has_the_page_is_told_that_it_still_holds(db, client):
    tag = client.get("/rad/")["ETag"]
    same = client.get("/rad/", headers={"if-none-match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert same["Cache-Control"] == "no-cache"
    assert "Content-Security-Policy" in same.headers
    Council.objects.update(name="Rådet")
    other = client.get("/rad/", headers={"if-none-match": tag})
    assert other.status_code == 200
    assert other["ETag"] != tag


@pytest.mark.parametrize("address", ["/uppfoljning/", "/strategi/"])
def test_a_page_that_only_reads_asks_once_which_generation_it_is_of(db, member, address):
    for reader in (None, member):
        client = Client()
        if reader:
            client.force_login(reader)
        client.get(address)
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert sum(generation.TABLE in each["sql"] for each in queries) == 1, reader


def test_what_is_kept_is_of_the_next_readers_generation_and_not_of_the_last_ones(db):
    counted = generation.kept_for_all(Council.objects.count)
    with generation.one_generation():
        before = counted()
        with generation.one_generation():
            assert counted() == before
    Council.objects.create(slug="ett-nytt", name="Ett nytt", short_name="Nytt", abbreviation="EN")
    assert counted() == before + 1
    with generation.one_generation():
        assert counted() == before + 1


def test_a_head_has_the_headers_of_the_page_and_keeps_none(db, client, django_assert_num_queries):
    alone = client.head("/om/")
    assert not caches["pages"]._cache
    page = client.get("/om/")
    assert page.content
    assert dict(alone.items()) == dict(page.items())
    with django_assert_num_queries(1):
        assert dict(client.head("/om/").items()) == dict(page.items())


def is_kept(client, address, **asked):
    client.get(address, **asked).getvalue()
    return bool(caches["pages"]._cache)


@pytest.mark.parametrize(
    "address",
    [
        *("/?utm_source=x", "/rad/?q=a&annat=b", "/rad/?q=" + 500 * "a", "/finns-inte/", "/rad", "/mitt/"),
        *("/logga-in/", "/halsa/", "/kalender.ics"),
    ],
)
def test_what_nobody_asks_for_and_what_is_not_for_all_is_made_each_time(db, client, address):
    """Unknown questions fill no memory; what is not found, leads on or has a form of ours is not kept."""
    assert not is_kept(client, address)


def test_a_paper_has_one_name_whole_and_in_part(published):
    address = published.url("minutes_pdf")
    whole = Client().get(address)
    part = Client().get(address, headers={"range": "bytes=0-9", "if-range": whole["ETag"]})
    assert (part.status_code, part.content, part["ETag"]) == (206, whole.content[:10], whole["ETag"])


def test_whatever_is_read_is_asked_for_again(published, regional, secretary):
    """A meeting may move back, and what is not there may come."""
    paper, guest = published.url("minutes_pdf"), Client()
    tag = guest.get(paper)["ETag"]
    moved = acts.plan(regional, days=50)
    old = moved.get_absolute_url()
    day = moved.date + dt.timedelta(days=1)
    change_meeting(moved, by=secretary, date=day, end_date=day, reason="Salen är upptagen.")
    asked = {
        200: ("/stallningstaganden.json", {}),
        206: (paper, {"range": "bytes=0-9"}),
        304: (paper, {"range": "bytes=0-9", "if-none-match": tag}),
        416: (paper, {"range": "bytes=99999999-"}),
        404: ("/finns-inte/", {}),
        301: (old, {}),
    }
    for status, (address, headers) in asked.items():
        answer = guest.get(address, headers=headers)
        assert (answer.status_code, answer["Cache-Control"]) == (status, "no-cache"), address
        assert status != 304 or answer["ETag"] == tag
    assert "private" in guest.get("/tillganglighet/hinder/")["Cache-Control"]  # a form of ours has a cookie


def test_pages_that_are_too_large_are_made_each_time(db, client, monkeypatch):
    monkeypatch.setattr(public_pages, "LARGEST", 100)
    assert not is_kept(client, "/")


def test_a_guests_page_is_not_kept(db, secretary, regional):
    world = make_world()
    [guest] = addresses(world, "guest").values()
    [unsubscribe] = addresses(world, "mail_unsubscribe").values()
    assert not any(is_kept(Client(), address) for address in (guest, unsubscribe))


def test_what_leaves_a_cookie_is_kept_for_nobody(db):
    def leaving(request):
        response = HttpResponse("Ditt")
        response.set_cookie("csrftoken", "x")
        return response

    assert asked(leaving) == b"Ditt"
    assert not caches["pages"]._cache


def test_whoever_is_signed_in_neither_gets_what_is_kept_nor_leaves_anything(db, client, member):
    client.force_login(member)
    assert member.name in client.get("/").content.decode()
    assert not caches["pages"]._cache
    assert member.name not in page("/")
    answer = client.get("/")
    assert member.name in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_a_message_that_waits_is_shown_once_and_kept_for_nobody(db, client, member):
    page("/")
    client.cookies["messages"] = "x"
    caches["pages"].clear()
    assert not is_kept(client, "/")
    client.cookies["sessionid"] = client.cookies.pop("messages").value
    assert not is_kept(client, "/")


def test_the_page_of_one_host_is_not_anothers(db):
    Client().get("/om/", headers={"host": "localhost"})
    kept = len(caches["pages"]._cache)
    Client().get("/om/", headers={"host": "127.0.0.1"})
    Client().get("/om/", headers={"host": "localhost"}, secure=True)
    assert (kept, len(caches["pages"]._cache)) == (1, 3)
    assert Client().get("/om/", headers={"host": "ond.example"}).status_code == 400


def test_without_a_generation_pages_are_made_and_not_kept(db, client):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {generation.TABLE}")
    assert not is_kept(client, "/")


@pytest.fixture
def published(regional):
    """A published meeting with a paper, and one to come."""
    acts.plan(regional, days=40)
    meeting = acts.summoned(regional)
    acts.attach(meeting, meeting.items.get(), "Karta", visibility="public")
    acts.handle(meeting.items.get())
    acts.published(acts.close(meeting))
    return meeting


def publishes(meeting):
    """Another, held and approved."""
    later = acts.held(meeting.council)
    minutes = acts.approved(later)
    yield "/stallningstaganden/"
    publish_minutes(minutes, by=person_for("secretary"))


def withdraws_a_paper(meeting):
    yield meeting.items.get().get_absolute_url()
    change_document(meeting.documents.get(), by=person_for("secretary"), visibility="council")


def renames(meeting):
    yield meeting.get_absolute_url()
    change_basics(meeting.council, by=person_for("admin"), name="Samrådet")


def moves_a_meeting(meeting):
    yield "/"
    coming = Meeting.objects.get(stage="planned")
    later = coming.date + dt.timedelta(days=1)
    change_meeting(coming, by=person_for("secretary"), date=later, end_date=later, reason="Krock.")


def records_a_decision(meeting):
    position = Position.objects.get(item__meeting=meeting)
    yield position.get_absolute_url()
    timra = Organisation.objects.get(slug="timra")
    record_decision(position, timra, by=person_for("secretary"), status="planned")


def corrects_a_name_in_the_database(meeting):
    yield meeting.council.get_absolute_url()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE councils_person SET name = 'Rättad' WHERE id = %s", [person_for("chair").pk])


CHANGES = [publishes, withdraws_a_paper, renames, moves_a_meeting, records_a_decision]
CHANGES += [corrects_a_name_in_the_database]


@pytest.mark.both
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_next_request_shows_what_has_changed(published, change):
    steps = change(published)
    address = next(steps)
    before = page(address)
    assert page(address) == before
    next(steps, None)
    after = page(address)
    assert after != before
    assert after == made_anew(address)


def at(monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_a_meeting_that_has_ended_is_no_next_meeting_though_nobody_wrote(regional, monkeypatch):
    meeting = acts.summoned(regional, days=0)
    before = meeting.ends - dt.timedelta(minutes=1)
    at(monkeypatch, before)
    assert meeting.get_absolute_url() in page("/")
    at(monkeypatch, meeting.ends)
    assert meeting.get_absolute_url() not in page("/")
    at(monkeypatch, before)
    assert meeting.get_absolute_url() in page("/")


def test_after_midnight_it_is_another_day(regional, monkeypatch):
    seat = acts.seat_of(person_for("chair"), regional)
    Person.objects.filter(pk=person_for("chair").pk).update(name="Karin Ström")
    last = timezone.make_aware(dt.datetime(2026, 3, 28, 23, 59, 59))  # noqa: DTZ001  made aware; the night the clocks change
    Appointment.objects.filter(seat=seat).update(ends=last.date())
    at(monkeypatch, last)
    assert "Karin Ström" in page(regional.get_absolute_url())
    at(monkeypatch, last + dt.timedelta(seconds=1))
    assert "Karin Ström" not in page(regional.get_absolute_url())


# What moves the generation


@pytest.mark.both
def test_every_table_that_a_public_page_may_read_has_its_triggers(db):
    with connection.cursor() as cursor:
        cursor.execute(LAID[connection.vendor])
        laid = {name.split()[0] for (name,) in cursor.fetchall() if name.startswith("moves_")}
    events = ("insert", "update", "delete", *([] if connection.vendor == "sqlite" else ["truncate"]))
    assert laid == {f"moves_{table}_{event}" for table in generation.read() for event in events}


@pytest.mark.both
def test_every_kind_of_write_moves_it_and_what_is_undone_moves_it_back(db):
    def marks():
        yield mark()
        with of_the_test():
            kommun = Organisation.objects.create(slug="ny", name="Ny", short_name="Ny", kind="municipality")
            yield mark()
            Organisation.objects.filter(pk=kommun.pk).update(name="Nyare")
            yield mark()
            Organisation.objects.filter(pk=kommun.pk)._raw_delete("default")
            yield mark()
            transaction.set_rollback(True)
        yield mark()

    first, *moved, last = marks()
    assert last == first
    assert len({str(each) for each in (first, *moved)}) == 4


def test_what_is_written_often_and_no_public_page_reads_moves_nothing(db, client, member):
    before = mark()
    client.force_login(member)
    assert client.get("/mitt/").status_code == 200
    Person.objects.filter(pk=member.pk).update(last_login=timezone.now())
    assert mark() == before


@pytest.mark.both
def test_a_change_makes_pages_fall_once_and_not_again_when_programs_are_told_of_it(regional):
    told = f"/api/oparl/v1.1/organization/council-{regional.pk}/"
    assert "Samrådet" not in page(told)
    Council.objects.filter(pk=regional.pk).update(name="Samrådet")
    before = mark()
    assert "Samrådet" in page(told)
    assert (mark(), OparlNote.objects.exists()) == (before, False)


@pytest.mark.both
def test_it_is_another_after_a_migration_which_no_trigger_may_have_seen(db):
    before = mark()
    install()
    assert mark() != before
    assert len(mark()) == max(len(before), 1)


READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')


def test_a_page_that_is_kept_reads_nothing_that_moves_no_generation(db):
    world = make_world()
    every = [address for name in routes() for address in addresses(world, name).values()]
    read, kept = set(), set()
    for address in every:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            Client().get(address).getvalue()
        if caches["pages"]._cache:
            kept.add(address)
            read |= {table for query in queries for table in READ.findall(query["sql"])}
    assert len(kept) > 20
    assert read - generation.read().keys() == generation.TOLD_OF_THE_REST
    assert len(read) > 20


@pytest.mark.evidence
def test_no_verb_leaves_an_older_page(stages, regional):  # noqa: F811
    """Every verb, where somebody may: the generation moves, or every public page is as it was."""
    proposals = [acts.proposed(regional, stage) for stage in PROPOSAL_STAGES]
    groups = [(IN_MEETINGS, stages.values()), (ON_PROPOSALS, proposals), (ON_BODIES, [regional])]
    tries = [
        (verb, case, [thing]) for cases, things in groups for verb, case in cases.items() for thing in things
    ]
    tries += [(verb, case, []) for verb, case in ON_PEOPLE.items()]
    published, areas = stages["published"], FocusArea.objects.all()
    things = [regional, *stages.values(), *published.items.all(), *Goal.objects.all(), *areas]
    things += [*Position.objects.all(), *Organisation.objects.own()]
    every = ["/", "/rad/", "/rad/regionala-samverkansradet/moten/", "/stallningstaganden/", "/strategi/"]
    every += ["/strategi/plan/", published.url("minutes"), *(each.get_absolute_url() for each in things)]
    every = [address for address in every if is_kept_anew(address)]
    pages, moved, stayed = {address: made_anew(address) for address in every}, set(), set()
    before = mark()

    def look(verb, case, *things):
        case(*things)
        (moved if mark() != before else stayed).add(verb)
        if mark() == before:
            assert {address: made_anew(address) for address in every} == pages

    for verb, case, things in tries:
        tried = partial(look, verb, case)
        any(
            allowed(tried, *things, person_for(role)) for role in ("secretary", "admin", "member", "official")
        )
    of_ones_own = {"write_note", "change_note", "remove_note", "mark_read", "mark_unread"}
    of_ones_own |= {"evaluate", "decline_evaluation"}
    not_in_the_register = {"save_retelling", "discard_retelling"}
    # The order is the one there is, no screen is open, and nothing waits to be led on.
    nothing_to_do = {"order_items", "close_screen", "finish_relinking"}
    assert stayed - moved == {*of_ones_own, *not_in_the_register, *nothing_to_do}
    assert len(moved) > 60


def is_kept_anew(address):
    """Whether it is public at all."""
    caches["pages"].clear()
    return is_kept(Client(), address)


# Two at once


def asked(get_response, address="/rad/"):
    request = RequestFactory().get(address)
    request.resolver_match = resolve(address)
    return public_pages.public_pages(get_response)(request).content


def test_what_was_read_before_a_write_is_not_kept_for_after_it(db):
    """The writer is done while the page is made: after what it shows was read, or before."""

    def late(request):
        name = Council.objects.first().name
        Council.objects.update(name="Efter")
        return HttpResponse(name)

    def early(request):
        Council.objects.update(name="Senast")
        return HttpResponse(Council.objects.first().name)

    def now(request):
        return HttpResponse(Council.objects.first().name)

    assert asked(late) != b"Efter"
    assert asked(now) == b"Efter"
    Council.objects.update(name="Sist")
    assert asked(early) == b"Senast"
    assert asked(now) == b"Senast"


@pytest.fixture
def writers(committed_region):
    """Two who write, each in a transaction of their own and neither of them for long behind the other."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time.")
    opened = [connection.copy() for _ in range(2)]
    for each in opened:
        each.set_autocommit(False)
        each.cursor().execute("SET SESSION lock_timeout = '2s'")
        each.commit()
    yield opened
    for each in opened:
        each.close()


def rename(writer, slug, name):
    writer.cursor().execute("UPDATE councils_council SET name = %s WHERE slug = %s", [name, slug])


@pytest.mark.both
def test_a_page_from_before_a_commit_is_not_shown_after_it(writers):
    first, second = writers
    for regional, grand, order in (("A", "B", [first, second]), ("C", "D", [second, first])):
        before = page("/rad/")
        rename(first, "regionala-samverkansradet", f"Rådet {regional}")
        rename(second, "stora-samverkansradet", f"Rådet {grand}")  # waits for nobody
        assert page("/rad/") == before
        for writer in order:
            writer.commit()
            told = page("/rad/")
            assert told == made_anew("/rad/") != before
            before = told
        assert f"Rådet {regional}" in told
        assert f"Rådet {grand}" in told
    assert len(mark()) == 2


@pytest.mark.both
def test_what_is_never_committed_leaves_the_page_as_it_was(writers):
    before, kept = page("/rad/"), mark()
    rename(writers[0], "regionala-samverkansradet", "Rådet A")
    writers[0].rollback()
    assert (page("/rad/"), mark()) == (before, kept)


READER = """
import sys
import django
django.setup()
from django.core.cache import caches
from django.test import Client
for address in sys.stdin:
    told = Client().get(address.strip()).content.decode()
    print("new" if "Samrådet" in told else "old", len(caches["pages"]._cache), flush=True)
"""


@pytest.mark.evidence
def test_two_processes_show_what_a_third_has_committed_by_plain_sql(committed_region, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("Two connections are tried above.")
    file = tmp_path / "portal.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": f"sqlite:///{file}"}
    reader = partial(
        Popen, [sys.executable, "-c", READER], stdin=PIPE, stdout=PIPE, text=True, env=environ | own
    )

    def asked(process):
        process.stdin.write("/rad/\n")
        process.stdin.flush()
        return process.stdout.readline().strip()

    with reader() as one, reader() as other, closing(sqlite3.connect(file, isolation_level=None)) as writer:
        assert [asked(each) for each in (one, other, one)] == ["old 1", "old 1", "old 1"]
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE councils_council SET name = 'Samrådet'")
        assert [asked(each) for each in (one, other)] == ["old 1", "old 1"]
        writer.execute("COMMIT")
        assert [asked(each) for each in (one, other, one)] == ["new 2", "new 2", "new 2"]

"""What the database refuses is told in a sentence, and reading never waits for what it leaves behind."""

import datetime as dt
import errno
import functools
import sqlite3
from contextlib import closing, contextmanager
from html import unescape

import psycopg
import pytest
from django.apps import apps
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.db.models import DateField
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from meetings.models import AgendaItem, DissentingOpinion, GuestLink, Meeting, Position, ReadMark
from meetings.triggers import RULES
from meetings.workflow.guest import invite_guest
from meetings.workflow.meeting import change_meeting
from meetings.workflow.read_mark import look_at
from rus_portal.core import waiting
from rus_portal.core.acting import in_passing
from rus_portal.core.limits import FAR_DAY
from rus_portal.core.refusal import (
    AT_ONCE,
    BUSY,
    CANNOT_SAVE,
    GONE,
    NO_DATABASE,
    OCCUPIED,
    Refused,
    told_by_database,
)
from tests import acts
from tests.files import pdf

pytestmark = pytest.mark.both


@contextmanager
def refused_writing(table, error):
    """Whoever writes in the table is refused, as by a disk that is full."""

    def execute(run, sql, params, many, context):
        if table in sql and not sql.startswith("SELECT"):
            raise error
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def text(response):
    return unescape(response.content.decode())


def told(change):
    with pytest.raises(Refused) as no, told_by_database(), transaction.atomic():
        change()
    return no.value.sentence


def test_a_constraint_refuses_in_its_own_words(regional):
    item = acts.summoned(regional).items.get()
    sentence = told(lambda: AgendaItem.objects.filter(pk=item.pk).update(minutes_needed=0))
    assert sentence == "Ange hur många minuter punkten behöver, mellan 1 och 600."


def test_what_is_frozen_is_told_in_a_sentence(regional, member):
    acts.approved(acts.held(regional, dissent_by=member))
    assert told(lambda: DissentingOpinion.objects.update(text="Annat.")) == AT_ONCE


def test_what_is_frozen_with_a_reason_of_its_own_is_told_with_it(regional):
    meeting = acts.held(regional)
    sentence = told(lambda: Meeting.objects.filter(pk=meeting.pk).update(date="2026-01-04"))
    assert sentence == "Mötet har hållits. Det som har hållits flyttas inte till en annan dag."


def test_what_is_gone_since_the_page_found_it_is_told_so(regional):
    meeting = acts.plan(regional, days=30)
    assert told(lambda: Meeting.objects.get(pk=meeting.pk + 1)) == GONE
    with pytest.raises(Position.DoesNotExist), told_by_database():
        assert acts.add(meeting).position


def dated():
    """Every date that is kept."""
    for label in ("councils", "strategy", "meetings"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                if type(field) is DateField:
                    yield pytest.param(model, field, id=f"{model.__name__}.{field.name}")


@pytest.mark.parametrize(("model", "field"), [*dated()])
def test_a_date_of_another_age_is_refused_by_the_model_and_by_a_rule_of_the_database(model, field):
    for far in (dt.date.min, dt.date(1899, 12, 31), dt.date(2200, 1, 1), dt.date.max):
        with pytest.raises(ValidationError, match="Välj en dag "):
            field.run_validators(far)
    for near in (dt.date(1900, 1, 1), dt.date(2199, 12, 31)):
        field.run_validators(near)
    [rule] = [each for each in RULES if each.name == f"day_{model._meta.db_table}"]
    assert field.column in rule.columns


def test_the_database_says_which_days_it_takes(regional):
    meeting = acts.plan(regional, days=30)
    for far in (dt.date.min, dt.date.max):
        change = {"date": far, "end_date": far}
        assert told(lambda change=change: Meeting.objects.filter(pk=meeting.pk).update(**change)) == FAR_DAY
    with pytest.raises(ValidationError, match="Välj en dag till och med år 2199"):
        acts.plan(regional, date=dt.date(2200, 1, 1))
    with pytest.raises(ValidationError, match="Välj en dag från och med år 1900"):
        change_meeting(meeting, by=meeting.secretary, date=dt.date.min, end_date=dt.date.min)


def test_other_trouble_with_the_database_goes_on():
    with pytest.raises(OperationalError), told_by_database():
        raise OperationalError("the connection is closed")


def as_by_sqlite(kind, name, words):
    trouble, trouble.__cause__ = kind(words), sqlite3.OperationalError(words)
    trouble.__cause__.sqlite_errorname = name
    return trouble


TROUBLE = [
    as_by_sqlite(OperationalError, "SQLITE_BUSY", "database is locked"),
    as_by_sqlite(OperationalError, "SQLITE_FULL", "database or disk is full"),
    as_by_sqlite(IntegrityError, "SQLITE_CONSTRAINT_FOREIGNKEY", "FOREIGN KEY constraint failed"),
]


@pytest.mark.parametrize(("error", "why"), [(TROUBLE[0], OCCUPIED), (TROUBLE[2], AT_ONCE)], ids=str)
def test_whoever_is_refused_by_the_database_reads_why_and_keeps_the_words(
    client, regional, opposition, error, why
):
    item = acts.summoned(regional).items.get()
    client.force_login(opposition)
    with refused_writing("meetings_dissentingopinion", error):
        response = client.post(item.url("item_dissent"), {"text": "Vi avstår."})
    assert response.status_code == 422
    assert (why in text(response), "Vi avstår." in text(response)) == (True, True)


def test_an_act_without_a_form_is_refused_in_the_same_way(office, regional):
    meeting = acts.held(regional)
    with refused_writing("meetings_meeting", TROUBLE[0]):
        response = office.post(meeting.url("reopening"), follow=True)
    assert OCCUPIED in text(response)


@pytest.fixture
def every_act(regional, secretary):
    """Each act that its page answers in its own way: address, what is posted, and the table it writes in."""
    meeting = acts.plan(regional, days=40)
    acts.add(meeting)
    acts.approve(meeting)
    draft = acts.drafted(regional, by=secretary)
    proposal = acts.proposed(regional)
    place = reverse("proposal_place", args=[proposal.pk])
    return {
        "summons": (meeting.url("summons"), {}, "meetings_meeting"),
        "move": (place, {"to": "in_preparation"} | acts.where(proposal), "meetings_agendaitem"),
        "documents": (
            meeting.url("meeting_documents"),
            {"files": ContentFile(pdf(), "bilaga.pdf"), "kind": "report", "visibility": "council"},
            "meetings_document",
        ),
        "withdrawal": (
            reverse("proposal_withdrawal", args=[draft.pk]),
            acts.where(draft),
            "meetings_agendaitem",
        ),
    }


@pytest.mark.parametrize("act", ["summons", "move", "documents", "withdrawal"])
def test_every_page_that_answers_in_its_own_way_tells_what_the_database_refuses(office, every_act, act):
    address, sent, table = every_act[act]
    with refused_writing(table, TROUBLE[0]):
        response = office.post(address, sent, follow=True)
    assert OCCUPIED in text(response)


@pytest.mark.parametrize("error", TROUBLE, ids=str)
def test_reading_goes_on_where_it_cannot_be_marked(client, regional, member, secretary, error):
    meeting = acts.summoned(regional, days=10)
    item = meeting.items.get()
    document, done = acts.attach(meeting, item), acts.held(regional)
    acts.published(done)
    client.force_login(member)
    with refused_writing("meetings_readmark", error):
        for address in (item.get_absolute_url(), document.get_absolute_url(), done.url("minutes")):
            response = client.get(address)
            assert response.status_code == 200
            assert b"".join(response)
    assert not ReadMark.objects.exists()
    client.get(item.get_absolute_url())
    assert ReadMark.objects.get().item == item


# A real file that another process holds, that is full, or that may only be read


@pytest.fixture
def file(committed_region, regional, client, member, tmp_path, monkeypatch):
    """What the test has made so far, in a file that the portal now works on, in whatever thread."""
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite is a file.")
    item = acts.summoned(regional, days=10).items.get()
    client.force_login(member)
    path, memory = tmp_path / "portal.sqlite3", connections["default"]
    with sqlite3.connect(path) as copy:
        memory.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")
    settings = memory.settings_dict | {"NAME": path}
    settings["OPTIONS"] = settings["OPTIONS"] | {"timeout": 0.1}
    connections["default"] = type(memory)(settings, "default")
    monkeypatch.setitem(connections.settings, "default", memory.settings_dict | {"NAME": path})
    monkeypatch.setattr(waiting, "_of", functools.cache(waiting._of.__wrapped__))
    yield path, item
    connections["default"].close()
    connections["default"] = memory


@contextmanager
def held_by_another(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@contextmanager
def without_space(path):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    yield


@contextmanager
def only_to_read(path):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1")
    yield


@pytest.mark.parametrize(
    ("trouble", "told"),
    [(held_by_another, OCCUPIED), (without_space, CANNOT_SAVE), (only_to_read, CANNOT_SAVE)],
)
def test_in_a_file_that_cannot_be_written_one_reads_on_and_is_told_when_saving(client, file, trouble, told):
    path, item = file
    with trouble(path):
        page = client.get(item.get_absolute_url())
        answer = client.post(item.url("item_dissent"), {"text": "Vi avstår. " * 1400})
    assert (page.status_code, answer.status_code) == (200, 422)
    assert (told in text(answer), text(answer).count("Vi avstår. ")) == (True, 1400)
    assert not item.dissents.exists()


@pytest.mark.parametrize("trouble", [without_space, only_to_read])
def test_who_signs_in_where_nothing_can_be_written_is_told(file, trouble):
    path, _ = file
    with trouble(path):
        for asked in range(19):  # until the last page of the file is full
            browser = Client(raise_request_exception=False)
            answer = browser.post("/logga-in/", {"email": f"{asked}@example.org"})
            if answer.status_code != 302:
                break
    assert (answer.status_code, CANNOT_SAVE in text(answer)) == (503, True)


def test_who_signs_out_where_nothing_can_be_written_is_told_that_nothing_came_of_it(client, file):
    client.raise_request_exception = False
    with only_to_read(file[0]):
        answer = client.post("/logga-ut/")
    said = f"{CANNOT_SAVE} Du är fortfarande inloggad."
    assert (answer.status_code, said in text(answer)) == (503, True)
    assert client.get("/mitt/").status_code == 200


@pytest.mark.parametrize(("number", "told"), [(errno.ENOSPC, 503), (errno.EROFS, 503), (errno.EIO, 500)])
def test_who_signs_in_where_attempts_cannot_be_counted_is_told(client, member, monkeypatch, number, told):
    def add(*args, **kwargs):
        raise OSError(number, "No room")

    monkeypatch.setattr(LocMemCache, "add", add)
    client.raise_request_exception = False
    answer = client.post("/logga-in/", {"email": member.email})
    assert (answer.status_code, CANNOT_SAVE in text(answer)) == (told, told == 503)


def test_who_comes_while_the_database_is_away_is_told_to_come_back(db):
    def away(run, sql, params, many, context):
        try:
            psycopg.connect("host=127.0.0.1 port=1 connect_timeout=1")
        except psycopg.OperationalError as no:
            raise OperationalError(str(no)) from no

    with connection.execute_wrapper(away):
        answer = Client(raise_request_exception=False).post("/logga-in/", {"email": "nagon@example.se"})
    said = (answer.status_code, answer.headers.get("Retry-After"), NO_DATABASE in text(answer))
    assert said == (503, "30", True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the codes of PostgreSQL")
@pytest.mark.parametrize(
    ("code", "said"),
    [(each, OCCUPIED) for each in ("40P01", "40001", "55P03", "0A000")] + [("53100", CANNOT_SAVE)],
)
def test_postgresql_is_understood_by_its_codes(db, code, said):
    def refuse():
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")

    assert told(refuse) == said


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the codes of PostgreSQL")
def test_who_reads_in_the_way_of_another_is_told_to_come_back(db):
    def meet(run, sql, params, many, context):
        return run("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END $$", None, False, context)

    with connection.execute_wrapper(meet):
        answer = Client(raise_request_exception=False).get("/rad/?som=ny")
    said = (answer.status_code, answer.headers.get("Retry-After"), BUSY in text(answer))
    assert said == (503, "30", True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL plans for the types of then")
@pytest.mark.parametrize("longer", [321, 322])
def test_what_was_planned_before_a_migration_is_planned_anew(transactional_db, client, longer):
    """A column is made longer beside a process that reads it."""
    for _ in range(12):
        assert client.get("/organisationer/ange/?som=ny").status_code == 200
    with closing(psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None})) as beside:
        beside.execute(f"ALTER TABLE councils_organisation ALTER COLUMN short_name TYPE varchar({longer})")
        beside.commit()
    answers = [client.get("/organisationer/ange/?som=ny").status_code for _ in range(12)]
    assert answers == [200] * 12


def test_what_reading_leaves_waits_for_no_lock_and_is_written_when_the_lock_is_let_go(file, member):
    path, item = file
    patience = []

    def look():
        with connection.cursor() as cursor:
            patience.extend(cursor.execute("PRAGMA busy_timeout").fetchone())
        look_at(item, [], by=member)

    with held_by_another(path):
        page = in_passing(HttpResponse(), look)
        page.close()  # whoever serves the page has served it
        before = member.read_marks.count()
    waiting.later(int).result()
    assert (patience, before, member.read_marks.count()) == ([0, 20_000], 0, 1)


def test_a_guest_reads_where_the_visit_cannot_be_noted(client, regional, secretary):
    item = acts.summoned(regional, days=10).items.get()
    _, token = invite_guest(item, by=secretary, name="Forskare")
    with refused_writing("meetings_guestlink", TROUBLE[0]):
        assert client.get(f"/gast/{token}/").status_code == 200
    assert GuestLink.objects.get().last_used_at is None

"""The web processes are warm before they answer, and warming leaves no trace. The crowd of script/load asks
for what there is."""

import gc
import json
import runpy
import socket
import weakref
from concurrent.futures import ThreadPoolExecutor
from threading import get_ident
from types import SimpleNamespace

import pytest
from django.conf import settings as the_settings
from django.core.files.base import ContentFile
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client
from gunicorn.http.errors import LimitRequestLine

from meetings.models import ReadMark
from meetings.views import lookups
from meetings.workflow.document import attach_document
from rus_portal import warm
from rus_portal.core import prepared as kit
from rus_portal.core.acting import in_passing
from rus_portal.signin import session
from tests import acts, load
from tests.conftest import unprinted

CONFIG = the_settings.BASE_DIR / "rus_portal" / "gunicorn.py"


@pytest.fixture
def summons(regional):
    return acts.summoned(regional)


def test_what_a_member_opens_first_has_been_built_before(member, summons, monkeypatch):
    for query in (lookups._meetings, lookups._items, session._people):
        query.kept.clear()
    warm.warm(get_wsgi_application())

    def built(*given):
        raise AssertionError("A query is built while the reader waits.")

    monkeypatch.setattr(kit, "_Prepared", built)
    client = Client()
    client.force_login(member)
    for address in ("/", summons.get_absolute_url(), summons.items.get().get_absolute_url()):
        assert client.get(address).status_code == 200


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite counts all changes")
def test_warming_writes_nothing(summons):
    before = connection.connection.total_changes
    warm.warm(get_wsgi_application())
    assert connection.connection.total_changes == before
    assert not ReadMark.objects.exists()


def test_a_union_in_brackets_as_postgresql_has_it_is_only_read():
    assert warm.reading_only(lambda sql, *rest: sql, "(SELECT 1) UNION (SELECT 2)")


def test_a_database_that_does_not_answer_does_not_stop_the_start(db, monkeypatch, caplog):
    def away(*given):
        raise DatabaseError("away")

    monkeypatch.setattr(warm, "make_pages", away)
    warm.warm(None)
    assert [record.message for record in caplog.records] == ["The pages could not be made beforehand"]


def test_each_thread_opens_its_connection_before_anyone_asks(monkeypatch):
    opened = []
    monkeypatch.setattr(warm, "trouble", lambda: opened.append(get_ident()))
    with ThreadPoolExecutor(4) as pool:
        worker = SimpleNamespace(tpool=pool, cfg=SimpleNamespace(threads=4))
        runpy.run_path(str(CONFIG))["post_worker_init"](worker)
    assert len(set(opened)) == len(opened) == 4


def test_a_process_of_one_thread_opens_its_connection_when_it_is_asked():
    worker = SimpleNamespace(cfg=SimpleNamespace(threads=1))  # that of --threads 1 has no pool
    runpy.run_path(str(CONFIG))["post_worker_init"](worker)


@pytest.mark.parametrize(("cores", "said", "workers"), [(1, "", 2), (4, "", 4), (64, "", 8), (4, "3", 3)])
def test_a_process_for_each_core_unless_the_environment_says(cores, said, workers, monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    monkeypatch.setenv("WEB_CONCURRENCY", said)
    assert runpy.run_path(str(CONFIG))["workers"] == workers


def test_a_long_search_reaches_the_page_that_says_so():
    assert runpy.run_path(str(CONFIG))["limit_request_line"] == 8190  # the most that gunicorn has


def test_an_address_longer_than_is_read_is_told_in_a_sentence():
    worker = runpy.run_path(str(CONFIG))["worker_class"]
    ours, browsers = socket.socketpair()
    with ours, browsers:
        worker.handle_error(None, None, ours, None, LimitRequestLine(9000, 8190))
        head, _, page = browsers.recv(10_000).decode().partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 414 ")
    assert "<h1>Adressen är för lång</h1>" in page
    assert "Något gick fel" not in page


@pytest.mark.parametrize("file", ["script/server", "docs/drift.md"])
def test_whoever_starts_the_portal_is_told_to_start_it_warm(file):
    said = (the_settings.BASE_DIR / file).read_text()
    assert "gunicorn rus_portal.wsgi --config rus_portal/gunicorn.py --bind" in said


def test_the_crowd_asks_only_for_what_there_is(summons, regional, secretary, settings):
    settings.ROOT_URLCONF = "tests.load"
    document = ContentFile(unprinted("Underlag"), name="underlag.pdf")
    attach_document(summons, document, item=summons.items.get(), by=secretary, title="Underlag")
    acts.add(acts.plan(regional, days=40))
    plan = json.loads(json.dumps(load.plan(members=2)))

    asked = [("", each) for each in [plan["bare"], *plan["searches"]]]
    asked += [(each["session"], plan["summons"]) for each in plan["members"]]
    asked += [(each["session"], paper) for each in plan["members"] for paper in each["papers"]]
    asked.append((plan["secretary"]["session"], plan["secretary"]["form"]))
    assert len(asked) == 1 + 3 + 2 + 2 * 3 + 1
    for key, address in asked:
        response = Client(headers={"cookie": f"sessionid={key}"}).get(address)
        assert response.status_code == 200, address
        b"".join(response)  # a file is closed when it is read


def test_what_could_not_be_written_in_passing_leaves_no_cursor_to_the_garbage_collector(db):
    cursors = []

    def write():
        cursor = connection.cursor()
        cursors.append(weakref.ref(cursor))
        cursor.execute("no SQL")

    gc.disable()
    try:
        in_passing(HttpResponse(), write)
        assert [cursor() for cursor in cursors] == [None]
    finally:
        gc.enable()

"""What every test uses: the real region, and the cast of people who hold its seats."""

import datetime as dt
import gc
import io
import socket
import sqlite3
import threading
from contextlib import ExitStack
from functools import cache, wraps
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, Storage
from django.core.mail.backends import locmem
from django.core.signals import setting_changed
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.test import TransactionTestCase
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from councils.models import Appointment, Council, Organisation, Person, Seat
from meetings import pdf
from meetings.workflow import reading_copy
from meetings.workflow.oparl import tell_all_that_waits
from meetings.workflow.search import index_all_that_waits
from rus_portal.core import pdf as press
from rus_portal.core import sealing
from rus_portal.demo.people import appoint_everyone, person_for
from rus_portal.region_loader import load_region
from tests.postbox import lead, open_postbox
from tests.remembered import ledger, remembered

# The garbage collector runs seldom: most of what a test makes is freed with the test.
gc.set_threshold(100_000, 20, 10)
BROWSER_FOLDERS = {"browser", "journeys"}
# A busy machine is no fault of the code's.
patient = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("patient", **patient)
hypothesis.settings.load_profile("patient")


def pytest_sessionstart(session):
    """pytest-django says it with the first database, to the settings of the test that asks for it: where that
    has some of its own, it would be forgotten with them."""
    if session.config.getoption("nomigrations"):
        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:  # before -m picks by marker
        if BROWSER_FOLDERS & set(item.path.relative_to(here).parts):
            item.add_marker(pytest.mark.browser)
    yield
    # After pytest has grouped the tests of one browser: those that empty the database come last.
    items.sort(key=lambda item: "transactional_db" in item.fixturenames)


@pytest.fixture(autouse=True)
def printing(request, monkeypatch):
    """Printing takes a second, so only tests marked `pdf` print; the others get an unprinted sheet. Whoever
    prints, seals, stores, fetches or sends while a verb holds the database fails the test."""
    if request.node.get_closest_marker("pdf") is None:
        monkeypatch.setattr(press, "_printed", unprinted)
        monkeypatch.setattr(pdf, "bundle_pdf", unprinted_bundle)
    if request.node.get_closest_marker("one_transaction") is None:
        for owner, name in SLOW:
            monkeypatch.setattr(owner, name, outside_transactions(getattr(owner, name)))


SLOW = [
    (press, "_printed"),
    (press, "printed_long"),
    (pdf, "bundle_pdf"),
    (Storage, "open"),
    (Storage, "save"),
    (FileSystemStorage, "delete"),
    (locmem.EmailBackend, "send_messages"),
    (socket.socket, "connect"),
    (sealing, "sealed"),
    (reading_copy, "as_pdf"),
    (sealing, "stamped"),
]


# The blocks each thread is in. With SQLite in memory a live server has the test's own connection, which
# tells of the blocks of both.
entered = threading.local()
enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__


def noting_enter(block):
    enter(block)
    entered.blocks = [*getattr(entered, "blocks", []), block]


def noting_leave(block, *error):
    entered.blocks = entered.blocks[:-1]
    leave(block, *error)


transaction.Atomic.__enter__, transaction.Atomic.__exit__ = noting_enter, noting_leave


def outside_transactions(slow):
    """Those of the test's own do not count."""

    @wraps(slow)
    def watched(*args, **facts):
        if not all(block._from_testcase for block in getattr(entered, "blocks", [])):
            pytest.fail(f"{slow.__qualname__} within a transaction")
        return slow(*args, **facts)

    return watched


def of_the_test():
    """A transaction in which a test tries verbs. It is none of theirs."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


@cache
def unprinted(html):
    """A real PDF of one empty page that carries, as its subject, all that would have been printed."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    return written(writer, html)


def unprinted_bundle(contents, tell):
    """The same of a bundle: an empty page where ours would be, and leaves for the pages of others."""
    writer = PdfWriter()
    for nth, documents in enumerate(contents.everything):
        if nth or contents.is_whole:
            writer.add_blank_page(width=595, height=842)
        for enclosed in documents:
            for number, leaf in enumerate(enclosed.leaves):
                page = writer.add_blank_page(width=leaf.width, height=leaf.height)
                page[NameObject("/Contents")] = writer._add_object(DecodedStreamObject())
                if number == 0:
                    writer.add_named_destination(enclosed.anchor, page.page_number)
    return written(writer, pdf.bundle_text(contents))


def written(writer, html):
    sheet = io.BytesIO()
    writer.add_metadata({"/Subject": html})
    writer.write(sheet)
    return sheet.getvalue()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Documents saved by a test are removed after it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PAPERS = tmp_path / "papers"


@receiver(setting_changed)
def forget_pages(**kwargs):
    """A process has the same settings as long as it lives."""
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def beginning(request):
    """What a test plans, which pages it reads and how often it may write is its own affair."""
    for each in caches.all():
        each.clear()
    ledger.begin()
    if request.cls is not None:  # loads what all tests of the class begin with
        ledger.begun = None


def populate():
    """The region of Västernorrland with someone in every seat, since long ago, told by the programming
    interface and found by the search: else each test of these would begin with that."""
    load_region("vasternorrland")
    appoint_everyone(dt.date(2015, 1, 1))
    tell_all_that_waits()
    index_all_that_waits()


@pytest.fixture(scope="session")
def turn(django_db_modify_db_settings_parallel_suffix, django_db_blocker, testrun_uid):
    """On PostgreSQL one process of a run migrates and loads, and the others, which wait for it, begin with a
    copy of what it made."""
    with ExitStack() as turn:
        if connection.vendor == "postgresql":
            turn.enter_context(django_db_blocker.unblock())
            cursor = turn.enter_context(connection._nodb_cursor())
            cursor.execute("SELECT pg_advisory_lock(1)")
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%{testrun_uid}"])
            if loaded := cursor.fetchone():
                connection.settings_dict["TEST"]["TEMPLATE"] = loaded[0]
        yield turn


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, turn):
    """Before the database is made."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, turn, testrun_uid):
    """Loaded once; every test works on it and is rolled back. Emptying and loading it anew after a test that
    commits takes seconds, so such a test is undone by putting back a copy."""
    with django_db_blocker.unblock():
        if not connection.settings_dict["TEST"].get("TEMPLATE"):
            populate()
        kept = InMemory() if connection.vendor == "sqlite" else Beside(testrun_uid)
        turn.close()
        gc.collect()
        gc.freeze()  # what all tests share is not looked through with what each makes
        TransactionTestCase._fixture_teardown = lambda test: kept.put_back()
    yield
    with django_db_blocker.unblock():
        kept.throw_away()


class InMemory:
    """A copy of a database that is in memory itself."""

    def __init__(self):
        self.copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self.copy)
        self.watch(connection)
        connection_created.connect(self.watch)

    @staticmethod
    def watch(connection, **kwargs):
        """Each that is opened: once a browser has begun, what asks is in a context with one of its own."""
        if ledger.watch not in connection.execute_wrappers:
            connection.execute_wrappers.append(ledger.watch)

    def put_back(self):
        with connection.connection.turn:  # a page may still be asked for
            self.copy.backup(connection.connection)

    def throw_away(self):
        self.copy.close()


class Beside:
    """A copy in the same cluster, which PostgreSQL makes anew in a tenth of a second."""

    def __init__(self, run):
        self.own = connection.settings_dict["NAME"]
        self.copy = f"{self.own}_{run}"
        self.make(self.copy, like=self.own)

    def put_back(self):
        self.make(self.own, like=self.copy)

    def throw_away(self):
        self.tell(f'DROP DATABASE "{self.copy}"')

    def make(self, name, like):
        self.tell(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{like}"'
        )

    @staticmethod
    def tell(*statements):
        connection.close()
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@pytest.fixture
def committed_region(transactional_db):
    """For tests whose server reads in another transaction."""


@pytest.fixture
def regional(db):
    return Council.objects.get(slug="regionala-samverkansradet")


@pytest.fixture
def grand(db):
    return Council.objects.get(slug="stora-samverkansradet")


def role(key):
    """A fixture that gives the person with the role."""

    @pytest.fixture
    def person(db):
        return person_for(key)

    return person


secretary = role("secretary")
chair = role("chair")
member = role("member")
opposition = role("opposition")
official = role("official")
preparer = role("preparatory")
outsider = role("outsider")
administrator = role("admin")


@pytest.fixture
def office(client, secretary):
    """The secretary's browser."""
    client.force_login(secretary)
    return client


@pytest.fixture
def substitute(regional):
    """Someone in a substitute seat of the member's organisation."""
    return seat_substitute(regional)


@remembered
def seat_substitute(council):
    harnosand = Organisation.objects.get(slug="harnosand")
    seat = Seat.objects.create(
        council=council, organisation=harnosand, capacity="substitute", side="majority", order=99
    )
    person = Person.objects.create(name="Ersättare, majoritet, Härnösand", email="ersattare@demo.example")
    Appointment.objects.create(seat=seat, person=person, begins="2015-01-01")
    return person


@pytest.fixture
def postbox(settings):
    """Letters go through SMTP to a real server; what it received is in `postbox.letters`."""
    box, server = open_postbox()
    lead(settings, box.port)
    settings.DEFAULT_FROM_EMAIL = "Samverkansportalen <portal@region.example>"
    yield box
    server.stop()

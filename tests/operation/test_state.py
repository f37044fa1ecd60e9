"""The administrator's page of what is wrong now and what to do."""

import datetime as dt
import shutil
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from meetings.models import Letter
from rus_portal import health
from rus_portal.core.mailer import BY_SMTP
from rus_portal.demo.people import person_for
from rus_portal.models import Pulse
from rus_portal.operation import pulse, schedule, surroundings
from rus_portal.operation.state import findings, worker
from tests.postbox import lead, open_postbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_order(settings, tmp_path):
    """An installation where all is as it should be."""
    settings.CACHES = settings.CACHES | {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "cache",
        }
    }
    settings.DATA_DIR = tmp_path
    settings.CONTACT_EMAIL, settings.DEFAULT_FROM_EMAIL = "kansli@region.example", "portal@region.example"
    health.trouble()  # which looks at the migrations once in a process
    surroundings.ask_all()
    for each in schedule.watched():
        pulse.well(each.command)
    pulse.well("backup")


def wrong(**asked):
    found = findings(**{"host": "testserver", "is_secure": False} | asked)
    return {each.what: each for each in found if each.state != "well"}


def test_nothing_is_wrong_where_all_is_in_order(in_order):
    assert wrong() == {}


def letter(**facts):
    person = person_for("member")
    told = {"key": "k", "kind": "reminder", "person": person, "address": person.email}
    return Letter.objects.create(**told | {"written_at": timezone.now()} | facts)


def late(key, **ago):
    Pulse.objects.filter(key=key).update(well_at=timezone.now() - dt.timedelta(**ago))


def full(monkeypatch, settings):
    use = SimpleNamespace(total=10**12, free=10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: use)


FAULTS = {
    "debug": (lambda m, s: setattr(s, "DEBUG", True), "Felsökningsläget", "DEBUG=0"),
    "demo": (lambda m, s: setattr(s, "DEMO", True), "Demoläget", "DEMO=0"),
    "no contact": (lambda m, s: setattr(s, "CONTACT_EMAIL", ""), "Adresserna", "CONTACT_EMAIL"),
    "full": (full, "Disken på den här servern", "Frigör plats"),
    "late": (lambda m, s: late("send_letters", minutes=20), "Brev som väntar skickas", "list-timers"),
    "failed": (
        lambda m, s: pulse.failed("verify_journal", "CommandError"),
        "Journalens kedja kontrolleras",
        "Rör ingenting i databasen",
    ),
    "backup": (lambda m, s: late("backup", hours=31), "Säkerhetskopian", "ta en nu"),
    "backup failed": (lambda m, s: pulse.failed("backup", "OSError"), "Säkerhetskopian", "ta en nu"),
    "letters": (
        lambda m, s: letter(written_at=timezone.now() - dt.timedelta(minutes=11)),
        "Breven",
        "send_letters",
    ),
    "bounced": (
        lambda m, s: letter(claimed_at=timezone.now(), failed_at=timezone.now()),
        "Brev som inte kom fram",
        "SPF",
    ),
    "mail": (
        lambda m, s: pulse.failed("store", "Lagret med handlingar svarar inte."),
        "Lagret med handlingar",
        "DOCUMENTS_STORE",
    ),
    "shared": (lambda m, s: cache.clear(), "Det som servrarna delar", "CACHE_URL"),
    "migrations": (
        lambda m, s: m.setattr("rus_portal.health.trouble", lambda: "lacks"),
        "Databasen",
        "manage.py migrate",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_with_what_to_do_and_costs_no_query(
    in_order, name, monkeypatch, settings, django_assert_num_queries
):
    happens, what, remedy = FAULTS[name]
    happens(monkeypatch, settings)
    with django_assert_num_queries(3 if name == "migrations" else 4):
        found = wrong()
    assert list(found) == [what]
    assert remedy in found[what].remedy


def test_the_wrong_address_is_told(in_order):
    assert "Host och X-Forwarded-Proto" in wrong(host="10.0.0.7")["Adressen"].remedy


NOTHING = {"oldest": None, "waiting": 0, "failed": 0, "unlike": 0}
TASKS = {
    "fresh": (0, NOTHING, ["well"]),
    "silent": (4, NOTHING, ["fault"]),
    "never": (None, NOTHING, ["fault"]),
    "stuck": (0, NOTHING | {"oldest": timezone.now() - dt.timedelta(hours=1), "waiting": 3}, ["warning"]),
    "failing": (0, NOTHING | {"failed": 2}, ["well", "warning"]),
    "unlike": (0, NOTHING | {"failed": 2, "unlike": 1}, ["well", "fault"]),
}


@pytest.mark.parametrize("name", TASKS)
def test_a_worker_that_is_silent_stuck_or_failing_is_told(name):
    minutes, told, states = TASKS[name]
    pulses = {}
    if minutes is not None:
        at = timezone.now() - dt.timedelta(minutes=minutes)
        pulses = {pulse.WORKER: Pulse(key=pulse.WORKER, well_at=at)}
    assert [each.state for each in worker(pulses, told)] == states


def test_what_is_around_is_asked_at_once_and_told_where_it_does_not_answer(
    client, administrator, in_order, settings
):
    _, server = open_postbox()
    lead(settings, server.port, codes=BY_SMTP)
    settings.CLAMD = "127.0.0.1:9"
    client.force_login(administrator)
    page = client.post("/kansli/drift/provning/", follow=True).content.decode()
    assert "Fel: 1." in page
    assert "Inga handlingar tas emot." in page
    assert "Starta om clamd" in page
    server.stop()
    page = client.post("/kansli/drift/provning/", follow=True).content.decode()
    assert "E-postservern svarar inte." in page
    settings.CLAMD = ""
    client.post("/kansli/drift/provning/")
    assert not Pulse.objects.filter(key="clamd").exists()


def test_what_cannot_be_asked_stops_none_of_the_others(in_order, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _, server = open_postbox()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "lösenord"
    monkeypatch.setattr(surroundings.smtplib.SMTP, "login", lambda *given: "ö".encode("ascii"))
    monkeypatch.setattr(surroundings, "leave_mark", lambda: shutil.copyfile("/finns/inte", "/finns/inte"))
    full(monkeypatch, settings)
    amiss = surroundings.ask_all()
    server.stop()
    assert list(amiss) == ["E-postservern", "Disken där bakgrundsarbetet körs"]
    assert amiss["E-postservern"] == "Det gick inte att pröva. Loggen säger varför."


def test_only_the_administrator_reads_it(client, secretary, administrator):
    client.force_login(secretary)
    assert "administratören" in client.get("/kansli/drift/").content.decode()
    assert client.get("/kansli/drift/").status_code == 403
    assert client.post("/kansli/drift/provning/").status_code == 403
    assert "/kansli/drift/" not in client.get("/kansli/").content.decode()
    client.force_login(administrator)
    assert "/kansli/drift/" in client.get("/kansli/").content.decode()

"""Our commands: help in Swedish, what the clock starts, and the sign each leaves of how it went."""

import io
import re
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.db import OperationalError

from councils import journal
from councils.models import JournalEntry
from rus_portal.management import commands
from rus_portal.management.commands import db_worker
from rus_portal.models import Pulse
from rus_portal.operation import pulse, schedule
from rus_portal.operation.commands import Chore
from tests import acts

NAMES = sorted(path.stem for path in Path(commands.__path__[0]).glob("[a-z]*.py"))
ENGLISH = re.compile(r"\b(usage|options|positional|show|Verbosity|default|The|Don't|database to|Run)\b")


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_is_swedish_and_explains_each_argument(name):
    command = load_command_class("rus_portal", name)
    parser = command.create_parser("manage.py", name)
    told = re.sub(r"\{default\}", "", parser.format_help())
    assert ENGLISH.findall(told) == []
    assert command.help
    assert [action.dest for action in parser._actions if not action.help] == []


def test_what_the_clock_starts_leaves_a_sign_and_all_of_it_exists():
    for each in schedule.SCHEDULE:
        assert isinstance(load_command_class("rus_portal", each.command), Chore), each.command


def test_the_worker_waits_for_a_database_that_is_away(monkeypatch, transactional_db):
    met = []

    def handle(self, **options):
        met.append(len(met))
        if len(met) < 3:
            try:
                psycopg.connect("host=127.0.0.1 port=1")
            except psycopg.OperationalError as no:
                raise OperationalError(str(no)) from no
        raise CommandError("Nog.")

    monkeypatch.setattr(db_worker.Worker, "handle", handle)
    monkeypatch.setattr(db_worker, "PAUSE", 0)
    monkeypatch.setattr(db_worker.connections, "close_all", lambda: None)
    with pytest.raises(CommandError, match="Nog"):
        db_worker.Command().handle()
    assert met == [0, 1, 2]


def test_everything_is_done_every_minute_and_what_fails_stops_nothing_else(db, monkeypatch):
    monkeypatch.setattr("rus_portal.management.commands.send_letters.send_waiting", lambda: 1 / 0)
    with pytest.raises(CommandError, match=r"Gick inte att göra: send_letters\."):
        call_command("run_scheduled", "minute", stdout=io.StringIO(), stderr=io.StringIO())
    told = {each.key: (bool(each.well_at), each.fault) for each in Pulse.objects.all()}
    assert told == {
        "send_letters": (False, "ZeroDivisionError"),
        "index_search": (True, ""),
        "make_reading_copies": (True, ""),
        "tell_programs": (True, ""),
    }


def test_a_fault_is_told_from_when_it_began_and_no_more_when_it_is_over(db):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), pulse.noted("x"):
            _ = 1 / 0
    sign = Pulse.objects.get()
    began = sign.failing_since
    assert (sign.well_at, sign.fault) == (None, "ZeroDivisionError")
    with pytest.raises(KeyError), pulse.noted("x"):
        _ = {}["Anna Andersson"]
    sign.refresh_from_db()
    assert (sign.failing_since, sign.fault) == (began, "KeyError")
    with pulse.noted("x"):
        pass
    sign.refresh_from_db()
    assert sign.well_at
    assert (sign.failing_since, sign.fault) == (None, "")


def test_what_is_only_tried_leaves_no_sign(db):
    call_command("erase_expired", "--dry-run", stdout=io.StringIO())
    assert not Pulse.objects.exists()


def test_a_long_command_says_how_far_it_has_come(regional, monkeypatch):
    acts.published(acts.held(regional))
    count = JournalEntry.objects.count()
    monkeypatch.setattr("rus_portal.operation.commands.OFTEN", -1)
    told = io.StringIO()
    call_command("verify_journal", stdout=io.StringIO(), stderr=told)
    assert f"Kontrollerade poster: {count} av {count} …" in told.getvalue()


def test_the_whole_journal_is_read_a_piece_at_a_time(regional, monkeypatch):
    acts.published(acts.held(regional))
    read = []
    monkeypatch.setattr("councils.journal.AT_ONCE", 7)
    assert journal.verify(lambda rows: (read.append(row.pk) or row for row in rows)) is None
    assert read == list(JournalEntry.objects.order_by("pk").values_list("pk", flat=True))

"""The worker as it runs in production: a process of its own that may die, on a database file."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection

from tests import acts
from tests.postbox import Postbox, open_postbox

WORKER = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "django_tasks_database", verbosity=0)
from meetings.workflow.letter import send_letters
send_letters.enqueue()
call_command("db_worker", "--batch", "--no-startup-delay")
"""


class Holding(Postbox):
    """Accepts two letters and leaves the sender of the second without a reply until released."""

    def __init__(self):
        super().__init__()
        self.holds, self.is_holding = True, threading.Event()

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if self.holds and len(self.letters) == 2:
            self.is_holding.set()
            await asyncio.Event().wait()  # nobody sets it: the sender dies first
        return answer


@pytest.fixture
def box():
    box, server = open_postbox(Holding())
    box.port = server.port
    yield box
    server.stop()


@pytest.fixture
def portal(tmp_path, box):
    """Runs Python in the portal's settings for production, without HTTPS: a command or lines of code."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "rus_portal.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
        "TASKS_WORKER": "1",
    }
    started = []

    def start(*arguments):
        command = [sys.executable, *arguments]
        started.append(subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def copy_to(path):
    """What this test has done, in a file that other processes can open."""
    path.write_bytes(connection.connection.serialize())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the database of the test to a file")
def test_a_letter_is_sent_once_though_the_worker_is_killed_in_the_middle(
    four, regional, tmp_path, portal, box
):
    acts.summoned(regional, days=20)
    copy_to(tmp_path / "db.sqlite3")

    worker = portal("-c", WORKER)
    while not box.is_holding.wait(0.1):
        assert worker.poll() is None, "the worker ended without sending"
    worker.kill()
    worker.wait()

    box.holds = False
    assert portal("manage.py", "send_letters").wait() == 0
    assert sorted(mail["To"] for mail in box.letters) == sorted(person.email for person in four)
    rows = sqlite3.connect(tmp_path / "db.sqlite3")
    beats = rows.execute("select count(well_at) from rus_portal_pulse where key = 'db_worker'").fetchone()
    claimed, sent = rows.execute("select count(claimed_at), count(sent_at) from meetings_letter").fetchone()
    rows.close()
    assert beats == (1,)
    assert (claimed, sent) == (len(four), len(four) - 1)  # one is uncertain: the secretariat is shown it

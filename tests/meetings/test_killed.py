"""A process that approves and publishes is killed (-9) at random moments, a hundred times. What it leaves is
never half done, and whoever comes after it finishes the work."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django.conf import settings
from django.db import connection

from tests import acts

TIMES, SEEDS = 10, range(20260312, 20260322)  # a hundred times in all

pytestmark = [pytest.mark.both, pytest.mark.evidence]


@pytest.fixture
def meetings(committed_region, regional, member, opposition):
    """Each with two positions handled, and a dissent from the first."""
    found = [acts.summoned(regional, {}, {}, approvers=[member]) for _ in range(TIMES + 2)]
    for meeting in found:
        first, second = meeting.items.order_by("number")
        acts.dissent(first, opposition)
        for item in (first, second):
            acts.handle(item)
    return [meeting.pk for meeting in found]


@pytest.fixture
def process(meetings, tmp_path):
    """Works in the same database; on SQLite in a copy of what is in memory, in a file."""
    if connection.vendor == "sqlite":
        address = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
        with sqlite3.connect(tmp_path / "portal.sqlite3") as copy:
            connection.connection.backup(copy)
    else:
        address = f"postgres:///{connection.settings_dict['NAME']}"
    env = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.killed"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, **pipes) as running:
        yield running
        running.stdin.close()


def told(process, order, key, kill_after=None):
    """What it answers, and how long it took; None where it was killed first."""
    print(order, key, file=process.stdin, flush=True)
    pid = int(process.stdout.readline())
    begun = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):  # it was done already
            os.kill(pid, signal.SIGKILL)
    lines = iter(process.stdout.readline, "over\n")
    return "".join(lines) or None, time.monotonic() - begun


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_is_killed_at_any_moment_leaves_nothing_half_done(meetings, process, seed):
    chance, first, second, *others = random.Random(seed), *meetings
    told(process, "act", first)
    took = told(process, "act", second)[1]
    killed = 0
    for key in others:
        killed += told(process, "act", key, kill_after=chance.uniform(0, took))[0] is None
        assert told(process, "look", key)[0] == "[]\n"
        assert told(process, "act", key)[0] == "null\n"
        assert told(process, "look", key)[0] == "[]\n"
    assert told(process, "look", 0)[0].splitlines()[-1] == "[]"
    assert killed

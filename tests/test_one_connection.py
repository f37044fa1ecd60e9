"""Threads that share a connection do not wait for each other for ever."""

import subprocess
import sys

import pytest

SHARED = """
import sqlite3, sys, threading
from tests.one_connection import OneAtATime

shared = sqlite3.connect(":memory:", check_same_thread=False, factory=OneAtATime)
shared.create_function("in_python", 1, lambda number: number)
shared.cursor().execute("CREATE TABLE numbers (n)")
shared.cursor().executemany("INSERT INTO numbers VALUES (?)", [[n] for n in range(500)])
def ask(statement):
    for _ in range(300):
        assert len(shared.cursor().execute(statement).fetchall()) == 500
statements = ["SELECT n FROM numbers", "SELECT in_python(n) FROM numbers"]
asking = [threading.Thread(target=ask, args=[statement]) for statement in statements]
for thread in asking: thread.start()
for thread in asking: thread.join()
print("both done")
"""


def test_one_that_calls_python_and_one_that_fetches():
    """In a process of its own: where they wait for each other nothing else in theirs goes on."""
    try:
        told = subprocess.run([sys.executable, "-c", SHARED], stdout=subprocess.PIPE, timeout=120, check=True)
    except subprocess.TimeoutExpired:
        pytest.fail("they wait for each other")
    assert told.stdout == b"both done\n"

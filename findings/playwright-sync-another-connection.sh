#!/bin/bash
# Playwright 1.65.2 (sync API) with Django 5.2.19 and asgiref 3.13.0: from the moment Playwright has started until it stops,
# the same line of the same thread gets another database connection from Django than before.
#
# Expected: Django's connections are one for each thread, and a synchronous library that is started in a thread leaves them alone.
# Seen: `connections["default"]` is another object between start() and stop(). What had been set on the first is not on the
# second: a transaction that was begun, wrappers that watch what is asked. A database in memory is empty there, unless it is
# shared by name. (Playwright keeps a loop running in the thread, and in a running loop asgiref keeps values by context.)
# Why it matters: a suite with both browser tests and other tests in one process loses what it had arranged for its
# connection with the first browser, and only where the order of the tests has it so: red tests that nobody can explain.
set -euo pipefail
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19 asgiref==3.13.0 playwright==1.65.2
cat > "$here/look.py" <<'PYTHON'
import django
from django.conf import settings

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()
from django.db import connections
from playwright.sync_api import sync_playwright

first = connections["default"]
first.execute_wrappers.append(lambda execute, *asked: execute(*asked))
kept = [first]  # so that no address in memory is used twice
print("before:    ", connections["default"] is first, len(connections["default"].execute_wrappers), "wrapper")
started = sync_playwright().start()
kept.append(connections["default"])
print("meanwhile: ", kept[-1] is first, len(kept[-1].execute_wrappers), "wrappers (expected: True 1)")
started.stop()
print("afterwards:", connections["default"] is first)
raise SystemExit(kept[-1] is first or connections["default"] is not first)
PYTHON
"$here/venv/bin/python" "$here/look.py"

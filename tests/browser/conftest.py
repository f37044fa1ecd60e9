"""Debian's own Chromium, without its windows, against the live server; the journeys import these fixtures."""

import os

import pytest
from playwright.sync_api import expect

# From its first test on Playwright keeps an event loop running in our thread, and Django would refuse
# the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=30_000)  # a busy machine is no fault of the page's


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    silent = ["quic", "background-networking", "component-update", "sync"]
    return browser_type_launch_args | {
        "executable_path": "/usr/bin/chromium-headless-shell",
        "args": ["--no-first-run", *(f"--disable-{feature}" for feature in silent)],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


@pytest.fixture(scope="session")
def base_url(live_server):
    """So that page.goto("/rad/") opens the live server, and every test here has one."""
    return live_server.url

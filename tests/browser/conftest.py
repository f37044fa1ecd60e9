"""Debian's own Chromium, headless, against the live server; the journeys import these fixtures."""

import os

import pytest
from playwright.sync_api import expect

# From its first test on Playwright keeps an event loop running in our thread, and Django would refuse
# the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Every wait ends as soon as what is waited for is there. This only makes an end of waiting for what never
# comes, long after the busiest machine would have shown it.
GIVEN_UP = 3 * 60_000
expect.set_options(timeout=GIVEN_UP)

# The menu's counts are asked for beside the page, and would be answered when the test is over.
UNCOUNTED = """(() => {
  const ask = window.fetch;
  window.fetch = (...asked) => asked[0] === "/mitt/antal/" ? Promise.reject() : ask(...asked);
})()"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    silent = ["quic", "background-networking", "component-update", "sync"]
    return browser_type_launch_args | {
        "executable_path": "/usr/bin/chromium-headless-shell",
        "args": ["--no-first-run", *(f"--disable-{feature}" for feature in silent)],
    }


@pytest.fixture(scope="session")
def browser(browser):
    """In every context of it, whoever makes it, the same patience."""
    make = type(browser).new_context  # the journeys' fixture is another, of the same browser

    def new_context(*, counts=False, **options):
        context = make(browser, **options)
        context.set_default_timeout(GIVEN_UP)
        if not counts:
            context.add_init_script(UNCOUNTED)
        return context

    browser.new_context = new_context
    return browser


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Without motion, so that no page is looked at with a colour on its way to another."""
    still = {"reduced_motion": "reduce"}
    return browser_context_args | still | {"locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


@pytest.fixture(scope="session")
def base_url(live_server):
    """So that page.goto("/rad/") opens the live server, and every test here has a live server."""
    return live_server.url

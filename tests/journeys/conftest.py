"""Journeys use the same browser as the other browser tests, and these fixtures: each person has a browser
page, each page that is checked is accessible, and letters go through a real mail server."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.browser.conftest import (
    base_url,
    browser,
    browser_context_args,
    browser_type_launch_args,
)

__all__ = ["base_url", "browser", "browser_context_args", "browser_type_launch_args"]


@pytest.fixture
def expected_in_console():
    """What the browser may write to its console: about a form with errors."""
    return re.compile("status of 422")


@pytest.fixture
def as_person(browser, base_url, expected_in_console):
    """A browser page for each person; None is the public. Nothing unexpected may be in the console."""
    contexts, said = [], []

    def page_of(person, **options):
        context = browser.new_context(base_url=base_url, locale="sv-SE", **options)
        contexts.append(context)
        if person:
            sign_in(context, person, base_url)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(error.stack or f"{error}"))
        return page

    yield page_of
    for context in contexts:
        context.close()
    assert [text for text in said if not expected_in_console.search(text)] == []


def sign_in(context, person, url):
    client = Client()
    client.force_login(person)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def press(page, name, **options):
    page.get_by_role("button", name=name, exact=True, **options).click()


def field(page, label):
    """The field with this label, starred or not."""
    return page.get_by_role("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}\W*$"))


def rich_field(page, label):
    """The same in the editor, once it has taken the place of the plain field."""
    expect(page.get_by_role("toolbar", name=f"Formatering: {label}")).to_be_visible()
    return field(page, label)

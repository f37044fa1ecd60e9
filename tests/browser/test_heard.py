"""The main pages as a screen reader hears them: each name, role and state, kept as a file in `heard/`, all on
one day. Where a page is to be heard otherwise HEARD=anew writes the files; `git diff` shows the change."""

import difflib
import os
import re
from pathlib import Path

import pytest

from meetings.workflow.minutes import send_minutes
from meetings.workflow.search import index_all_that_waits
from rus_portal.demo.people import person_for
from tests.browser.pictures import STATUS
from tests.browser.test_every_page import DESK, opened, sign_in
from tests.test_load_demo import it_is
from tests.world import make_world

KEPT = Path(__file__).with_name("heard")
LEADS = re.compile(r"\n *- /url: .*")  # where to is no part of what is heard
HOLDS_NOTHING = re.compile(r"^( *)(- .*):$(?!\n\1 )", re.MULTILINE)  # but what was left out


def pages(world):
    """{name: (role, address)} of the main pages."""
    send_minutes(world.closed.minutes.whole().get(), by=person_for("secretary"))
    index_all_that_waits()
    item = world.sent.items.get(number=1)
    return {
        "start": ("public", "/"),
        "position": ("public", world.position.get_absolute_url()),
        "register": ("public", "/stallningstaganden/"),
        "search": ("public", "/sok/?q=Ostkustbanan"),
        "follow-up": ("public", "/uppfoljning/"),
        "strategy": ("public", "/strategi/"),
        "meeting": ("member", world.sent.get_absolute_url()),
        "item": ("member", item.get_absolute_url()),
        "dissent": ("member", item.url("item_dissent")),
        "mine": ("member", "/mitt/"),
        "office": ("secretary", "/kansli/"),
        "minutes-approval": ("chair", world.closed.url("minutes")),
    }


def heard(page, address, part):
    assert opened(page, address), address
    assert page.evaluate(STATUS) == 200, address
    told = LEADS.sub("", page.locator(part).aria_snapshot())
    return HOLDS_NOTHING.sub(r"\1\2", told) + "\n"


@pytest.mark.evidence
def test_the_main_pages_are_heard_as_they_were(committed_region, page, base_url):
    changed = []
    page.set_viewport_size(DESK)
    with it_is("2027-02-10"):
        for name, (role, address) in pages(make_world()).items():
            sign_in(page, base_url, role)
            part = "body" if name == "start" else "main"  # around it all pages are heard alike
            now, file = heard(page, address, part), KEPT / f"{name}.yml"
            if os.environ.get("HEARD") == "anew":
                file.write_text(now)
            before = file.read_text() if file.exists() else ""
            changed += difflib.unified_diff(
                before.splitlines(), now.splitlines(), f"{name} before", f"{name} now", "", "", 2, ""
            )
    assert not changed, "\n".join(["these pages are heard otherwise:", *changed])

"""Every page that exists, as those who see most of it: accessible in light and dark, whole on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error

from rus_portal.demo.people import person_for
from tests.test_addresses import EXPECTED
from tests.world import ROLES, addresses, make_world, routes

WHOLE = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What may differ on a dark phone from the light desk, where everything is looked at.
SHOWN = {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]}
FAULTS = {"resultTypes": ["violations"]}  # the rest is counted no further, which halves the time
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
# These look different to each reader and at every stage. Any other page is looked at by the first who may.
CHANGING = {"meeting", "item"}
LOOKING = ("public", "secretary", "chair", "member", "official", "preparer", "administrator")
CHANGING_FOR = ("public", "secretary", "member")


@pytest.fixture
def world(committed_region):
    return make_world()


def pages(world, role):
    """The addresses that the role is to look at."""
    place = list(ROLES).index(role)
    for name in routes():
        for stage, address in addresses(world, name).items():
            answers = EXPECTED[name, stage]
            is_first = 200 in answers and answers.index(200) == place
            if is_first or (name in CHANGING and role in CHANGING_FOR and answers[place] == 200):
                yield address
                if name not in CHANGING:
                    break


def opened(page, address):
    """Whether it is a page: not a file that is saved, nor one for another program."""
    try:
        return page.goto(address).header_value("Content-Type").startswith("text/html")
    except Error as no:
        if "Download is starting" not in no.message:
            raise
        return False


def test_everyone_who_is_first_to_see_a_page_looks(db):
    world = make_world()
    assert [role for role in ROLES if role not in LOOKING and any(pages(world, role))] == []


@pytest.mark.parametrize("role", LOOKING)
def test_every_page_is_accessible_and_fits_a_phone(world, page, base_url, role):
    client = Client()
    if ROLES[role]:
        client.force_login(person_for(ROLES[role]))
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])
    faults = {}
    for address in pages(world, role):
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        if not opened(page, address):
            continue
        at_desk = Axe().run(page, options={"runOnly": WHOLE, **FAULTS}).response["violations"]
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # no colour on its way to another
        on_phone = page.evaluate("options => axe.run(options)", {"runOnly": SHOWN, **FAULTS})["violations"]
        found = [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in at_desk + on_phone]
        spill = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if found or spill:
            faults[address] = (found, spill)
    assert faults == {}


def test_axe_would_notice(page, base_url, committed_region):
    """The same look at a page without a language and with a picture that says nothing fails."""
    page.goto("/om/")
    page.evaluate("document.documentElement.lang = ''; document.body.append(new Image())")
    found = Axe().run(page, options={"runOnly": WHOLE, **FAULTS}).response["violations"]
    assert {each["id"] for each in found} >= {"html-has-lang", "image-alt"}

"""Every page that exists, as those who see most of it: accessible in light and dark, whole on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from rus_portal.demo.people import person_for
from tests.world import addresses, make_world, routes

WHOLE = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What may differ on a dark phone from the light desk, where everything is looked at.
SHOWN = {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]}
FAULTS = {"resultTypes": ["violations"]}  # the rest is counted no further, which halves the time
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
CHANGING = {"meeting", "item", "agenda", "minutes"}
# The public sees every open page; the others what is theirs.
OWN = {"public": "/", "member": "/rad/", "secretary": "/rad/", "admin": "/kansli/"}


@pytest.fixture
def world(committed_region):
    return make_world()


def pages(world, client, below):
    """The addresses below one that give this client a page of HTML; of each route the first stage that does,
    but of the pages that look different at every stage all of them."""
    for name in routes():
        for address in addresses(world, name).values():
            if address.startswith(below) and is_page(client, address):
                yield address
                if name not in CHANGING:
                    break


def is_page(client, address):
    response = client.get(address)
    response.getvalue()
    return response.status_code == 200 and response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("role", OWN)
def test_every_page_is_accessible_and_fits_a_phone(world, page, base_url, role):
    client = Client()
    if role != "public":
        client.force_login(person_for(role))
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])
    faults = {}
    for address in list(pages(world, client, OWN[role])):
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(address)
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

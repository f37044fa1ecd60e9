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
VIEWS = (
    ({"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}, WHOLE),
    ({"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}, SHOWN),
)
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
def test_every_page_is_accessible_and_fits_a_phone(world, browser, base_url, role):
    client = Client()
    cookies = []
    if role != "public":
        client.force_login(person_for(role))
        name = settings.SESSION_COOKIE_NAME
        cookies = [{"name": name, "value": client.cookies[name].value, "url": base_url}]
    theirs = list(pages(world, client, OWN[role]))
    faults = {}
    for look, rules in VIEWS:
        context = browser.new_context(base_url=base_url, locale="sv-SE", **look)
        context.add_cookies(cookies)
        page = context.new_page()
        for address in theirs:
            page.goto(address)
            found = Axe().run(page, options={"runOnly": rules}).response["violations"]
            told = [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]
            spill = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if told or spill:
                faults[look["color_scheme"], address] = (told, spill)
        context.close()
    assert faults == {}


def test_axe_would_notice(page, base_url, committed_region):
    """The same look at a page without a language and with a picture that says nothing fails."""
    page.goto("/om/")
    page.evaluate("document.documentElement.lang = ''; document.body.append(new Image())")
    found = Axe().run(page, options={"runOnly": WHOLE}).response["violations"]
    assert {each["id"] for each in found} >= {"html-has-lang", "image-alt"}

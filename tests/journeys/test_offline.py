"""Reading without network: on the reader's own device what was opened stays readable until signing out."""

import re

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from playwright.sync_api import Error, expect

from councils.models import Council
from meetings.workflow.document import attach_document
from rus_portal.demo.people import person_for
from tests import acts

OWN_DEVICE = "Det här är min egen enhet – spara det jag öppnar"


@pytest.fixture
def meeting(committed_region):
    meeting = acts.plan(Council.objects.get(slug="regionala-samverkansradet"), days=10)
    for title in ("Järnvägen", "Vägen"):
        item = acts.add(meeting, title=title)
    document = ContentFile(b"Kartan ritad.", name="karta.txt")
    attach_document(meeting, document, item=item, by=person_for("secretary"), title="Karta")
    return acts.send(meeting)


def sign_in(context, base_url, role):
    client = Client()
    client.force_login(person_for(role))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])


def kept(page):
    return page.evaluate("caches.keys()")


def opt_in(context, page, base_url, role="member"):
    sign_in(context, base_url, role)
    page.goto("/mitt/")
    page.get_by_role("button", name=OWN_DEVICE).click()
    expect(page.get_by_text("Det du öppnar från och med nu går att läsa utan nät.")).to_be_visible()


def test_what_was_opened_is_read_without_network_until_signing_out(meeting, context, page, base_url):
    first, second = (item.get_absolute_url() for item in meeting.items.order_by("number"))

    # Nothing is kept on a device that nobody has called their own.
    sign_in(context, base_url, "member")
    page.goto(meeting.get_absolute_url())
    assert kept(page) == []

    opt_in(context, page, base_url)
    page.goto(meeting.get_absolute_url())
    page.goto(first)
    page.wait_for_function("async (address) => Boolean(await caches.match(address))", arg=first)

    context.set_offline(True)
    page.goto(meeting.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_contain_text("Möte den")
    told = re.compile(r"^Du läser utan nät, sparat kl\. \d\d\.\d\d\.$")
    expect(page.locator(".offline-banner")).to_have_text(told)
    page.get_by_role("link", name="Järnvägen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Järnvägen")

    # A note waits, and is there when the page is opened again.
    page.get_by_role("textbox", name="Anteckning").fill("Fråga om spåret.")
    page.get_by_role("button", name="Spara anteckningen").click()
    expect(page.get_by_text("Du är utan nät. Texten finns kvar här.")).to_be_visible()
    page.goto("/mitt/")
    page.goto(first)
    expect(page.get_by_role("textbox", name="Anteckning")).to_have_value("Fråga om spåret.")

    # What was never opened is not there; what was opened is listed by name.
    page.goto(second)
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är utan nät")
    expect(page.get_by_role("link", name="1. Järnvägen")).to_be_visible()

    context.set_offline(False)
    page.goto(first)
    expect(page.locator(".offline-banner")).to_have_count(0)
    page.get_by_role("button", name="Spara anteckningen").click()
    expect(page.get_by_text("Anteckningen är sparad.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Anteckning")).to_have_value("")

    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(f"{base_url}/")
    assert kept(page) == []
    context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(first)
    context.set_offline(False)

    # Gone as well when somebody else signs in, when the session has ended, and after signing out offline.
    for other in ("opposition", None):
        opt_in(context, page, base_url)
        assert "read" in kept(page)
        context.clear_cookies()
        if other:
            sign_in(context, base_url, other)
        page.goto("/rad/")
        assert kept(page) == []
    opt_in(context, page, base_url)
    context.set_offline(True)
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är utan nät")
    assert kept(page) == []

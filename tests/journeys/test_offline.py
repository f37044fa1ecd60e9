"""Reading without network: on the reader's own device what was opened stays readable until signing out."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Error, expect

from councils.models import Council
from meetings.workflow.document import attach_document
from meetings.workflow.meeting import cancel_meeting, reinstate_meeting
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
    expect(
        page.get_by_text("Du är utan nät. Inget har skickats, och det du skrev står kvar.")
    ).to_be_visible()
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


def address_of_kept(page):
    return page.evaluate(
        "async () => (await (await caches.open('read')).keys()).map((each) => new URL(each.url).pathname)"
    )


def wait_until(page, condition, address):
    """`condition` is told of what is kept at the address, `kept`."""
    page.evaluate(
        "async (address) => { for (;;) { const kept = await caches.match(address);"
        f" if ({condition}) return; await new Promise((go) => setTimeout(go, 50)); }} }}",
        address,
    )


def open_kept(page, *addresses):
    for address in addresses:
        page.goto(address)
        wait_until(page, "kept", address)


def test_a_sign_out_without_network_is_owed_until_it_is_done(meeting, context, page, base_url):
    opt_in(context, page, base_url)
    item = meeting.items.order_by("number").first().get_absolute_url()
    open_kept(page, item)
    context.set_offline(True)
    page.get_by_role("textbox", name="Anteckning").fill("Mitt eget.")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_text("Utloggningen är inte klar än.")).to_be_visible()
    assert "read" not in kept(page)
    page.goto(item)
    expect(page.get_by_text("Utloggningen är inte klar än.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    context.set_offline(False)
    page.goto("/rad/")
    expect(page.get_by_role("link", name="Logga in")).to_be_visible()
    assert kept(page) == []
    assert not Session.objects.exists()


def test_a_sign_out_without_network_on_anothers_device_says_that_one_is_still_in(
    meeting, context, page, base_url
):
    sign_in(context, base_url, "member")
    page.goto("/rad/")
    context.set_offline(True)
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_text("Du är utan nät och fortfarande inloggad.")).to_be_visible()
    context.set_offline(False)
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("link", name="Logga in")).to_be_visible()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "says",
    [{"status": 200, "body": "Sign in to this network"}, {"status": 302, "headers": {"Location": "/"}}],
)
def test_a_sign_out_that_a_network_of_others_answers_is_owed(meeting, context, page, base_url, says):
    opt_in(context, page, base_url)
    others = {"content_type": "text/html"} | says
    context.route("**/logga-ut/", lambda route: route.fulfill(**others))
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_text("Utloggningen är inte klar än.")).to_be_visible()
    context.unroute_all()
    page.goto("/rad/")
    expect(page.get_by_role("link", name="Logga in")).to_be_visible()
    assert not Session.objects.exists()


@pytest.mark.parametrize("status", [502, 504])
def test_where_the_portal_is_away_what_is_kept_is_shown_and_nothing_is_forgotten(
    meeting, context, page, base_url, status
):
    opt_in(context, page, base_url)
    first, second = (item.get_absolute_url() for item in meeting.items.order_by("number"))
    open_kept(page, first)
    proxy = {"status": status, "content_type": "text/html", "body": "<title>Bad gateway</title>"}
    context.route("**/*", lambda route: route.fulfill(**proxy))
    page.goto(first)
    assert page.evaluate("[...document.styleSheets].every((each) => each.cssRules.length)")
    told = "Portalen svarar inte just nu. Du läser det som är sparat kl."
    expect(page.locator(".offline-banner")).to_contain_text(told)
    expect(page.get_by_role("heading", level=1)).to_have_text("Järnvägen")
    page.goto(second)
    expect(page).to_have_title("Bad gateway")
    assert first in address_of_kept(page)
    context.unroute_all()
    page.goto(first)
    expect(page.locator(".offline-banner")).to_have_count(0)


def test_where_the_network_hangs_what_is_kept_is_shown_after_a_few_seconds(meeting, context, page, base_url):
    opt_in(context, page, base_url)
    first, second = (item.get_absolute_url() for item in meeting.items.order_by("number"))
    open_kept(page, first)
    held = []
    context.route("**/*", lambda route: held.append(route))
    other = context.new_page()
    other.goto(first)  # waits for its styles too: nothing is painted without them
    expect(other.locator(".offline-banner")).to_contain_text("Portalen svarar inte just nu.")
    other.goto(second)  # is not kept: after a while that is said, and what is kept is listed
    expect(other.get_by_role("heading", level=1)).to_have_text("Portalen svarar inte just nu")
    expect(other.get_by_role("link", name="1. Järnvägen")).to_be_visible()
    for route in held:
        route.abort()


def test_what_is_kept_is_let_go_when_access_ends_or_age_comes_and_a_cancelled_meeting_says_so(
    meeting, context, page, base_url
):
    opt_in(context, page, base_url)
    paper = meeting.documents.get().get_absolute_url()
    first, second = (item.get_absolute_url() for item in meeting.items.order_by("number"))
    open_kept(page, meeting.get_absolute_url(), first, second)
    cancel_meeting(meeting, by=person_for("secretary"), reason="Snöstorm.")
    page.evaluate(OLDER, second)
    page.goto("/mitt/")
    expect(page.get_by_text("Mötet är inställt. ")).to_be_visible()
    wait_until(page, "!kept", second)
    own = meeting.get_absolute_url()
    wait_until(page, "kept.headers.has('X-Cancelled')", own)
    assert first not in address_of_kept(page)
    context.set_offline(True)
    page.goto(own)
    expect(page.locator(".offline-banner")).to_contain_text("Mötet är inställt. Du läser utan nät, sparat")
    context.set_offline(False)
    reinstate_meeting(meeting, by=person_for("secretary"))
    page.goto("/mitt/")
    wait_until(page, "!kept.headers.has('X-Cancelled')", own)
    person_for("member").appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    page.goto("/mitt/")
    wait_until(page, "!kept", own)
    assert paper not in address_of_kept(page)


OLDER = """async (address) => {
  const pages = await caches.open("read"), page = await pages.match(address);
  const headers = new Headers(page.headers);
  headers.set("X-Kept", Date.now() - 15 * 24 * 3600 * 1000);
  await pages.put(address, new Response(await page.blob(), { headers }));
}"""


def test_typed_text_is_let_go_of_when_another_signs_in_and_when_it_is_old(meeting, context, page, base_url):
    item = meeting.items.order_by("number").first().get_absolute_url()
    sign_in(context, base_url, "member")
    page.goto(item)
    page.get_by_role("textbox", name="Anteckning").fill("Mitt eget.")
    context.clear_cookies()
    page.goto("/rad/")
    assert page.evaluate("localStorage.length") == 1  # a session that ends is no sign-out
    sign_in(context, base_url, "opposition")
    page.goto("/rad/")
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("""() => {
      const at = Date.now() - 15 * 24 * 3600 * 1000;
      localStorage.setItem("note:7:/x/", JSON.stringify({ at, typed: "x" }));
    }""")
    context.clear_cookies()
    page.goto("/rad/")
    assert page.evaluate("localStorage.length") == 0


def test_reading_without_network_says_what_happened(meeting, context, page, base_url):
    sign_in(context, base_url, "member")
    page.goto("/mitt/")
    context.clear_cookies()
    page.get_by_role("button", name=OWN_DEVICE).click()
    expect(page.get_by_text("Du är utloggad. Logga in igen")).to_be_visible()
    assert kept(page) == []


def room(context, page, base_url, left=None):
    """So many bytes may be kept besides those that are; without `left` as many as the device has."""
    quota = {} if left is None else {"quotaSize": in_use(page) + left}
    chromium = context.new_cdp_session(page)
    chromium.send("Storage.overrideQuotaForOrigin", {"origin": base_url} | quota)


def in_use(page):
    return page.evaluate("navigator.storage.estimate().then((told) => told.usage)")


def test_a_full_device_says_so_and_keeps_nothing_by_halves(meeting, context, page, base_url):
    first, second = (item.get_absolute_url() for item in meeting.items.order_by("number"))
    cannot = page.get_by_text("Enheten är full, så inget kan sparas på den.")
    latest = page.get_by_text("Enheten är full: det du öppnade senast kunde inte sparas.")
    sign_in(context, base_url, "member")
    page.goto("/mitt/")
    for left in (1, 20_000):  # for nothing, and for some of what the first page needs
        room(context, page, base_url, left)
        page.get_by_role("button", name=OWN_DEVICE).click()
        expect(cannot).to_be_visible()
        assert kept(page) == []
        page.reload()
    room(context, page, base_url)
    opt_in(context, page, base_url)
    open_kept(page, first)
    room(context, page, base_url, 1)
    page.goto(second)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vägen")
    wait_until(page, "!kept", "/utan-nat/plats")
    page.goto("/mitt/")
    expect(latest).to_be_visible()
    context.set_offline(True)
    page.goto(first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Järnvägen")
    page.goto(second)
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är utan nät")
    context.set_offline(False)
    room(context, page, base_url)
    open_kept(page, second)
    wait_until(page, "kept", "/utan-nat/plats")
    page.goto("/mitt/")
    expect(page.get_by_role("button", name="Ta bort")).to_be_visible()
    expect(latest).to_have_count(0)


def test_the_offline_page_lists_papers_too(meeting, context, page, base_url):
    opt_in(context, page, base_url)
    paper = meeting.url("summons_pdf")
    page.evaluate(
        "(src) => document.body.append(Object.assign(document.createElement('iframe'), { src }))", paper
    )
    wait_until(page, "kept", paper)
    context.set_offline(True)
    page.goto("/rad/")
    expect(page.get_by_role("link", name=f"kallelse-{meeting.file_stem}.pdf")).to_be_visible()

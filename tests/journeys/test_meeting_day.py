"""A meeting run from the page of the meeting day: by keyboard, without network for a while, in two windows,
with somebody who dissents, and the screen in the room that follows."""

import re
import socket
import threading

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from meetings.models import AgendaItem, DissentingOpinion, Meeting
from meetings.workflow.screen import open_screen
from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import press, sign_in
from tests.journeys.counted import Counted

pytestmark = pytest.mark.usefixtures("committed_region")


@pytest.fixture
def expected_in_console():
    status, network = r"status of (409|422|401|404|304|502)", "INTERNET_DISCONNECTED|CONTENT_LENGTH_MISMATCH"
    return re.compile(rf"{status}|ERR_({network})|^Clear-Site-Data header")


@pytest.fixture
def broken_off():
    """Lets the portal do what a press asks for, and breaks its answer off while the body is read."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<main>")

    threading.Thread(target=answer, daemon=True).start()
    host, port = listening.getsockname()

    def break_off(route):
        route.fetch(max_redirects=0)
        route.continue_(url=f"http://{host}:{port}/")

    yield break_off
    listening.close()


def unanswered(route):
    """Lets the portal do what a press asks for, and never answers."""
    route.fetch(max_redirects=0)


def failing(route):
    """Lets the portal do what a press asks for, and something on the way answers in its place."""
    route.fetch(max_redirects=0)
    route.fulfill(status=502, content_type="text/html", body="<main>Bad gateway</main>")


IMPATIENT = "const { timeout } = AbortSignal; AbortSignal.timeout = () => timeout.call(AbortSignal, 1500);"
UNKNOWN = "Det är inte känt om det du nyss tryckte är antecknat."


@pytest.fixture
def meeting(regional):
    facts = {"type": "information", "title": "Lägesbild", "proposed_position": ""}
    return acts.summoned(regional, {"title": "Nattågen"}, facts)


def saved(page, words="Sparat"):
    expect(page.locator("#sparat")).to_contain_text(words)


def keys(page, *pressed):
    for key in pressed:
        page.keyboard.press(key)


def discussion(page):
    return page.locator("#id_discussion")


def test_a_meeting_from_roll_call_to_closing(as_person, meeting, secretary):
    page, room = as_person(secretary), as_person(None)
    room.goto(meeting.url("screen", open_screen(meeting, by=secretary)))
    look(room, "Välkommen till mötet")
    page.goto(meeting.url("sitting"))
    heading = page.get_by_role("heading", level=1).inner_text()
    look(page, heading)

    # The roll call, by keys alone
    count = page.locator(".roll-count")
    page.locator("[data-seat]").first.focus()
    keys(page, "p", "ArrowRight", "d", "ArrowDown")
    expect(count).to_contain_text("2 av ")
    keys(page, "f")
    expect(page.locator("[data-seat]:focus")).to_contain_text("förhinder")
    keys(page, "ArrowLeft", "p")
    expect(count).to_contain_text("majoritet 2, opposition 1")
    press(page, "Resten svarade inte: inte med")
    expect(count).not_to_contain_text("inte uppropade")
    expect(page.locator("#upprop-antal")).to_contain_text("2 av ")
    expect(page.locator(".round-table tbody tr")).to_have_count(2)

    # What is refused is told where it was pressed, and what was typed stands there
    page.locator("#handelser > summary").click()
    page.locator("#id_begins").fill("11:00")
    page.locator("#id_ends").fill("10:00")
    press(page, "Anteckna ajourneringen")
    refused = page.get_by_text("Mötet återupptas efter att det har ajournerats.").first
    expect(refused).to_be_focused()
    expect(refused).to_be_in_viewport()
    expect(page.locator("#id_ends")).to_have_value("10:00")
    look(page, heading)

    # The first item, on the screen too within two seconds
    page.goto(meeting.url("sitting"))
    press(page, "Ta upp punkten")
    expect(page.get_by_role("navigation", name="Dagordning").locator(".is-now")).to_contain_text("Nattågen")
    expect(room.get_by_role("heading", level=1)).to_contain_text("Nattågen", timeout=3000)
    discussion(page).fill("Ordföranden inleder.")
    keys(page, "Escape", "l")
    expect(page.locator("#id_wording")).to_be_focused()
    page.locator("#id_wording").fill("Rådet förordar alla fem uppehåll.")

    # The round: two keys away
    keys(page, "Escape", "r")
    expect(page.locator("#runda-1-supports, .say:focus")).to_have_count(1)
    keys(page, "s", "ArrowDown", "a")
    expect(page.locator(".round-table")).to_contain_text("Texten saknas")
    expect(room.locator(".screen-position")).to_contain_text("alla fem uppehåll")
    look(page, heading)
    expect(page.locator("#utfall-consensus")).to_have_count(0)
    page.locator("#avvikande_held").select_option(index=3)
    page.locator("#avvikande_text").fill("Vi delar målet men inte kostnaden.")
    page.locator("[data-say=k]").first.click()
    expect(page.locator("[data-say=k]").first).to_have_attribute("aria-pressed", "true")
    press(page, "Anteckna synpunkten")
    expect(page.get_by_text("Den avvikande synpunkten är antecknad.")).to_be_visible()
    assert DissentingOpinion.objects.get().text == "Vi delar målet men inte kostnaden."

    # The outcome is read back
    page.wait_for_load_state()  # the keys are heard
    keys(page, "Escape", "u")
    keys(page, "Space")
    look(page, "Läs upp utfallet")
    expect(page.locator(".read-back ins").first).to_be_visible()
    keys(page, "Enter")
    expect(page.get_by_text("Med avvikande synpunkt (1)")).to_be_visible()

    # The next, and from the last to the closing
    expect(page.locator("[data-goes-on]")).to_be_focused()
    keys(page, "Enter")
    expect(page.get_by_role("heading", level=2, name="2. Lägesbild")).to_be_visible()
    keys(page, "Escape", "u")
    expect(page.get_by_role("button", name="Informationen noterad")).to_be_focused()
    keys(page, "Enter")
    look(page, "Avsluta mötet")
    page.locator("summary", has_text="Avsluta mötet").click()
    press(page, "Avsluta mötet")
    expect(page).to_have_url(re.compile("/protokoll/$"))
    assert Meeting.objects.get(pk=meeting.pk).stage == "held"
    assert AgendaItem.objects.get(title="Nattågen").position.text == "Rådet förordar alla fem uppehåll."
    expect(room.get_by_text("Skärmen är stängd.")).to_be_visible()
    room.close()


def test_text_survives_the_network_the_session_and_a_second_window(as_person, meeting, secretary, base_url):
    item = meeting.items.get(number=1)
    page, other = as_person(secretary), as_person(secretary)
    page.goto(item.url("sitting_item"))
    page.context.set_offline(True)
    discussion(page).fill("Skrivet utan nät.")
    discussion(page).blur()
    saved(page, "Ingen anslutning")
    page.context.set_offline(False)
    saved(page)

    other.goto(item.url("sitting_item"))
    expect(discussion(other)).to_have_value("Skrivet utan nät.")
    discussion(other).fill("Skrivet utan nät. Och i ett annat fönster.")
    discussion(other).blur()
    saved(other)
    discussion(page).fill("Skrivet utan nät. Och här.")
    discussion(page).blur()
    saved(page, "Tryck på Spara för att se båda texterna.")
    press(page, "Spara")
    expect(page.locator(".versions")).to_contain_text("Och i ett annat fönster.")
    look(page, page.get_by_role("heading", level=1).inner_text())
    discussion(page).fill("Skrivet utan nät, här och i ett annat fönster.")
    press(page, "Spara")
    expect(page.get_by_text("Texten är sparad.")).to_be_visible()

    Session.objects.all().delete()
    discussion(page).fill("Skrivet för sent.")
    discussion(page).blur()
    saved(page, "Du är utloggad")
    sign_in(page.context, secretary, base_url)
    page.goto(item.url("sitting_item"))
    with page.expect_response(lambda answer: answer.request.method == "GET"):  # the changes, shown anew
        press(page, "Ta tillbaka texten")
    saved(page)
    assert AgendaItem.objects.get(pk=item.pk).discussion == "<p>Skrivet för sent.</p>"

    acts.drop(item)
    discussion(page).fill("Skrivet om en punkt som utgår.")
    discussion(page).blur()
    saved(page, "Tryck på Spara för att se varför.")
    press(page, "Spara")
    expect(page.get_by_label("Samtalet i korthet")).to_have_value(re.compile("en punkt som utgår"))


def test_what_a_press_leads_to_is_set_in_and_the_way_back_is_as_ever(as_person, meeting, secretary):
    page, first = as_person(secretary), meeting.items.get(number=1)
    page.goto(first.url("sitting_item"))
    job = Counted(page)
    page.locator("#id_what").fill("kallar till samtal.")
    press(page, "Anteckna åtagandet")
    expect(page.locator("#nekat")).to_be_focused()
    expect(page.locator("#id_what")).to_have_value("kallar till samtal.")
    job.refusals.clear()
    page.locator("#id_who").fill("Länsstyrelsen")
    press(page, "Anteckna åtagandet")
    expect(page.locator(".messages")).to_have_text("Åtagandet är antecknat.")
    expect(page.locator("#ataganden")).to_be_focused()

    # What is being written is saved first, also where one only looks at another item
    discussion(page).fill("Ordföranden inleder.")
    agenda = page.get_by_role("navigation", name="Dagordning")
    agenda.get_by_role("link", name="2. Lägesbild").click()
    expect(page.get_by_role("heading", level=2, name="2. Lägesbild")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^2\. Lägesbild"))
    expect(page).to_have_url(re.compile("/punkter/2/$"))
    discussion(page).fill("Läget är gott.")
    page.go_back()
    expect(page).to_have_url(re.compile("/punkter/1/$"))
    expect(discussion(page)).to_have_value("Ordföranden inleder.")
    page.go_forward()
    expect(discussion(page)).to_have_value("Läget är gott.")

    # Where the network fails the press is told of, and may be pressed again
    page.route("**/upptagande/", lambda route: route.abort("internetdisconnected"))
    press(page, "Ta upp punkten")
    expect(page.get_by_role("alert")).to_contain_text(UNKNOWN)
    expect(discussion(page)).to_be_editable()
    page.unroute("**/upptagande/")
    press(page, "Ta upp punkten")
    expect(agenda.locator(".is-now")).to_contain_text("Lägesbild")
    expect(page.locator("#punkt")).to_be_focused()
    job.holds("secretary: a refusal, a commitment, two items and the way back", clicks=5, loads=0)


@pytest.mark.parametrize("way", ["broken off", "unanswered", "failing"])
def test_where_the_answer_is_lost_nobody_is_told_what_was_noted_and_the_presses_go_on(
    as_person, meeting, secretary, broken_off, way
):
    lose = {"broken off": broken_off, "unanswered": unanswered, "failing": failing}[way]
    page, first = as_person(secretary), meeting.items.get(number=1)
    page.add_init_script(IMPATIENT)
    page.goto(meeting.url("sitting"))
    seats, count, alert = page.locator("[data-seat]"), page.locator(".roll-count"), page.get_by_role("alert")

    # In a part of the page that comes back by itself
    page.route("**/upprop/", lose, times=1)
    seats.nth(0).focus()
    keys(page, "p")
    expect(alert).to_contain_text(UNKNOWN)
    assert meeting.attendances.filter(status="on_site").count() == 1, "the portal had noted it"
    alert.get_by_role("link", name="Ladda om sidan och se efter").click()
    expect(alert).to_have_count(0)
    expect(count).to_contain_text("1 av ")
    page.route("**/upprop/", lose, times=1)
    seats.nth(1).focus()
    keys(page, "p", "ArrowRight", "p")
    expect(count).to_contain_text("3 av ")
    page.context.set_offline(True)
    keys(page, "ArrowRight", "p")
    expect(alert).to_contain_text("Det du nyss tryckte är inte antecknat.")
    page.context.set_offline(False)
    keys(page, "p")
    expect(count).to_contain_text("4 av ")

    # Where the whole page is set in
    page.route("**/upptagande/", lose, times=1)
    press(page, "Ta upp punkten")
    expect(alert).to_contain_text(UNKNOWN)
    assert AgendaItem.objects.get(pk=first.pk).is_taken_up, "the portal had noted it"
    discussion(page).fill("Ordföranden inleder.")
    saved(page, "Sparat")

    # A link notes nothing
    agenda = page.get_by_role("navigation", name="Dagordning")
    page.route("**/punkter/2/", lose, times=1)
    agenda.get_by_role("link", name="2. Lägesbild").click()
    expect(alert).to_contain_text("Sidan kom inte fram.")
    agenda.get_by_role("link", name="2. Lägesbild").click()
    expect(page.get_by_role("heading", level=2, name="2. Lägesbild")).to_be_visible()
    page.go_back()
    expect(discussion(page)).to_have_value("Ordföranden inleder.")

    # Nor does what saves itself hold the presses up
    page.route("**/punkter/1/", lose, times=1)
    discussion(page).fill("Ordföranden inleder mötet.")
    discussion(page).blur()
    expect(page.locator("#sparat")).to_contain_text("Texten finns kvar i webbläsaren")
    agenda.get_by_role("link", name="2. Lägesbild").click()
    expect(page.get_by_role("heading", level=2, name="2. Lägesbild")).to_be_visible()


def test_what_is_written_elsewhere_on_the_page_is_asked_about_before_it_is_left(
    as_person, meeting, chair, secretary
):
    acts.attend(meeting, chair)
    page = as_person(secretary)
    page.goto(meeting.items.get(number=1).url("sitting_item"))
    page.locator(".round-dissent > summary").click()
    page.locator("#avvikande_text").fill("Vi delar målet men inte kostnaden.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    press(page, "Ta upp punkten")
    expect(page.locator("#avvikande_text")).to_have_value("Vi delar målet men inte kostnaden.")
    assert asked == ["beforeunload"]
    press(page, "Ta upp punkten")
    expect(page.locator("#avvikande_text")).to_have_value("Vi delar målet men inte kostnaden.")
    assert asked == ["beforeunload"] * 2, "who stays may press again"


def test_a_commitment_that_nobody_has_noted_is_asked_about_too(as_person, meeting, secretary):
    page, asked = as_person(secretary), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(meeting.items.get(number=1).url("sitting_item"))
    what, second = page.locator("#id_what"), page.get_by_role("link", name="2. Lägesbild")
    what.fill("kallar till samtal.")
    second.click()
    expect(what).to_have_value("kallar till samtal.")
    press(page, "Anteckna åtagandet")
    expect(page.locator("#nekat")).to_be_focused()
    second.click()
    expect(what).to_have_value("kallar till samtal.")
    assert asked == ["beforeunload"] * 2
    page.locator("#id_who").fill("Länsstyrelsen")
    press(page, "Anteckna åtagandet")
    expect(page.locator(".messages")).to_have_text("Åtagandet är antecknat.")
    second.click()
    expect(page.get_by_role("heading", level=2, name="2. Lägesbild")).to_be_visible()
    page.reload()
    assert asked == ["beforeunload"] * 2, "what is noted is not asked about"


def test_without_script_what_is_written_in_one_form_is_not_lost_by_another(as_person, meeting, secretary):
    """The others wait until it is sent, though each loads the page anew."""
    page = as_person(secretary, java_script_enabled=False)
    page.goto(meeting.url("sitting"))
    undertake = page.get_by_role("button", name="Anteckna åtagandet")
    page.locator("#id_who").fill("Länsstyrelsen")
    page.locator("#id_what").fill("kallar till samtal.")
    page.locator("#id_what").blur()
    for other in ("Spara", "Ta upp punkten"):
        expect(page.get_by_role("button", name=other)).to_be_hidden()
    expect(discussion(page)).to_be_hidden()
    expect(page.locator(".sitting-unsent")).to_be_visible()
    undertake.click()
    expect(page.get_by_text("kallar till samtal.")).to_be_visible()
    discussion(page).fill("Ordföranden inleder.")
    page.get_by_role("button", name="Ta upp punkten").click()  # nothing comes of it
    expect(undertake).to_be_hidden()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(undertake).to_be_visible()
    expect(discussion(page)).to_have_value("Ordföranden inleder.")


def test_the_roll_is_printed_with_its_names(as_person, meeting, secretary):
    page = as_person(secretary)
    page.goto(meeting.url("sitting"))
    names = page.locator(".seat-name").all_inner_texts()
    page.emulate_media(media="print")
    shown = page.locator(".seat-name")
    assert [each.is_visible() for each in shown.all()] == [True] * len(names)
    assert names
    assert "" not in names
    expect(page.get_by_role("button", name="Resten svarade inte: inte med")).to_be_hidden()

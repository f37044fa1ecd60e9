"""A meeting of twenty items and twenty-seven organisations, from the roll call to the corrected and published
minutes, run from the page of the meeting day while the members read on their own."""

import io
import json
import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from councils.models import Appointment, Person
from meetings.models import AgendaItem
from rus_portal.demo.people import person_for
from tests import acts
from tests.browser.conftest import GIVEN_UP, UNCOUNTED
from tests.conftest import seat_substitute
from tests.journeys.conftest import field, press, rich_field, sign_in

pytestmark = [pytest.mark.usefixtures("committed_region"), pytest.mark.pdf, pytest.mark.evidence]

DISSENT = (
    "Vi delar målet, men inte kostnaden:\n\n1. ”Fördelningen” – 1 200 kronor\n  a) bärs inte\n- av oss.\n\n"
    "Den som säger ‘alla’ menar alla."
)
REWORDED = "Samverkansrådet förordar alla fem uppehåll."
OFFLINE = "Ordföranden inleder, och det skrivs utan nät."
GIVEN = 27


@pytest.fixture
def expected_in_console():
    return re.compile(r"status of (409|422|404|304)|ERR_INTERNET_DISCONNECTED")


def holder(council, organisation, **which):
    return Appointment.objects.current().get(
        seat__council=council, seat__organisation__slug=organisation, **which
    )


@pytest.fixture
def meeting(grand):
    """Called are twenty-seven organisations, two of them in one person, with a substitute for one seat."""
    grand.seats.filter(organisation__slug__startswith="strukturfond").get().appointments.update(
        ends="2016-01-01"
    )
    leader = holder(grand, "leader")
    both = {"seat": leader.seat, "person": holder(grand, "lrf").person, "begins": "2017-01-01"}
    Appointment.objects.filter(pk=leader.pk).update(ends="2016-01-01")
    Appointment.objects.create(**both)
    seat_substitute(grand)
    positions = [{"title": f"Ställningstagande {nth}"} for nth in range(1, 5)]
    told = {"type": "information", "proposed_position": ""}
    informed = [told | {"title": f"Information {nth}"} for nth in range(5, 21)]
    approver = Person.objects.get(name="Ledamot, majoritet, Sollefteå")
    meeting = acts.summoned(grand, *positions, *informed, days=0, approvers=[approver])
    acts.dissent(meeting.items.get(number=2), person_for("opposition"), text="Vi tvekar.")
    return meeting


@pytest.fixture
def opened(browser, browser_type_launch_args, base_url, tmp_path):
    """The secretary's own browser, which keeps what it knows when it is closed."""

    @contextmanager
    def page_of(person):
        kind, facts = browser.browser_type, {"base_url": base_url, "locale": "sv-SE"}
        own = kind.launch_persistent_context(tmp_path / "profile", **facts, **browser_type_launch_args)
        own.set_default_timeout(GIVEN_UP)
        own.add_init_script(UNCOUNTED)
        sign_in(own, person, base_url)
        yield own.pages[0]
        own.close()

    return page_of


def keys(page, *pressed):
    for key in pressed:
        page.keyboard.press(key)


def seat(page, person):
    return page.locator("[data-seat]", has_text=person)


def call_the_roll(page):
    """All with the keys but one, who comes late, and one for whom a substitute serves."""
    row = page.get_by_role("row", name="Härnösands kommun")
    row.locator("summary").click()
    row.get_by_label("ersätts av").select_option(label="Ersättare, majoritet, Härnösand")
    row.get_by_role("button", name="Anteckna").click()
    expect(seat(page, "Ledamot, majoritet, Härnösand")).to_contain_text("förhinder")
    late = seat(page, "Ledamot, majoritet, Kramfors").get_attribute("id")
    waiting = page.locator(".seat-waiting")
    ids = [each for each in waiting.evaluate_all("all => all.map((each) => each.id)") if each != late]
    for each in ids:
        page.locator(f"#{each}").focus()
        keys(page, "p")
    expect(waiting).to_have_count(1)
    press(page, "Resten svarade inte: inte med")
    expect(page.locator("#upprop-antal")).to_have_text(f"43 av 45 · {GIVEN} av {GIVEN} organisationer")
    expect(seat(page, "Ledamot, LRF")).to_have_count(2)


def take_up(page, number):
    page.get_by_role("button", name=re.compile(rf"^(Ta upp punkten|Nästa: {number}\. .*)$")).click()
    expect(page.locator(".is-now")).to_contain_text(f"{number}. ")


def settle(page, label, **facts):
    """Chosen, read out, and set."""
    press(page, label)
    for name, text in facts.items():
        page.locator(f"#id_{name}").fill(text)
    press(page, "Ja, så är det uppfattat")


def come_late(page, item):
    page.locator("#upprop > summary").click()
    seat(page, "Ledamot, majoritet, Kramfors").click()
    expect(seat(page, "Ledamot, majoritet, Kramfors")).to_contain_text("på plats")
    page.locator("#handelser > summary").click()
    page.locator("#id_attendance").select_option(label="Ledamot, majoritet, Kramfors (Kramfors)")
    page.locator("#id_item").select_option(label=f"{item.number}. {item.title}")
    page.locator("#handelser").get_by_role("button", name="Anteckna", exact=True).click()
    expect(page.locator("#handelser li")).to_contain_text("Ledamot, majoritet, Kramfors")


def words(text):
    return " ".join(text.split())


def paper(page, address):
    return PdfReader(io.BytesIO(page.request.get(address).body()))


def words_of(paper):
    """Without what stands at the foot of each page, which may come in the middle of a sentence."""
    pages = (each.extract_text() for each in paper.pages)
    return words(" ".join(re.sub(r"Sida \d+\(\d+\).*", "", each, flags=re.DOTALL) for each in pages))


def approve(page, meeting):
    page.goto(meeting.url("minutes"))
    page.locator("summary", has_text="Justera").first.click()
    page.get_by_role("button", name="Ja, jag justerar").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Du har justerat protokollet.")


def run(page, as_person, opposition, meeting, items):
    """From the round on the first item to the closing."""
    first, second, third = items
    page.locator("#id_wording").fill(REWORDED)
    page.locator("#id_wording").blur()
    expect(page.locator("#andringar ins").first).to_be_visible()
    settle(page, "I samsyn")

    take_up(page, 2)
    expect(page.locator(".round-table")).to_contain_text("Vi tvekar.")
    author = as_person(opposition)
    author.goto(second.url("item_dissent"))
    author.locator("summary", has_text="Ta tillbaka synpunkten").click()
    press(author, "Ta tillbaka")
    page.reload()
    settle(page, "I samsyn")

    take_up(page, 3)
    come_late(page, third)
    university = page.get_by_role("group", name="Mittuniversitetet säger")
    university.get_by_role("button", name="Avviker").click()
    expect(page.locator(".round-table")).to_contain_text("Texten saknas")
    field(page, "Lämnas av").select_option(label="Mittuniversitetet: Ledamot, Mittuniversitetet (Ledamot)")
    field(page, "Ordagrann text").fill(DISSENT)
    press(page, "Anteckna synpunkten")
    joiner = as_person(Person.objects.get(name="Ledamot, LO"))
    joiner.goto(third.url("item_dissent"))
    joiner.get_by_role("button", name="Instäm för").click()
    expect(joiner.get_by_text("Instämmer: LO")).to_be_visible()
    page.reload()
    settle(page, "I samsyn, med avvikande synpunkt antecknad")

    take_up(page, 4)
    settle(page, "Utgår på mötet", reason="Underlaget drogs tillbaka.")
    for number in range(5, 21):
        take_up(page, number)
        press(page, "Informationen noterad")
    close(page)
    expect(page).to_have_url(re.compile("/protokoll/$"))
    text = AgendaItem.objects.get(pk=first.pk)
    assert (text.discussion, text.position.text) == (f"<p>{OFFLINE}</p>", REWORDED)


def close(page):
    page.locator("summary", has_text="Avsluta mötet").click()
    page.get_by_label("Ja, mötet är ändå slut").check()  # it is called late in the evening
    press(page, "Avsluta mötet")


def send(page):
    page.get_by_role("button", name="Skicka för justering").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Protokollet är utsänt för justering.")


def minute(page, as_person, meeting, third):
    """A change is asked for and made, two approve, a word is corrected, and everyone reads it."""
    send(page)
    approvers = [as_person(each.person) for each in meeting.minutes.get().approvals.order_by("pk")]
    approvers[0].goto(meeting.url("minutes"))
    approvers[0].get_by_text("Be om en ändring").first.click()
    field(approvers[0], "Önskad ändring").fill("Det heter uppehåll.")
    press(approvers[0], "Skicka till kansliet")
    make_the_change(page, meeting)
    send(page)
    for each in approvers:
        approve(each, meeting)
    correct(page, meeting)
    send(page)
    for each in approvers:
        approve(each, meeting)
    page.goto(meeting.url("minutes_publication"))
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Publicera")
    expect(page.get_by_role("status").first).to_contain_text("är publicerade")
    reads_the_same_everywhere(as_person(None), meeting, third)


def make_the_change(page, meeting):
    page.goto(meeting.url("minutes"))
    page.get_by_role("link", name="Svara").first.click()
    page.get_by_label("Är gjord eller görs nu").check()
    field(page, "Svar").fill("Det står så nu.")
    press(page, "Svara")
    page.locator("summary", has_text="Ta tillbaka för ändring").click()
    press(page, "Ta tillbaka")
    page.locator("summary", has_text="Öppna mötet och rätta").click()
    press(page, "Öppna mötet")
    page.goto(meeting.items.get(number=1).url("sitting_item"))
    page.locator("#id_further_handling").fill("Kansliet räknar uppehåll.")
    press(page, "Spara")
    expect(page.get_by_text("Texten är sparad.")).to_be_visible()
    page.goto(meeting.url("closing"))
    close(page)


def correct(page, meeting):
    page.goto(meeting.url("minutes_correction"))
    field(page, "Vad rättas?").fill("Ordet räknar.")
    field(page, "Varför?").fill("Det var redan räknat.")
    press(page, "Påbörja rättelsen")
    page.get_by_role("link", name="Fortsatt hantering").first.click()
    rich_field(page, "Fortsatt hantering").fill("Kansliet har räknat uppehåll.")
    press(page, "Spara rättelsen")
    page.goto(meeting.url("minutes"))


def reads_the_same_everywhere(page, meeting, third):
    """To the letter, white space apart: on pages, in papers, and in the data that lies in the file."""
    minutes = paper(page, meeting.url("minutes_pdf"))
    told = {
        "paper": words_of(minutes).count(words(DISSENT)),
        "extract": words_of(paper(page, third.url("extract_pdf"))).count(words(DISSENT)),
    }
    for name, address in (("page", meeting.url("minutes")), ("position", third.position.get_absolute_url())):
        page.goto(address)
        told[name] = words(page.get_by_role("main").inner_text()).count(words(DISSENT))
    assert told == dict.fromkeys(["paper", "extract", "page", "position"], 1)
    data = json.loads(minutes.attachments["protokoll.json"][0])
    [section] = [each for each in data["sections"] if each.get("item") == third.number]
    assert [each["text"] for each in section["dissents"]] == [DISSENT, DISSENT], "its own and the joined"
    page.goto(meeting.url("minutes"))
    third.refresh_from_db()
    said = [OFFLINE, REWORDED, "Kansliet har räknat uppehåll.", "Ställningstagande 4 (utgår)"]
    said += ["tjänstgör för Ledamot, majoritet", f"Kom till § {third.paragraph}"]
    for each in said:
        expect(page.get_by_text(each).first).to_be_visible()
    expect(page.get_by_text("Vi tvekar.")).to_have_count(0)


def test_a_whole_meeting_loses_nothing(as_person, opened, meeting, secretary, opposition):
    first, second, third, fourth = meeting.items.order_by("number")[:4]
    follower = as_person(person_for("member"))
    follower.goto(fourth.get_absolute_url())

    # The network is cut, and the browser closed, in the middle of the first item
    with opened(secretary) as page:
        page.goto(meeting.url("sitting"))
        call_the_roll(page)
        page.goto(meeting.url("sitting"))
        take_up(page, 1)
        expect(follower.get_by_role("link", name="punkt 1. Ställningstagande 1")).to_be_visible()
        page.context.set_offline(True)
        page.locator("#id_discussion").fill(OFFLINE)
        page.locator("#id_discussion").blur()
        expect(page.locator("#sparat")).to_contain_text("Ingen anslutning")
    with opened(secretary) as page:
        page.goto(meeting.url("sitting"))
        press(page, "Ta tillbaka texten")
        expect(page.locator("#sparat")).to_contain_text("Sparat")
        run(page, as_person, opposition, meeting, [first, second, third])
        minute(page, as_person, meeting, third)

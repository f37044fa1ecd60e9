"""A button that is pressed while what was typed is still being saved waits for that: nobody is told that
somebody else has changed what one has just typed oneself."""

import pytest
from playwright.sync_api import expect

from meetings.models import AgendaItem, Attendance
from meetings.workflow.sitting import turn_to
from tests import acts
from tests.journeys.conftest import field, press
from tests.journeys.test_proposal import TITLE, begin, write

pytestmark = pytest.mark.usefixtures("committed_region")
# What scripts send is answered to them after 0.8 seconds.
SLOW = """
const asked = window.fetch;
window.fetch = async (...told) => {
  const answer = await asked(...told);
  if (told[1]?.method === "POST") await new Promise((done) => setTimeout(done, 800));
  return answer;
};
"""
# What they send comes to nobody, which they learn after as long.
AWAY = """
window.fetch = async () => {
  await new Promise((done) => setTimeout(done, 800));
  throw new TypeError("away");
};
"""


@pytest.fixture
def slow(as_person):
    """A page on which what is saved is answered late."""

    def page_of(person):
        page = as_person(person)
        page.add_init_script(SLOW)
        return page

    return page_of


def minutes(meeting):
    return dict(meeting.items.values_list("title", "minutes_needed"))


@pytest.fixture
def agenda(regional):
    meeting = acts.plan(regional, days=30)
    for title in ("Ett", "Två"):
        acts.add(meeting, title=title)
    return meeting


def test_the_times_are_saved_by_the_button_while_the_first_is_on_its_way(slow, agenda, secretary):
    page = slow(secretary)
    page.goto(agenda.url("agenda"))
    one, two = page.get_by_role("spinbutton").all()[:2]
    one.fill("41")
    two.fill("33")  # which leaves the first, and saves it
    with page.expect_navigation():
        press(page, "Spara tiderna")
    expect(page.get_by_text("Uppgifterna har ändrats")).to_have_count(0)
    assert minutes(agenda) == {"Ett": 41, "Två": 33}


def test_a_step_and_another_button_go_one_after_the_other(slow, agenda, secretary):
    page = slow(secretary)
    page.goto(agenda.url("agenda"))
    page.get_by_text("Lägg in paus eller lunch").click()
    page.get_by_role("spinbutton").first.fill("41")
    page.locator("button[name=down]").first.click()
    press(page, "Lägg in")
    expect(page.get_by_text("är inlagd")).to_be_visible()
    assert list(agenda.items.order_by("order").values_list("title", "minutes_needed")) == [
        ("Två", 15),
        ("Ett", 41),
    ]
    assert agenda.breaks.count() == 1


def test_a_draft_is_saved_by_the_button_while_it_is_on_its_way(slow, official):
    page = slow(official)
    begin(page)
    write(page, "Skrivet fort.")
    field(page, "Rubrik").focus()
    write(page, "Skrivet fort, och mer.")
    with page.expect_navigation():
        press(page, "Spara utkast")
    expect(page.get_by_text("Uppgifterna har ändrats")).to_have_count(0)
    assert AgendaItem.objects.get(title=TITLE).background == "Skrivet fort, och mer."


@pytest.fixture
def sitting(regional, secretary):
    facts = {"type": "information", "title": "Lägesbild", "proposed_position": ""}
    meeting = acts.summoned(regional, facts, days=0)
    turn_to(meeting.items.get(), by=secretary)
    return meeting


def test_the_text_of_the_minutes_is_saved_by_the_button_while_it_is_on_its_way(slow, sitting, secretary):
    page = slow(secretary)
    item = sitting.items.get()
    page.goto(item.url("sitting_item"))
    text = page.locator("#id_discussion")
    text.fill("Ordföranden")
    page.locator("#id_further_handling").focus()
    text.fill("Ordföranden inleder.")
    page.locator(".sitting-text").get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Texten är sparad.")).to_be_visible()
    expect(page.get_by_text("Uppgifterna har ändrats")).to_have_count(0)
    item.refresh_from_db()
    assert "Ordföranden inleder." in item.discussion


def test_what_was_pressed_in_the_roll_is_noted_before_the_page_is_left(slow, sitting, secretary):
    page = slow(secretary)
    page.goto(f"{sitting.url('sitting')}?upprop")
    page.locator("#handelser > summary").click()
    page.locator("[data-seat]").first.focus()
    page.keyboard.press("p")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    press(page, "Ajournera nu")
    expect(page.get_by_text("Mötet är ajournerat.", exact=True)).to_be_visible()
    assert Attendance.objects.filter(meeting=sitting, status="on_site").count() == 1
    assert asked == []


def test_what_is_not_noted_in_the_roll_is_told_and_the_page_stays(as_person, sitting, secretary):
    page = as_person(secretary)
    page.add_init_script(AWAY)
    page.goto(f"{sitting.url('sitting')}?upprop")
    page.locator("#handelser > summary").click()
    page.locator("[data-seat]").first.focus()
    page.keyboard.press("p")
    press(page, "Ajournera nu")
    expect(page.get_by_text("Det är inte känt om det du nyss tryckte är antecknat.")).to_be_visible()
    expect(page.get_by_role("button", name="Ajournera nu")).to_be_visible()
    assert not Attendance.objects.filter(meeting=sitting, status="on_site").exists()
    assert not sitting.adjournments.exists()


def on_board(page, place):
    return page.locator(f"[data-place={place}] .board-card")


def test_a_card_moved_again_while_it_is_on_its_way_goes_there_too(slow, regional, preparer):
    proposal = acts.proposed(regional, title=TITLE)
    page = slow(preparer)
    page.goto("/beredning/")
    on_board(page, "proposed").drag_to(page.locator("[data-place=in_preparation]"))
    on_board(page, "in_preparation").drag_to(page.locator("[data-place=ready]"))
    expect(page.get_by_text(f"”{TITLE}” är klart för ett möte.")).to_be_visible()
    expect(on_board(page, "ready")).to_contain_text(TITLE)
    expect(page.get_by_text("Något har hänt sedan du öppnade sidan")).to_have_count(0)
    proposal.refresh_from_db()
    assert proposal.stage == "ready"


def test_the_button_of_a_card_waits_while_the_card_is_on_its_way(slow, regional, preparer):
    acts.proposed(regional, title=TITLE)
    page = slow(preparer)
    page.goto("/beredning/")
    on_board(page, "proposed").drag_to(page.locator("[data-place=in_preparation]"))
    page.get_by_label("Flytta till").select_option("ready")
    with page.expect_navigation():
        page.get_by_role("button", name="Flytta").click()
    expect(on_board(page, "ready")).to_contain_text(TITLE)

"""The secretary, from the hour of the meeting to a draft of its minutes, and what that costs."""

import re

import pytest
from playwright.sync_api import expect

from tests import acts
from tests.journeys.conftest import press
from tests.journeys.counted import Counted

pytestmark = pytest.mark.usefixtures("committed_region")


def test_from_a_held_meeting_to_a_draft(as_person, regional, secretary):
    informs = {"type": "information", "proposed_position": ""}
    positions = [{"title": f"Ställningstagande {nth}"} for nth in range(1, 4)]
    meeting = acts.summoned(
        regional, *positions, *({"title": f"Läge {nth}"} | informs for nth in range(4, 7))
    )
    page = as_person(secretary)
    job = Counted(page)
    page.goto(meeting.url("sitting"))
    expect(page.get_by_role("radio")).to_have_count(0)

    # The roll is called by keys: a letter for each seat, and an arrow to the next. A few do not answer.
    called = page.locator("[data-seat]").count() - 3
    page.locator("[data-seat]").first.focus()
    for _ in range(called):
        page.keyboard.press("p")
        page.keyboard.press("ArrowRight")
    expect(page.locator("#upprop-antal")).to_contain_text(f"{called} av ")
    press(page, "Resten svarade inte: inte med")
    expect(page.locator(".roll-count")).not_to_contain_text("inte uppropade")

    press(page, "Ta upp punkten")
    for number in range(1, 7):
        page.locator("#id_discussion").fill(f"Rådet samtalade om punkt {number}.")
        if number < 4:
            press(page, "I samsyn")
            expect(page.get_by_role("heading", level=1, name="Läs upp utfallet")).to_be_visible()
            page.get_by_role("button", name="Ja, och ta upp").click()
        else:
            page.get_by_role("button", name="Informationen noterad").first.click()
        if number < 6:
            expect(page.get_by_role("heading", level=2, name=f"{number + 1}. ")).to_be_visible()
    expect(page.get_by_text("Ordföranden öppnar mötet.")).to_be_visible()
    press(page, "Skriv in det här")
    expect(page.get_by_text("Mötets formalia är antecknade.")).to_be_visible()
    page.locator("summary", has_text="Avsluta mötet").click()
    press(page, "Avsluta mötet")
    expect(page).to_have_url(re.compile("/protokoll/$"))
    job.holds("secretary: from a held meeting of six items to a draft", clicks=14, loads=2)
    assert meeting.attendances.filter(status="on_site").count() == called
    texts = meeting.items.order_by("number").values_list("discussion", flat=True)
    assert list(texts) == [f"<p>Rådet samtalade om punkt {number}.</p>" for number in range(1, 7)]
    expect(page.get_by_text("Rådet samtalade om punkt 6.")).to_be_visible()

"""The secretary reviews and publishes minutes with a word masked, and then corrects them."""

import pytest
from playwright.sync_api import expect

from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import field, press, rich_field


@pytest.fixture
def minutes(committed_region, regional):
    meeting = acts.summoned(regional)
    acts.handle(meeting.items.get(), discussion="Stina Hemlig frågade om bullret.")
    return acts.approved(acts.close(meeting))


def test_minutes_are_reviewed_masked_published_and_corrected(as_person, minutes):
    page = as_person(person_for("secretary"))
    page.goto(minutes.get_absolute_url())
    page.get_by_role("link", name="Granska och publicera").first.click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    field(page, "Maskera").fill("Stina Hemlig")
    look(page, "Granska och publicera")
    press(page, "Publicera")
    expect(page.get_by_role("main")).to_contain_text("I den öppna versionen är uppgifter maskerade.")

    public = as_person(None)
    public.goto(minutes.get_absolute_url())
    expect(public.get_by_role("main")).to_contain_text("[maskerat] frågade om bullret.")

    page.get_by_role("link", name="Rätta protokollet").click()
    field(page, "Vad rättas?").fill("Ordet buller.")
    field(page, "Varför?").fill("Det gällde damm.")
    look(page, "Rätta protokollet")
    press(page, "Påbörja rättelsen")
    look(page, "Rätta protokollet")
    page.get_by_role("link", name="Samtalet i korthet").click()
    rich_field(page, "Samtalet i korthet").fill("Stina Hemlig frågade om dammet.")
    item = minutes.meeting.items.get()
    look(page, f"§ {item.paragraph} {item.title}")
    press(page, "Spara rättelsen")
    page.get_by_role("link", name="Läs den nya versionen").click()
    expect(page.get_by_role("main")).to_contain_text("frågade om dammet.")
    look(page, f"Protokoll den {day(minutes.meeting.date)}")

"""The journeys that must be possible with the keyboard alone. That of a reader's note is in `test_reader`,
those of the meeting day and of the minutes' texts in `test_meeting_day` and `test_rich_minutes`."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import Meeting
from meetings.workflow import minutes
from meetings.workflow.search import index_all_that_waits
from rus_portal.demo.people import person_for
from tests import acts
from tests.journeys.conftest import field
from tests.journeys.keys import Keys

pytestmark = [pytest.mark.usefixtures("committed_region"), pytest.mark.evidence]

DISSENT = "Vi delar inte bedömningen av hur kostnaden ska delas."


def told(page, words):
    expect(page.get_by_role("status").filter(has_text=words).first).to_be_visible()


def choose_day(keys, box, day):
    """In the order that this browser's own field has: month, day, year."""
    keys.to(box)
    keys.write(f"{day:%m%d%Y}")
    expect(box).to_have_value(day.isoformat())


def test_the_secretary_plans_a_meeting_and_calls_to_it(as_person, regional, secretary, chair):
    page, day = as_person(secretary), timezone.localdate() + dt.timedelta(days=30)
    page.goto("/kansli/")
    keys = Keys(page)
    keys.follow("Nytt möte i Regionala samverkansrådet")
    choose_day(keys, field(page, "Datum"), day)
    keys.push("Planera mötet")
    keys.follow("Lägg till en punkt")
    keys.choose(page.get_by_role("radio", name="Ställningstagande"))
    keys.fill(field(page, "Rubrik"), "Ostkustbanan")
    keys.to(field(page, "Mål i RUS"))
    keys.write("1.4")
    keys.fill(field(page, "Så tjänar ärendet målet"), "Ett samlat läge gör att länet kan ta ansvar.")
    keys.fill(field(page, "Bakgrund"), "Rådet har bett om ett underlag.")
    keys.fill(field(page, "Förslag till ställningstagande"), "Rådet ställer sig bakom.")
    keys.push("Spara och gå till kallelsen")
    keys.push("Be om godkännande")
    told(page, "Ordföranden är ombedd")

    meeting = Meeting.objects.get(date=day)
    leading = as_person(chair)
    leading.goto(meeting.get_absolute_url())
    chairs = Keys(leading)
    chairs.follow("Läs och godkänn dagordningen")
    chairs.push("Godkänn dagordningen")
    told(leading, "Dagordningen är godkänd.")

    page.reload()
    keys.push("Skicka kallelsen")
    told(page, "Kallelsen har gått ut.")
    meeting.refresh_from_db()
    assert (meeting.stage, meeting.items.get(number=1).primary_goal.code) == ("convened", "1.4")


def test_a_member_answers_anchors_and_lodges_a_dissent(as_person, regional, opposition):
    meeting = acts.summoned(regional, days=14)
    item, page = meeting.items.get(), as_person(opposition)
    page.goto("/mitt/")
    keys = Keys(page)
    keys.follow("Svara på kallelsen")
    keys.choose(page.get_by_role("radio", name="Kommer, digitalt"))
    keys.push("Lämna svaret")
    told(page, "svar")

    page.goto(item.get_absolute_url())
    keys.follow("Förankra", exact=True)
    keys.choose(page.get_by_role("radio", name="Ställer sig bakom"))
    keys.push("Spara")
    told(page, "sparad")

    page.goto(item.get_absolute_url())
    keys.follow("Lämna avvikande synpunkt")
    keys.fill(field(page, "Avvikande synpunkt"), DISSENT)
    keys.push("Lämna synpunkten")
    told(page, "avvikande synpunkt")
    assert [each.text for each in item.dissents.all()] == [DISSENT]


def test_minutes_are_approved(as_person, regional, chair):
    meeting = acts.held(regional)
    sent = minutes.send_minutes(meeting.minutes.whole().get(), by=person_for("secretary"))
    page = as_person(chair)
    page.goto("/mitt/")
    keys = Keys(page)
    keys.follow("Justera")
    keys.unfold("Justera")
    keys.push("Ja, jag justerar")
    told(page, "Du har justerat protokollet.")
    assert sent.approvals.get(person=chair).approved_at


def test_the_public_finds_a_position_and_its_dissent(as_person, regional, opposition):
    acts.published(acts.held(regional, dissent_by=opposition))
    index_all_that_waits()
    page = as_person(None)
    page.goto("/")
    keys = Keys(page)
    keys.fill(page.get_by_role("searchbox").first, "Ostkustbanan")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Träffar")).to_be_visible()
    keys.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    keys.follow("Samordnat påverkansarbete för Ostkustbanan")
    expect(page.get_by_role("main")).to_contain_text("Vi delar inte bedömningen.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ostkustbanan")

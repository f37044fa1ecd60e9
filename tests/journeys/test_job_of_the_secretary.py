"""A job of the secretary's, counted: a new meeting with three items of both types beside what recurs, what
the gate asks for, the chair's approval and the summons."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import AgendaItem, Meeting
from meetings.workflow.agenda import approve_agenda
from meetings.workflow.recurring import add_recurring
from tests import acts
from tests.conftest import unprinted
from tests.journeys.conftest import field, press
from tests.journeys.counted import Counted

GOAL = "1.4 Ett modigt regionalt ledarskap som tar ansvar för framtiden!"
PROPOSED = {"Förslag till ställningstagande": "Rådet ställer sig bakom."}
HOW = "Ett samlat läge gör att länet kan ta ansvar tillsammans."

pytestmark = pytest.mark.usefixtures("committed_region")


@pytest.fixture
def recurring(regional, secretary):
    """What the council always takes up, kept once with its goal."""
    kept = {"type": "information", "primary_goal": acts.goal("1.4"), "how": HOW, "questions": "Vad är nytt?"}
    for title in ("Rapport från strategiska RUS-gruppen", "Rapport från Strukturfondspartnerskapet"):
        add_recurring(regional, by=secretary, title=title, minutes_needed=10, **kept)


def write(page, kind, title, how=HOW, **more):
    page.get_by_role("radio", name=kind).check()
    field(page, "Rubrik").fill(title)
    field(page, "Mål i RUS").select_option(label=GOAL)
    field(page, "Så tjänar ärendet målet").fill(how)
    field(page, "Bakgrund").fill("Rådet har bett om ett underlag.")
    for label, text in more.items():
        field(page, label).fill(text)


def test_a_meeting_is_prepared_and_called_without_detours(as_person, regional, secretary, chair, recurring):
    page = as_person(secretary)
    page.goto("/kansli/")
    job = Counted(page)
    page.get_by_role("link", name="Nytt möte i Regionala samverkansrådet").click()
    date = timezone.localdate() + dt.timedelta(days=30)
    field(page, "Datum").fill(date.isoformat())
    press(page, "Planera mötet")
    page.get_by_role("link", name="Lägg till en punkt").click()

    write(page, "Information", "Lägesbild av kompetensen", how="")  # to think of until the rest is written
    press(page, "Spara och lägg till en till")
    write(
        page, "Ställningstagande", "Fler praktikplatser", **{"Förslag till ställningstagande": "Rådet vill."}
    )
    press(page, "Spara och lägg till en till")
    write(page, "Ställningstagande", "Ostkustbanan", **PROPOSED)
    field(page, "Handlingar till punkten").set_input_files(
        {"name": "banan.pdf", "mimeType": "application/pdf", "buffer": unprinted("Banan")}
    )
    press(page, "Spara och gå till nästa som saknar något")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lägesbild av kompetensen")
    field(page, "Så tjänar ärendet målet").fill(HOW)
    press(page, "Spara och gå till kallelsen")
    press(page, "Be om godkännande")
    expect(page.get_by_role("status").filter(has_text="Ordföranden är ombedd").first).to_be_visible()

    meeting = Meeting.objects.get(date=date)
    approve_agenda(meeting, by=chair)
    page.goto(meeting.url("summons"))
    press(page, "Skicka kallelsen")
    expect(page.get_by_role("status").filter(has_text="Kallelsen har gått ut.").first).to_be_visible()

    called = AgendaItem.objects.filter(meeting=meeting).on_the_agenda()
    assert called.count() == 5
    assert [paper.name for paper in called.get(title="Ostkustbanan").documents.all()] == ["banan.pdf"]
    job.holds("secretary: a meeting, three items, the gate and the summons", clicks=16, loads=10)

"""The plan's yearly update and a new strategy, made in the browser of copies of the real ones: afterwards
both editions read right, and positions keep the words of then."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from strategy.models import FocusArea, StrategicPlan, Strategy
from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import field, press

pytestmark = pytest.mark.usefixtures("committed_region")

NEW = "2027-2037"


@pytest.fixture
def expected_in_console():
    """Of a form with errors, and of a draft that is not there for everyone."""
    return re.compile(r"status of (404|422)")


def section(page, name):
    """The section of one area or goal."""
    heading = page.get_by_role("heading", name=name, exact=True)
    return page.locator("section.section").filter(has=heading).first


def lead_on(page, name, what):
    section(page, name).get_by_role("link", name=re.compile("^Dela, slå ihop eller avsluta")).click()
    page.get_by_label(what, exact=True).check()


def save(page, heading):
    press(page, "Spara i utkastet")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def status(page, name):
    return section(page, name).locator(".status").first


def test_the_plan_is_made_current_and_both_editions_stand(as_person, regional, secretary):
    matching = FocusArea.objects.get(code="F3")
    item = acts.published(acts.held(regional, {"title": "Lärlingar", "focus_areas": [matching]}))
    position = item.meeting.items.get().position
    page = as_person(secretary)
    page.goto("/strategi/plan/")
    page.get_by_role("link", name="Uppdatera planen").click()
    look(page, "Uppdatera planen")
    field(page, "År").fill("2027")
    press(page, "Börja uppdateringen")
    look(page, "Uppdatera planen")

    section(page, matching.title).get_by_role("link", name=re.compile("^Ändra lydelse")).click()
    field(page, "Målsättning").fill("Alla som vill arbeta hittar ett arbete.")
    press(page, "Spara")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uppdatera planen")
    expect(status(page, matching.title)).to_have_text("Ny lydelse")
    lead_on(page, "Påverkansagenda", "Det delas")
    field(page, "Titlar när det delas").fill("Påverkan i Sverige\nPåverkan i EU")
    save(page, "Uppdatera planen")
    expect(status(page, "Påverkan i Sverige och Påverkan i EU")).to_have_text("Delat")
    page.get_by_role("link", name="Granska och skriv in antagandet").click()
    look(page, "Granska den nya utgåvan")
    press(page, "Skriv in att utgåvan är antagen")
    expect(page.get_by_role("main")).to_contain_text("Ange vilken dag planen antogs.")
    today = timezone.localdate().isoformat()
    field(page, "Antagen den").fill(today)
    page.get_by_label(regional.name, exact=True).check()
    field(page, "I ställningstagandet").select_option(str(position.pk))
    field(page, "Gäller från").fill(today)
    press(page, "Skriv in att utgåvan är antagen")
    page.get_by_label("Det stämmer att utgåvan för 2027 gäller från en dag ett annat år").check()
    press(page, "Skriv in att utgåvan är antagen")

    public = as_person(None)
    public.goto("/strategi/plan/")
    expect(public.get_by_role("main")).to_contain_text(f"av {regional.name}.")
    expect(public.get_by_role("link", name="Påverkan i EU")).to_be_visible()
    public.get_by_role("link", name="Ändringar från föregående utgåva").click()
    look(public, "Ändringar från föregående utgåva")
    expect(public.locator("ins", has_text="hittar ett arbete").first).to_be_visible()
    public.goto(position.get_absolute_url())
    public.get_by_role("link", name=matching.title).first.click()
    look(public, matching.title)
    expect(public.get_by_role("main")).to_contain_text("Så löd området i den utgåvan.")
    expect(public.get_by_role("main")).to_contain_text(matching.objective[:60])
    assert StrategicPlan.objects.filter(frozen_at=None).count() == 0


def test_a_new_strategy_with_a_split_a_merged_and_an_ended_goal(as_person, regional, secretary):
    first = Strategy.objects.get(is_own=True)
    split, merged, kept, ended = (str(first.goals.get(code=code)) for code in ("1.2", "1.3", "1.4", "2.5"))
    facts = {"title": "Lärlingar", "primary_goal": acts.goal("1.2")}
    position = acts.published(acts.held(regional, facts)).meeting.items.get().position
    page = as_person(secretary)
    page.goto("/strategi/")
    page.get_by_role("link", name="Ny strategi").click()
    look(page, "Ny strategi")
    field(page, "Från år").fill("2027")
    field(page, "Till år").fill("2037")
    press(page, "Börja utkastet")
    look(page, "Ny strategi")

    lead_on(page, split, "Det delas")
    look(page, split)
    field(page, "Titlar när det delas").fill("Kompetens i skolan\nKompetens i arbetet")
    save(page, "Ny strategi")
    expect(status(page, "1.2 Kompetens i skolan och 1.5 Kompetens i arbetet")).to_have_text("Delat")
    lead_on(page, merged, "Det går ihop med ett annat")
    field(page, "Går ihop med").select_option(label=kept)
    save(page, "Ny strategi")
    expect(status(page, kept)).to_have_text("Sammanfört")
    lead_on(page, ended, "Det upphör")
    save(page, "Ny strategi")
    expect(status(page, ended)).to_have_text("Upphör")
    press(section(page, ended), f"Ta med det igen {ended}")
    expect(status(page, ended)).to_have_text("Oförändrat")
    lead_on(page, ended, "Det upphör")
    save(page, "Ny strategi")

    public = as_person(None)
    assert public.goto(f"/strategi/utgavor/{NEW}/").status == 404
    page.get_by_role("link", name="Granska och fastställ").click()
    look(page, "Granska den nya strategin")
    press(page, "Skriv in att strategin är fastställd")
    expect(page.get_by_role("main")).to_contain_text("Skriv vem som har fastställt strategin.")
    field(page, "Fastställd den").fill("2026-11-25")
    field(page, "Fastställd av").fill("Regionfullmäktige")
    press(page, "Skriv in att strategin är fastställd")
    expect(page.get_by_role("main")).to_contain_text("Det som väntar kopplas om från den 1 januari 2027.")

    public.goto("/strategi/")
    expect(public.get_by_role("main")).to_contain_text("Från 2027 gäller")
    public.get_by_role("link", name="Vad som ändras då").click()
    look(public, "Ändringar från föregående strategi")
    for told in ("Delat", "Sammanfört", "Upphör"):
        expect(public.locator(".status", has_text=told)).to_have_count(1)
    public.goto(position.get_absolute_url())
    public.get_by_role("link", name=re.compile(re.escape(split.partition(" ")[2][:30]))).first.click()
    look(public, split.partition(" ")[2])
    expect(public.get_by_role("main")).to_contain_text("Från 2027 är målet delat i")
    public.get_by_role("link", name="1.5 Kompetens i arbetet").click()
    look(public, "Kompetens i arbetet")
    expect(public.get_by_role("main")).to_contain_text("Det som tjänade dem visas också här.")
    expect(public.get_by_role("link", name="Lärlingar")).to_be_visible()

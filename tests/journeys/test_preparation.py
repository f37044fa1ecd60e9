"""Before the meeting, in the browser: two organisations say where they stand, an official announces dissent,
an elected confirms it, and the one who chairs sees the whole, also on one sheet of paper."""

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect
from pypdf import PdfReader

from councils.models import Organisation, Person
from meetings.models import Preparation
from meetings.workflow.preparation import record_preparation
from rus_portal.demo.people import person_for
from tests import acts

pytestmark = pytest.mark.usefixtures("committed_region")

DISSENT = "Timrå kommun vill att kostnaden delas efter folkmängd."
WHOLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TITLES = ("Ostkustbanan", "Yrkesutbildning för vuxna", "Elnätet")


@pytest.fixture
def as_person(browser, base_url):
    """A browser page of one's own for each person."""
    contexts, said = [], []

    def page_of(person, **options):
        context = browser.new_context(base_url=base_url, locale="sv-SE", **options)
        contexts.append(context)
        client = Client()
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        return page

    yield page_of
    for context in contexts:
        context.close()
    assert [text for text in said if "status of 422" not in text] == []


@pytest.fixture
def meeting(regional):
    return acts.summoned(regional, *({"title": title} for title in TITLES), days=10)


def look(page, heading):
    """We are on this page, and it is accessible."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    rules = {"runOnly": {"type": "tag", "values": WHOLE}}
    found = Axe().run(page, options=rules).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def told(page, text):
    expect(page.get_by_role("status").filter(has_text=text).first).to_be_visible()


def sheets(page):
    return len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)


def test_the_organisations_prepare_and_the_chair_sees_where_dissent_comes(meeting, as_person):
    elected = Person.objects.get(name="Ledamot, majoritet, Timrå")

    member = as_person(person_for("member"), java_script_enabled=False)
    member.goto(meeting.get_absolute_url())
    member.get_by_role("link", name=TITLES[0], exact=True).click()
    member.get_by_role("link", name="Förankra", exact=True).click()
    member.get_by_label("Kan acceptera, avstår något").check()
    member.get_by_label("Organ", exact=True).fill("Kommunstyrelsen")
    member.get_by_label("Dag", exact=True).fill("2026-11-24")
    press(member, "Spara")
    expect(member.get_by_text("Kan acceptera, avstår något")).to_be_visible()

    official = as_person(person_for("official"))
    official.goto(meeting.url("item_preparation", 1))
    look(official, f"1. {TITLES[0]}")
    official.get_by_label("Lämnar avvikande synpunkt").check()
    press(official, "Spara")
    expect(official.get_by_role("alert")).to_contain_text("Skriv den avvikande synpunkten")
    look(official, f"1. {TITLES[0]}")
    official.get_by_label("Avvikande synpunkt", exact=True).fill(DISSENT)
    press(official, "Spara")
    told(official, "väntar på bekräftelse av förtroendevald")
    expect(official.get_by_text(DISSENT)).to_have_count(0)  # not given yet: nothing stands on the item

    confirming = as_person(elected)
    confirming.goto(meeting.url("item", 1))
    confirming.get_by_role("link", name="Bekräfta den avvikande synpunkten").click()
    look(confirming, f"1. {TITLES[0]}")
    press(confirming, "Bekräfta och lämna synpunkten")
    told(confirming, "Den avvikande synpunkten är bekräftad")
    look(confirming, f"1. {TITLES[0]}")
    confirming.goto(meeting.url("item", 1))
    expect(confirming.get_by_text(DISSENT)).to_be_visible()

    chair = as_person(person_for("chair"))
    chair.goto(meeting.get_absolute_url())
    chair.get_by_role("link", name="Var organisationerna står inför mötet").click()
    look(chair, "Förankring")
    table = chair.get_by_role("table")
    row = table.get_by_role("row").filter(has_text="Timrå").get_by_role("cell")
    expect(row).to_have_text([re.compile("Avvikande synpunkt"), *["Inte påbörjad"] * 2])
    expect(table.get_by_role("row").last.get_by_role("cell").first).to_have_text(
        "1 avstår något, 1 avvikande, 7 saknas"
    )
    first = chair.get_by_role("region", name=f"1. {TITLES[0]}")
    expect(first.get_by_text(DISSENT)).to_be_visible()
    expect(first.get_by_text("Saknas:")).to_contain_text("Kramfors kommun, Sollefteå kommun")
    expect(first.get_by_text("Saknas:")).not_to_contain_text("Timrå")
    assert sheets(chair) == 1


def test_on_a_phone_and_in_the_dark_the_matrix_is_a_list_for_each_item(meeting, as_person):
    page = as_person(person_for("chair"), viewport={"width": 320, "height": 640}, color_scheme="dark")
    page.goto(meeting.url("preparation"))
    look(page, "Förankring")
    expect(page.get_by_role("table")).to_have_count(0)
    first = page.get_by_role("region", name=f"1. {TITLES[0]}")
    expect(first.get_by_role("listitem")).to_have_count(9)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.goto(meeting.url("item_preparation", 1))
    look(page, f"1. {TITLES[0]}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_ten_items_of_the_regional_and_three_of_the_grand_council_are_one_sheet_each(
    regional, grand, as_person
):
    chair, secretary = person_for("chair"), person_for("secretary")
    long = acts.summoned(regional, *({"title": f"{TITLES[1]} {n}"} for n in range(10)), days=20)
    wide = acts.summoned(grand, *({"title": title} for title in TITLES), days=30)
    dissent = {"stance": Preparation.Stance.WILL_DISSENT, "dissent_text": DISSENT}
    timra = Organisation.objects.get(slug="timra")
    for meeting in (long, wide):
        record_preparation(meeting.items.first(), timra, by=secretary, **dissent)
        page = as_person(chair)
        page.goto(meeting.url("preparation"))
        assert sheets(page) == 1

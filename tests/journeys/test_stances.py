"""The chair's matrix: on a phone, and printed on one sheet of paper. How it is filled is tested in
`test_before_the_meeting`."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from councils.models import Organisation
from meetings.models import Stance
from meetings.workflow.stance import record_stance
from rus_portal.demo.people import person_for
from tests import acts
from tests.browser.looking import look

pytestmark = pytest.mark.usefixtures("committed_region")

DISSENT = "Timrå kommun vill att kostnaden delas efter folkmängd."
TITLES = ("Ostkustbanan", "Yrkesutbildning för vuxna", "Elnätet")


@pytest.fixture
def meeting(regional):
    return acts.summoned(regional, *({"title": title} for title in TITLES), days=10)


def sheets(page):
    return len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)


def test_on_a_phone_and_in_the_dark_the_matrix_is_a_list_for_each_item(meeting, as_person):
    page = as_person(person_for("chair"), viewport={"width": 320, "height": 640}, color_scheme="dark")
    page.goto(meeting.url("stances"))
    look(page, "Förankring")
    expect(page.get_by_role("table")).to_have_count(0)
    first = page.get_by_role("region", name=f"1. {TITLES[0]}")
    expect(first.get_by_role("listitem")).to_have_count(0)  # folded
    first.locator("summary").click()
    expect(first.get_by_role("listitem")).to_have_count(9)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.goto(meeting.url("item_stance", 1))
    look(page, f"1. {TITLES[0]}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_ten_items_of_the_regional_and_three_of_the_grand_council_are_one_sheet_each(
    regional, grand, as_person
):
    chair, secretary = person_for("chair"), person_for("secretary")
    long = acts.summoned(regional, *({"title": f"{TITLES[1]} {n}"} for n in range(10)), days=20)
    wide = acts.summoned(grand, *({"title": title} for title in TITLES), days=30)
    dissent = {"status": Stance.Status.WILL_DISSENT, "dissent_text": DISSENT}
    timra = Organisation.objects.get(slug="timra")
    for meeting in (long, wide):
        record_stance(meeting.items.first(), timra, by=secretary, **dissent)
        page = as_person(chair)
        page.goto(meeting.url("stances"))
        assert sheets(page) == 1

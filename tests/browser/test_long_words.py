"""What people write may be an address of any length: it widens no page, and breaks no ordinary word."""

import datetime as dt

import pytest
from django.utils import timezone

from councils.models import Organisation
from meetings.workflow import follow_up
from rus_portal.demo.people import person_for
from strategy.models import AdvocacyIssue
from tests import acts
from tests.browser.looking import out_of_place
from tests.browser.test_every_page import sign_in

ADDRESS = f"https://www.scb.se/{'x' * 180}"
WORD = "Trafikförsörjningsprogram"
LETTERS = "å" * 200
# Each word of a table and its lines: more than one is a word that is broken.
BROKEN = """() => {
  const found = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("td, th") || !node.parentElement.checkVisibility()) continue;
    for (const { 0: word, index } of node.data.matchAll(/[\\p{L}]+/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word);
    }
  }
  return found;
}"""


@pytest.fixture
def position(committed_region, regional):
    made = acts.published(acts.held(regional)).meeting.items.first().position
    timra, official = Organisation.objects.get(slug="timra"), person_for("official")
    for text in (f"{WORD} {ADDRESS}", LETTERS, WORD):
        follow_up.undertake(made, timra, by=official, what=text, due=made.adopted_on + dt.timedelta(days=365))
        follow_up.tell_result(made, timra, by=official, text=text, happened_on=made.adopted_on)
    AdvocacyIssue.objects.create(title="Banan", addressee=LETTERS[:120])
    return made


@pytest.mark.parametrize("width", [800, 1280])
def test_no_text_of_people_widens_a_page_or_breaks_an_ordinary_word(page, base_url, position, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, base_url, "secretary")
    own = position.get_absolute_url()
    lists = "/uppfoljning/ataganden/", "/uppfoljning/resultat/"
    for address in (own, f"{own}uppfoljning/", "/strategi/paverkansagenda/", *lists):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (address, wide) == (address, 0)
        if address in lists and width > 1100:
            rows = page.locator(".table-scroll")
            assert rows.evaluate("each => each.scrollWidth - each.clientWidth") <= 1
        broken = {word for word in page.evaluate(BROKEN) if word not in ADDRESS + LETTERS}
        assert (address, broken) == (address, set())


@pytest.mark.parametrize("hour", [9, 23])
def test_a_timetable_has_its_times_whole_on_a_phone(page, base_url, committed_region, regional, hour):
    begins = timezone.localdate() + dt.timedelta(days=30)
    ends = dt.datetime.combine(begins, dt.time(hour, 30)) + dt.timedelta(hours=2)
    facts = {"start_time": dt.time(hour, 30), "end_date": ends.date(), "end_time": ends.time()}
    meeting = acts.plan(regional, date=begins, **facts)
    for title in ("Underlag till resultatredovisningen – nästa års avsnitt", "Buss och tåg"):
        acts.add(meeting, title=title, minutes_needed=45)
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, base_url, "secretary")
    for name in ("summons", "agenda"):
        page.goto(meeting.url(name))
        assert (name, out_of_place(page)) == (name, [])
